"""The hosted API's guide, step by step through its own client."""

import json
import re

from support import equal, published_client

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


the_full_example()
each_section()
