"""Deployments: the rollback of its vendor's reference, and what makes it of use by itself.

The ledger has two environments: staging, and production, which requires staging.
"""

import json
import os
import uuid

from support import (DEPLOYMENTS, call as call_prompts, check_time, create, equal, expect, key, run,
                     send as send_prompts)

# The body of the reference as it is printed there.
EXAMPLE = """{
  "deployment_id": "00000000-0000-0000-0000-000000000000",
  "rollback_to_hash": "string"
}"""
NOBODY = json.loads(EXAMPLE)["deployment_id"]
USER = {"X-On-Behalf-Of": "user 123"}


def send(method, path="", body=None, **options):
    return send_prompts(method, path, body, base=DEPLOYMENTS, **options)


def call(method, path="", body=None, *, by="deployer", **options):
    return call_prompts(method, path, body, by=by, base=DEPLOYMENTS, **options)


def put(deployment, hash, *, by="deployer", headers=None):
    """The reference's request, with values in the place of its placeholders and nothing else."""
    body = EXAMPLE.replace(NOBODY, deployment).replace('"string"', json.dumps(hash))
    return send("PUT", "", body.encode(), by=by, headers=headers)


def deploy(prompt, environment, status=201, code=None, headers=None, **more):
    body = {"prompt_id": prompt, "environment": environment, **more}
    return call("POST", "", body, status=status, code=code, headers=headers)


def check_deployment(deployment, prompt, environment, version, *more):
    members = {"id", "object", "prompt_id", "prompt_name", "environment", "version", "version_hash",
               "deployed_at", "deployed_by", "operation", *more}
    equal(set(deployment), members)
    space = uuid.UUID(prompt.removeprefix("prompt_"))
    equal(deployment["id"], str(uuid.uuid5(space, environment)))
    equal([deployment[name] for name in ["object", "prompt_id", "environment", "version"]],
          ["prompt.deployment", prompt, environment, version])
    assert deployment["version_hash"].startswith("sha256:"), deployment
    check_time(deployment["deployed_at"])
    equal(deployment["deployed_by"], {"name": "acme", "key_id": key_id("deployer")})


def key_id(role):
    return "key_" + key(role).split("_")[1]


equal(call("GET", by="reader"), {"object": "list", "data": [], "has_more": False})
prompt = create("told", "Hi {{name}}")
call_prompts("POST", f"/{prompt}/versions", {"template": "Hi {{nick}}"}, status=201)
call_prompts("POST", f"/{prompt}/versions", {"template": "Hi {{nick}}!"}, status=201)


def deploying():
    """POST, with what a protected environment is against; gives the deployment's id and hashes."""
    deploy(prompt, "prod", 404, "environment_not_found")
    deploy("prompt_x", "production", 404, "prompt_not_found")
    deploy(prompt, "production", 409, "required_environment")
    for version in [1, 2]:
        check_deployment(deploy(prompt, "staging", version=version), prompt, "staging", version,
                         *(["previous_version"] if version > 1 else []))
    first = deploy(prompt, "production", version=1, expected_hash="none", headers=USER)
    check_deployment(first, prompt, "production", 1)
    equal(deploy(prompt, "production", 200, version=1), first)
    refusal = deploy(prompt, "production", 409, "variable_contract", version=2)
    assert '["nick", "name"]' in refusal["error"]["message"], refusal
    deploy(prompt, "production", 409, "unexpected_version", version=2, expected_hash="none")
    second = deploy(
        prompt, "production", version=2, reason="A nick is nicer", headers=USER,
        expected_hash=first["version_hash"][7:20], acknowledged_variables=["nick", "name"])
    check_deployment(second, prompt, "production", 2, "previous_version", "reason")
    return second["id"], first["version_hash"], second["version_hash"]


