"""What people do at a server while a repository is kept in step with it.

`change` makes a prompt and changes one that was given; `expect NAME FILE` requires that a prompt is
as a JSON file has it: its texts, the number of the active one, its description and metadata.
"""

import json
import sys

from support import equal, published_client

TEXTS = ["Hi {{x}}\r\nand \U0001f600 e\u0301\n\n", "\U0001f600" * 100_000, " \r\n\t", "last\n\n\n"]

prompts = published_client("editor")


def found(name):
    named = [one for one in prompts.list(limit=100).data if one.name == name]
    equal(len(named), 1, name)
    return named[0]


if sys.argv[1] == "change":
    made = prompts.create(name="There", template=TEXTS[0], description="d",
                          metadata={"k": [1, {"a": None}]})
    for text in TEXTS[1:]:
        prompts.create_version(id=made.id, template=text)
    prompts.rollback(id=made.id, version=2)
    given = found("here")
    prompts.create_version(id=given.id, template="from the client \U0001f600\r\n")
    prompts.update(id=given.id, name="Here", description="")
else:
    with open(sys.argv[3], encoding="utf-8") as file:
        wanted = json.load(file)
    prompt = found(sys.argv[2])
    versions = prompts.list_versions(id=prompt.id, limit=100, order="asc").data
    equal([one.version for one in versions], list(range(1, len(wanted["texts"]) + 1)))
    equal([one.template for one in versions], wanted["texts"])
    equal((prompt.active_version, prompt.description),
          (wanted["active"], wanted.get("description")))
    metadata = dict(prompt.metadata)
    for key in ["promptrepo_id", "promptrepo_name"]:
        metadata.pop(key, None)
    equal(metadata, wanted["metadata"])
