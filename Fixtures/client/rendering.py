"""What becomes of placeholders, whatever the values and however the query is written."""

import json
from urllib.parse import quote, quote_plus

from support import call, create, equal, published_client

prompts = published_client("reader")
SPECIAL = "\u00e9 \U0001f600 \r\n \" \\ & + % # ?"


def rendered(template, values):
    id = create(template=template)
    found = prompts.get(id=id, variables=json.dumps(values))
    equal(found.active_template, template)
    variables = quote(json.dumps(values, ensure_ascii=False))
    plain = call("GET", f"/{id}", query="variables=" + variables)
    equal(plain["rendered_template"], found.rendered_template)
    return found.rendered_template


for template, values, wanted in [
    ("{{a}}|{{b}}|{{c}}|{{d}}|{{e}}|{{f}}|{{g}}|{{h}}",
     {"a": "text", "b": 1, "c": 1.5, "d": True, "e": None, "f": [1, "x", None],
      "g": {"k": {"n": False}}, "h": ""},
     'text|1|1.5|true||[1,"x",null]|{"k":{"n":false}}|'),
    ("{{ spaced }} {{missing}} {{a-b.c_d}}", {"spaced": "s", "a-b.c_d": 1, "unused": 2},
     "s {{missing}} 1"),
    ("{{{x}}} {{{{x}}}} {{}} {{ }} {x} {{1x}}", {"x": "v", "": "no", "1x": "no"},
     "v {{v}} {{}} {{ }} {x} {{1x}}"),
    ("{{a}} {{b}} {{c}}", {"a": "{{b}}", "b": "{{c}}", "c": "{{a}}"}, "{{b}} {{c}} {{a}}"),
    ("{{a}}b}} {{{a}}", {"a": "{{"}, "{{b}} {{{"),
    ("{{x}}", {"x": SPECIAL}, SPECIAL),
    ("{{\u00e9}} {{x}}", {"\u00e9": "no", "x": "yes"}, "{{\u00e9}} yes"),
]:
    equal(rendered(template, values), wanted, template)

id = create(template="{{x}}")
values = {"x": "a b+c&d=e%20\u00e9"}
for query in [quote_plus(json.dumps(values)), quote(json.dumps(values), safe=""),
              quote(json.dumps(values, ensure_ascii=False)).replace("%20", "+")]:
    found = call("GET", f"/{id}", query="variables=" + query)
    equal(found["rendered_template"], values["x"], query)
found = call("GET", f"/{id}", query='variables={"x":"a+b%2Bc%2520d"}')
equal(found["rendered_template"], "a b+c%20d")
equal(call("GET", f"/{id}", query="variables={}")["rendered_template"], "{{x}}")
assert "rendered_template" not in call("GET", f"/{id}")

large = "z" * 60_000
equal(prompts.get(id=id, variables=json.dumps({"x": large})).rendered_template, large)
escaped = "\u00e9" * 5_000
equal(prompts.get(id=id, variables=json.dumps({"x": escaped})).rendered_template, escaped)

for variables in ["", "1", "null", "[1]", '"x"', '{"x":1', "{'x':1}", '{"x":1}x', '{"x":1,"x":2}',
                  '{"x":"\\ud800"}']:
    call("GET", f"/{id}", query="variables=" + quote(variables), status=400, param="variables")
for query in ["variables=%", "variables=%zz", "variables=%ff", "limit=%e9"]:
    call("GET", f"/{id}", query=query, status=400)

second = published_client("editor").create_version(id=id, template="second {{x}}")
for version, wanted in [(1, "v"), (2, "second v")]:
    found = prompts.get(id=id, version=version, variables='{"x":"v"}')
    equal((found.active_version, found.rendered_template), (2, wanted))
