"""What PUT and rollback change, and what they leave as it is."""

from support import call, check_time, equal, published_client, send

prompts = published_client("editor")


def same(found, wanted, *but):
    """Checks that two prompts differ in nothing but some members and the time of the change."""
    skip = {"updated_at", "version", "active_template", *but}
    equal({k: v for k, v in found.items() if k not in skip},
          {k: v for k, v in wanted.items() if k not in skip})


made = call("POST", "", {"name": "n", "template": "1"}, by="editor", status=201)
id = made["id"]
assert prompts.get(id=id).description is None
assert "description" not in made

described = call("PUT", f"/{id}", {"description": "d"}, by="editor")
equal(described["description"], "d")
same(described, made, "description")
assert check_time(described["updated_at"]) >= check_time(made["updated_at"])

equal(call("PUT", f"/{id}", {}, by="editor"), described, "PUT {}")
equal(send("GET", f"/{id}").headers["etag"], send("GET", f"/{id}").headers["etag"])
unchanged = prompts.update(id=id)
equal((unchanged.name, unchanged.description, unchanged.metadata), ("n", "d", {}))
equal(call("PUT", f"/{id}", {"name": "n", "description": "d", "metadata": {}}, by="editor"),
      described, "the same again")

for metadata in [{"a": 1, "b": {"c": [1, 2.5, None, True]}}, {"z": "only"}, {}]:
    found = call("PUT", f"/{id}", {"metadata": metadata}, by="editor")
    equal(found["metadata"], metadata)
    same(found, described, "metadata")
renamed = prompts.update(id=id, name="N \u00e9 \U0001f600")
equal((renamed.name, renamed.description), ("N \u00e9 \U0001f600", "d"))
prompts.update(id=id, description=None)
cleared = call("GET", f"/{id}")
assert "description" not in cleared, cleared
assert prompts.get(id=id).description is None
equal(call("PUT", f"/{id}", {"description": ""}, by="editor").get("description"), "")
call("PUT", f"/{id}", {"description": None}, by="editor")

for text in ["2", "3", "1"]:
    prompts.create_version(id=id, template=text)
for version in [1, 3, 2, 2, 4, 1, 4]:
    back = prompts.rollback(id=id, version=version)
    equal((back.active_version, back.latest_version), (version, 4))
    found = prompts.get(id=id)
    equal(found.active_version, version)
    equal(found.active_template, ["1", "2", "3", "1"][version - 1])
equal(call("POST", f"/{id}/rollback", {"version": 3.0}, by="editor")["active_version"], 3)
before = call("GET", f"/{id}")
equal(call("POST", f"/{id}/rollback", {"version": 3}, by="editor")["updated_at"],
      before["updated_at"], "a rollback to where it is")
equal(prompts.create_version(id=id, template="5").version, 5)
equal(prompts.get(id=id).active_version, 5, "a new version after a rollback")
equal([one.version for one in prompts.list_versions(id=id).data], [5, 4, 3, 2, 1])
equal(len({one.id for one in prompts.list_versions(id=id).data}), 5)

# Two prompts may have one name.
other = prompts.create(name="n", template="x")
twin = prompts.create(name="n", template="x")
assert other.id != twin.id
equal([one.name for one in prompts.list(limit=2).data], ["n", "n"])
