"""The hosted API's guide, step by step through its own client, and the shape of each answer."""

import json
import re

from support import (TIPS, call, check_prompt, check_time, check_version, equal, published_client,
                     send)

prompts = published_client()
USER = {"x_on_behalf_of": "user-123"}


def the_full_example():
    """"Full example: versioning and rollback workflow"."""
    first = "Hi {{customer}}, thanks for contacting us about {{issue}}."
    second = "Hey {{customer}}! We got your message about {{issue}} and are on it."
    prompt = prompts.create(name="support-reply", template=first, **USER)
    equal((prompt.active_version, prompt.latest_version, prompt.version.version), (1, 1, 1))
    equal(prompt.version.template, first)
    v2 = prompts.create_version(id=prompt.id, template=second, **USER)
    equal((v2.version, v2.template, v2.prompt_id), (2, second, prompt.id))
    variables = json.dumps({"customer": "Ada", "issue": "billing"})
    current = prompts.get(id=prompt.id, variables=variables, **USER)
    equal((current.active_version, current.active_template), (2, second))
    equal(current.rendered_template, "Hey Ada! We got your message about billing and are on it.")
    history = prompts.list_versions(id=prompt.id, order="asc", **USER)
    equal([(one.version, one.template) for one in history.data], [(1, first), (2, second)])
    back = prompts.rollback(id=prompt.id, version=1, **USER)
    equal((back.active_version, back.latest_version), (1, 2))
    gone = prompts.delete(id=prompt.id, **USER)
    equal((gone.id, gone.deleted, gone.object), (prompt.id, True, "prompt.deleted"))


def each_section():
    """The guide's other sections, in their order."""
    made = prompts.create(
        name="greeting", description="A simple greeting template",
        template="Hello, {{name}}! Welcome to {{company}}.", metadata={"team": "onboarding"})
    assert re.fullmatch("prompt_[0-9a-f]{32}", made.id), made.id
    equal(made.active_version, 1)
    rendered = prompts.get(id=made.id, variables=json.dumps({"name": "Ada", "company": "Acme"}))
    equal(rendered.rendered_template, "Hello, Ada! Welcome to Acme.")
    page = prompts.list(limit=10, order="desc")
    equal([(one.name, one.active_version) for one in page.data], [("greeting", 1)])
    equal((page.has_more, page.first_id, page.last_id), (False, made.id, made.id))
    equal(prompts.list(limit=10, after=page.last_id).data, [])
    updated = prompts.update(
        id=made.id, name="welcome-greeting", description="Updated greeting for the welcome flow",
        metadata={"team": "onboarding", "reviewed": True})
    equal((updated.name, updated.metadata), ("welcome-greeting",
                                             {"team": "onboarding", "reviewed": True}))
    text = "Hi {{name}}! Welcome aboard at {{company}}. Your onboarding starts {{date}}."
    equal(prompts.create_version(id=made.id, template=text).version, 2)
    equal([one.version for one in prompts.list_versions(id=made.id, order="desc").data], [2, 1])
    equal(prompts.get_version(id=made.id, version=1).template,
          "Hello, {{name}}! Welcome to {{company}}.")
    equal(prompts.rollback(id=made.id, version=1).latest_version, 2)
    assert prompts.delete(id=made.id).deleted
    equal(prompts.list().data, [])


def the_shapes():
    """The members of each answer, with plain requests."""
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


the_full_example()
each_section()
the_shapes()
the_versions_of_a_list()
