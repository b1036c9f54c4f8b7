"""The members of each answer, with plain requests, and the list of versions."""

from support import (TIPS, call, check_prompt, check_time, check_version, equal, published_client,
                     send)

prompts = published_client()


def the_shapes():
    """Every operation's answer, on a ledger that was empty."""
    empty = call("GET")
    equal(empty, {"object": "list", "data": [], "has_more": False}, "an empty list")
    response = send("POST", "", {"name": "n", "template": "T {{x}}"})
    made = call("GET", f"/{response.json()['id']}")
    created = response.json()
    equal(response.status_code, 201)
    equal(response.headers.get_list("content-type"), ["application/json"])
    check_prompt(created, "version", description=False)
    id = created["id"]
    check_version(created["version"], id, 1, "T {{x}}")
    equal(created["metadata"], {})
    equal((created["active_version"], created["latest_version"]), (1, 1))
    check_prompt(made, "active_template", description=False)
    equal(made["promptrepo"]["name"], "n")
    version = {name: made["promptrepo"]["version"].pop(name) for name in
               ["id", "version", "created_at"]}
    equal(version, {name: created["version"][name] for name in version})
    equal(made["promptrepo"].pop("version"), created["version"]["promptrepo"])
    equal({**made, "version": created["version"]}, {**created, "active_template": "T {{x}}"})
    full = call("POST", "", {"name": "m", "template": "U", "description": "d",
                             "metadata": {"a": [1, None]}}, status=201)
    check_prompt(full, "version")
    equal((full["description"], full["metadata"]), ("d", {"a": [1, None]}))
    rendered = call("GET", f"/{id}", query="variables={}")
    check_prompt(rendered, "active_template", "rendered_template", description=False)
    page = call("GET")
    equal(set(page), {"object", "data", "has_more", "first_id", "last_id"})
    equal((page["object"], page["first_id"], page["last_id"]), ("list", full["id"], id))
    check_prompt(page["data"][0])
    check_prompt(page["data"][1], description=False)
    updated = call("PUT", f"/{id}", {"description": "new"})
    check_prompt(updated)
    check_prompt(call("PUT", f"/{id}", {"description": None}), description=False)
    second = call("POST", f"/{id}/versions", {"template": "V"}, status=201)
    check_version(second, id, 2, "V")
    old = call("GET", f"/{id}", query="version=1&variables={\"x\":1}")
    check_prompt(old, "active_template", "rendered_template", description=False)
    equal((old["active_version"], old["active_template"]), (2, "T {{x}}"))
    equal(old["rendered_template"], "T 1")
    versions = call("GET", f"/{id}/versions")
    equal(set(versions), {"object", "data"})
    check_version(versions["data"][0], id, 2, "V")
    equal(versions["data"][1], created["version"])
    equal(call("GET", f"/{id}/versions/2"), second)
    back = call("POST", f"/{id}/rollback", {"version": 1})
    check_prompt(back, description=False)
    assert check_time(back["updated_at"]) >= check_time(second["created_at"])
    for method, path in [("GET", f"/{id}"), ("GET", f"/{id}/versions"),
                         ("GET", f"/{id}/versions/1"), ("PUT", f"/{id}")]:
        fields = set(send(method, path, {} if method == "PUT" else None).headers)
        assert TIPS <= fields, f"{method} {path}: {fields}"
    equal(call("DELETE", f"/{id}"), {"id": id, "object": "prompt.deleted", "deleted": True})
    for path in [f"/{id}", f"/{id}/versions", f"/{id}/versions/1"]:
        call("GET", path, status=404, code="prompt_not_found")
    call("DELETE", f"/{full['id']}")
    equal(call("GET"), empty)


def the_versions_of_a_list():
    """Limits and orders of a history."""
    id = prompts.create(name="long", template="1").id
    for number in range(2, 106):
        call("POST", f"/{id}/versions", {"template": str(number)}, status=201)
    def numbers(**query):
        found = [one.version for one in prompts.list_versions(id=id, **query).data]
        equal([call("GET", f"/{id}/versions/{n}")["template"] for n in found[:1]],
              [str(found[0])])
        return found
    equal(numbers(), list(range(105, 85, -1)))
    equal(numbers(order="asc"), list(range(1, 21)))
    equal(numbers(limit=100), list(range(105, 5, -1)))
    equal(numbers(limit=1, order="asc"), [1])
    prompts.delete(id=id)


the_shapes()
the_versions_of_a_list()