def rolling_back():
    """PUT: 200, and every status that the reference has."""
    answer = put(deployment, first, headers=USER)
    body = expect(answer, 200)
    equal(set(body), {"success", "deployment"})
    equal(body["success"], True)
    check_deployment(body["deployment"], prompt, "production", 1, "previous_version")
    again = put(deployment.upper(), first[7:])
    equal((expect(again, 200), again.headers["x-deployment-tip"]),
          (body, answer.headers["x-deployment-tip"]))
    expect(send("PUT", "", EXAMPLE.encode(), by="deployer"), 400, "invalid_parameter",
           "rollback_to_hash")
    expect(put("1", first), 400, "invalid_parameter", "deployment_id")
    expect(send("PUT", "", EXAMPLE[:-1].encode(), by="deployer"), 400, "malformed_json")
    expect(put(deployment, first, by=None), 401, "invalid_api_key")
    for role in ["reader", "editor"]:
        expect(put(deployment, first, by=role), 403, "insufficient_role")
        expect(put(NOBODY, first, by=role), 403, "insufficient_role")
    expect(put(NOBODY, first), 404, "deployment_not_found")
    expect(put(deployment, "0" * 64), 404, "version_not_found")
    third = deploy(prompt, "staging", version=3)["version_hash"]
    expect(put(deployment, third), 404, "never_deployed", "rollback_to_hash")
    body = {"deployment_id": deployment, "rollback_to_hash": third, "allow_undeployed": True}
    call("PUT", "", body, status=409, code="variable_contract")
    # By an admin and to a hash that is cut short, with a reason.
    body = {"deployment_id": deployment, "rollback_to_hash": second[:15], "reason": "Forth"}
    equal(call("PUT", "", body, by="admin")["deployment"]["version"], 2)
    stale = {"If-Match": answer.headers["x-deployment-tip"]}
    expect(put(deployment, first, headers=stale), 412, "precondition_failed", "If-Match")
    current = send("GET", f"/{deployment}/history").headers["x-deployment-tip"]
    expect(put(deployment, first, headers={"If-Match": f'"{current}"'}), 200)


def reading():
    """GET of the list and of a history, page by page."""
    other = create("other", "Text")
    deploy(other, "staging")
    listed = call("GET", by="reader")
    equal([(one["prompt_id"], one["environment"]) for one in listed["data"]],
          [(other, "staging"), (prompt, "production"), (prompt, "staging")])
    found, query = [], "limit=1"
    while True:
        page = call("GET", by="reader", query=query)
        found += page["data"]
        equal((page["first_id"], page["last_id"]), (found[-1]["id"], found[-1]["id"]))
        if not page["has_more"]:
            break
        query = f"limit=1&after={page['last_id']}"
    equal(found, listed["data"])
    for query, count in [(f"prompt_id={prompt}", 2), ("environment=staging", 2),
                         (f"prompt_id={other}&environment=production", 0)]:
        equal(len(call("GET", by="reader", query=query)["data"]), count, query)
    call("GET", by="reader", query="environment=nowhere", status=404, code="environment_not_found")
    call("GET", by="reader", query=f"after={NOBODY}", status=400, param="after")
    call("GET", by=None, status=401)
    call("GET", f"/{NOBODY}/history", by="reader", status=404, code="deployment_not_found")

    history = call("GET", f"/{deployment}/history", by="reader")["data"]
    equal([(one["action"], one.get("previous_version"), one["version"]) for one in history],
          [("rolled_back", 2, 1), ("rolled_back", 1, 2), ("rolled_back", 2, 1), ("deployed", 1, 2),
           ("deployed", None, 1)])
    equal(history[2]["on_behalf_of"], USER["X-On-Behalf-Of"])
    equal(history[1]["actor"], {"name": "acme", "key_id": key_id("admin")})
    equal((history[1]["reason"], history[1]["previous_version_hash"]), ("Forth", first))
    rest = call("GET", f"/{deployment}/history", by="reader",
                query=f"limit=2&after={history[1]['id']}")
    equal((rest["data"], rest["has_more"]), (history[2:4], True))
    tag = send("GET", f"/{deployment}/history").headers["etag"]
    expect(send("GET", f"/{deployment}/history", headers={"If-None-Match": tag}), 304)
    return history


def audited(history):
    """What git shows of the pointer's reference is what the history says."""
    directory = ".promptrepo" if os.path.isdir(".promptrepo") else ".git"
    keys = ["Previous-Version", "Prompt-Version", "Version-Hash", "On-Behalf-Of", "Reason"]
    form = "%H|%an <%ae>|%cn <%ce>" + "".join(
        f"|%(trailers:key={name},valueonly,separator=%x2C)" for name in keys)
    lines = run("git", "--git-dir", directory, "log", f"--format={form}",
                "refs/prompts/told/@env/production").splitlines()
    wanted = []
    for one in history:
        person = f"{one['actor']['name']} <{one['actor']['key_id']}>"
        wanted.append("|".join([
            one["commit"], person, person, str(one.get("previous_version", "")),
            str(one["version"]), one["version_hash"], one.get("on_behalf_of", ""),
            one.get("reason", "")]))
    equal(lines, wanted)
    equal(lines[3].split("|")[1:],
          [f"acme <{key_id('deployer')}>"] * 2 + ["1", "2", second, "user 123", "A nick is nicer"])


deployment, first, second = deploying()
rolling_back()
audited(reading())
