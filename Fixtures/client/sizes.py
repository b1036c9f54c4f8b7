"""Templates of the largest size come back byte for byte, however they were sent."""

import json

from support import PATH, call, equal, http, key, promptrepo, published_client

prompts = published_client()
CRLF = "\r\n"
mixed = "\ufeff{{a}} \u00e9e\u0301 \U0001f468\u200d\U0001f469\u200d\U0001f467 \x01\x7f\u2028 " + CRLF
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
    raw = http.get(f"{PATH}/{made.id}", headers={"Authorization": f"Bearer {key('reader')}"}).content
    assert raw.decode() and json.loads(raw)["active_template"] == text, name
    for longer in [text + "x", text + "\U0001f600"]:
        call("POST", "", {"name": name, "template": longer}, status=400, param="template")
        call("POST", f"/{made.id}/versions", {"template": longer}, status=400, param="template")
    equal(prompts.get(id=made.id).latest_version, 2)

# The client escapes what is not ASCII: two escapes of six bytes for each of these.
assert len(json.dumps({"name": "emoji", "template": emoji})) > 1_200_000

# A grapheme of many code points counts as many.
family = "e" + "\u0301" * 99_999
equal(prompts.get(id=prompts.create(name="marks", template=family).id).active_template, family)
call("POST", "", {"name": "marks", "template": family + "\u0301"}, status=400, param="template")
