"""Reads that are answered only when something changed, and writes only when nothing did."""

from support import TIPS, call, create, equal, expect, promptrepo, send

id = create("n", "1")
READS = {"list": "", "prompt": f"/{id}", "versions": f"/{id}/versions",
         "version": f"/{id}/versions/1"}


def tags():
    found = {}
    for name, path in READS.items():
        response = send("GET", path)
        tag = response.headers["etag"]
        assert tag.startswith('"') and tag.endswith('"'), tag
        for field in [tag, f'"other", {tag}', f"W/{tag}", "*"]:
            unchanged = send("GET", path, headers={"If-None-Match": field})
            expect(unchanged, 304)
            equal(unchanged.headers["etag"], tag, name)
            assert "content-type" not in unchanged.headers, unchanged.headers
        expect(send("GET", path, headers={"If-None-Match": '"other"'}), 200)
        found[name] = tag
    return found


def changes(names, change):
    before = tags()
    change()
    after = tags()
    equal({name for name in READS if before[name] != after[name]}, set(names))


changes([], lambda: None)
changes(["prompt", "list"], lambda: call("PUT", f"/{id}", {"name": "m"}))
changes(["prompt", "list"], lambda: call("PUT", f"/{id}", {"description": "d"}))
changes(["prompt", "list"], lambda: call("PUT", f"/{id}", {"metadata": {"a": 1}}))
changes([], lambda: call("PUT", f"/{id}", {}))
changes(["prompt", "list", "versions"],
        lambda: call("POST", f"/{id}/versions", {"template": "2"}, status=201))
changes(["prompt", "list"], lambda: call("POST", f"/{id}/rollback", {"version": 1}))
changes([], lambda: call("POST", f"/{id}/rollback", {"version": 1}))
changes(["list"], lambda: create("another"))
changes(["prompt", "list"], lambda: promptrepo("activate", "n@2"))
one, other = [send("GET", f"/{id}", query=f"variables={{\"x\":{n}}}").headers["etag"] for n in "12"]
equal(one, other, "the same text")
expect(send("GET", f"/{id}", query="version=1", headers={"If-None-Match": one}), 200)


def tips():
    headers = send("GET", f"/{id}").headers
    return {name.split("-")[1]: headers[name] for name in TIPS}


def conditional(chain, good, method, path, body):
    """A write whose condition holds once: the same tip is out of date for the next one."""
    tip = tips()[chain]
    others = [f'"{value}"' for name, value in tips().items() if name != chain and value != tip]
    for field in others + [f'"{tip[:-1]}"']:
        call(method, path, body(0), headers={"If-Match": field}, status=412,
             code="precondition_failed")
    call(method, path, body(0), headers={"If-Match": f'"{tip}'}, status=400, param="If-Match")
    equal(tips()[chain], tip, "refused writes change nothing")
    response = send(method, path, body(1), headers={"If-Match": f'"nothing", "{tip}"'})
    expect(response, good)
    assert tips()[chain] != tip, chain
    answered = {name.split("-")[1]: response.headers[name] for name in TIPS}
    equal(answered, tips(), "tips of the answer")
    call(method, path, body(2), headers={"If-Match": f'"{tip}"'}, status=412)
    call(method, path, body(3), headers={"If-Match": "*"}, status=good)


conditional("versions", 201, "POST", f"/{id}/versions", lambda n: {"template": f"t{n}"})
conditional("active", 200, "POST", f"/{id}/rollback", lambda n: {"version": n + 1})
conditional("info", 200, "PUT", f"/{id}", lambda n: {"name": f"n{n}"})

# Each tip is of its own chain: others may change without an effect.
versions, active, info = (tips()[name] for name in ["versions", "active", "info"])
call("PUT", f"/{id}", {"name": "z"}, headers={"If-Match": f'"{info}"'})
call("POST", f"/{id}/rollback", {"version": 2}, headers={"If-Match": f'"{active}"'})
call("POST", f"/{id}/versions", {"template": "v"}, status=201,
     headers={"If-Match": f'"{versions}"'})
