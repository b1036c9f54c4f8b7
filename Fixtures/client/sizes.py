"""Templates of the largest size come back byte for byte, however they were sent."""

import json

from support import call, equal, published_client

prompts = published_client()
CRLF = "\r\n"
family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
mixed = f"\ufeff{{{{a}}}} \u00e9e\u0301 {family} \x01\x7f\u2028 {CRLF}"
mixed = (mixed * (100_000 // len(mixed) + 1))[:99_998] + CRLF
emoji = "\U0001f600" * 100_000
for name, text in [("mixed", mixed), ("emoji", emoji), ("breaks", CRLF * 50_000),
                   ("quotes", '"\\' * 50_000)]:
    equal(len(text), 100_000, name)
    made = prompts.create(name=name, template=text)
    assert made.version.template == text, name
    for found in [prompts.get(id=made.id).active_template,
                  prompts.get_version(id=made.id, version=1).template,
                  prompts.list_versions(id=made.id).data[0].template]:
        assert found == text, name
    plain = json.dumps({"template": text}, ensure_ascii=False).encode()
    again = call("POST", f"/{made.id}/versions", plain, status=201)
    assert again["template"] == text, name
    for longer in [text + "x", text + "\U0001f600"]:
        call("POST", "", {"name": name, "template": longer}, status=400, param="template")
        call("POST", f"/{made.id}/versions", {"template": longer}, status=400, param="template")
    equal(prompts.get(id=made.id).latest_version, 2)

# The client escapes what is not ASCII: two escapes of six bytes for each of these.
assert len(json.dumps({"name": "emoji", "template": emoji})) > 1_200_000

# A grapheme of many code points counts as many.
marks = "e" + "\u0301" * 99_999
equal(prompts.get(id=prompts.create(name="marks", template=marks).id).active_template, marks)
call("POST", "", {"name": "marks", "template": marks + "\u0301"}, status=400, param="template")
