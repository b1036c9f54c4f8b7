"""Many owners in one folder: each sees its own prompts alone, and within them its end users'."""

from concurrent.futures import ThreadPoolExecutor

from support import DEPLOYMENTS, NOBODY, call, create, equal, expect, published_client, send

ours, theirs = published_client("admin"), published_client("other")
equal(call("GET"), {"object": "list", "data": [], "has_more": False}, "before there is a ledger")
call("GET", f"/{NOBODY}", status=404)
call("GET", query=f"after={NOBODY}", status=400, param="after")
call("PUT", f"/{NOBODY}", {}, status=404)
equal(call("GET", base=DEPLOYMENTS), {"object": "list", "data": [], "has_more": False})
DEPLOYMENT = "00000000-0000-0000-0000-000000000000"


def no_deployments(prompt, **options):
    """Each operation on a deployment of a prompt that the caller must not see."""
    options["base"] = DEPLOYMENTS
    call("POST", "", {"prompt_id": prompt, "environment": "production"}, status=404,
         code="prompt_not_found", **options)
    call("PUT", "", {"deployment_id": DEPLOYMENT, "rollback_to_hash": "0" * 8}, status=404,
         code="deployment_not_found", **options)
    call("GET", f"/{DEPLOYMENT}/history", status=404, code="deployment_not_found", **options)
    call("GET", query=f"prompt_id={prompt}", status=404, code="prompt_not_found", **options)
    call("GET", query=f"after={DEPLOYMENT}", status=400, param="after", **options)


no_deployments(NOBODY)


def everything(id, **options):
    """Each operation on a prompt that the caller must not see."""
    for method, path, body in [("GET", "", None), ("PUT", "", {"name": "x"}), ("DELETE", "", None),
                               ("GET", "/versions", None), ("GET", "/versions/1", None),
                               ("POST", "/versions", {"template": "x"}),
                               ("POST", "/rollback", {"version": 1})]:
        response = send(method, f"/{id}{path}", body, **options)
        answer = expect(response, 404, "prompt_not_found")
        equal(answer, call("GET", f"/{NOBODY}", status=404), "nothing is told of it")
    call("GET", query=f"after={id}", status=400, param="after", **options)
    no_deployments(id, **options)


def names(by="admin", user=None):
    headers = {"X-On-Behalf-Of": user.encode()} if user else {}
    return [one["name"] for one in call("GET", by=by, headers=headers)["data"]]


our = ours.create(name="ours", template="o").id
their = theirs.create(name="theirs", template="t").id
equal((names(), names("other"), names("reader")), (["ours"], ["theirs"], ["ours"]))
everything(our, by="other")
everything(their)

first = ours.create(name="for one", template="1", x_on_behalf_of="user/one").id
second = ours.create(name="for two", template="2", x_on_behalf_of="user-2").id
same = theirs.create(name="for their two", template="3", x_on_behalf_of="user-2").id
one, two = {"X-On-Behalf-Of": "user/one"}, {"X-On-Behalf-Of": "user-2"}
equal([names(), names(user="user-2"), names("other", "user-2"), names(user="user-3")],
      [["ours"], ["for two"], ["for their two"], []])
equal([prompt["name"] for prompt in call("GET", headers=one)["data"]], ["for one"])
everything(first)
everything(first, headers=two)
everything(second, headers=one)
everything(our, headers=one)
everything(same, headers=two)
everything(second, by="other", headers=two)
equal(ours.get(id=first, x_on_behalf_of="user/one").active_template, "1")
equal(ours.get(id=second, x_on_behalf_of="user-2").active_template, "2")
equal(ours.create_version(id=second, template="2b", x_on_behalf_of="user-2").version, 2)
equal(ours.rollback(id=second, version=1, x_on_behalf_of="user-2").active_version, 1)
for user in ["..", "../../other", "/", ".", "a" * 255, "\u00fc"]:
    id = create(user, "t", headers={"X-On-Behalf-Of": user.encode()})
    equal(names(user=user), [user])
    everything(id)
assert ours.delete(id=second, x_on_behalf_of="user-2").deleted
equal((names(user="user-2"), names("other", "user-2")), ([], ["for their two"]))

# One Idempotency-Key of two owners, or of two end users, is two keys.
made = {create("k", "t", by=by, headers={"Idempotency-Key": "same"} | more)
        for by in ["admin", "other"] for more in [{}, two]}
equal(len(made), 4)

# The first prompts of a ledger that nobody has made yet come all at once.
for user in ["new-1", "new-2", "new-3"]:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(
            lambda n: create(f"{n}", "t", headers={"X-On-Behalf-Of": user}), range(8)))
    equal(set(names(user=user)), {f"{n}" for n in range(8)})
    equal({one["id"] for one in call("GET", headers={"X-On-Behalf-Of": user})["data"]}, set(made))
