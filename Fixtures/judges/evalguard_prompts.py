"""Judges the surface evalguard with the published package evalguardai.

Runs in the folder of an empty repository that SERVER_URL serves; PROMPTREPO names the program, and
KEY_READER, KEY_EDITOR, KEY_DEPLOYER and KEY_ADMIN are keys. Ends with JUDGE OK.
"""

import os
import subprocess

from evalguard import EvalGuardClient
from evalguard.client import EvalGuardError

PROGRAM, URL = os.environ["PROMPTREPO"], os.environ["SERVER_URL"] + "/api"
PROJECT = "a project"


def client(role):
    return EvalGuardClient(api_key=os.environ["KEY_" + role.upper()], base_url=URL)


reader, editor, deployer, admin = map(client, ["reader", "editor", "deployer", "admin"])


def run(*arguments):
    result = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True)
    assert result.returncode == 0, (arguments, result.stdout, result.stderr)
    return result.stdout


def refused(status, code, call, *arguments):
    try:
        found = call(*arguments)
    except EvalGuardError as error:
        assert (error.status_code, error.code) == (status, code), (error, error.code)
        return str(error)
    raise AssertionError(f"{arguments}: {found}")


# Environments are made by an admin's explicit call.
assert reader.list_environments(PROJECT) == []
for weak in [reader, editor, deployer]:
    refused(403, "insufficient_role", weak.create_environment, PROJECT, "staging")
assert admin.create_environment(PROJECT, "staging")["name"] == "staging"
refused(409, "environment_exists", admin.create_environment, PROJECT, "staging")
refused(400, "invalid_parameter", admin.create_environment, PROJECT, "v2")
refused(400, "invalid_parameter", admin.create_environment, PROJECT, "spare", "default")
admin.create_environment(PROJECT, "spare")
assert [e["name"] for e in reader.list_environments(PROJECT)] == ["staging", "spare"]
run("env", "add", "production", "--requires", "staging")
assert reader.list_environments(PROJECT)[2]["requires"] == "staging"

# Prompts and their versions.
refused(403, "insufficient_role", reader.create_prompt, PROJECT, "greet", "Hi {{name}}")
first = editor.create_prompt(PROJECT, "greet", "Hi {{name}}", "gpt-4o-mini", ["a", "b"])
assert (first["name"], first["version"], first["model"]) == ("greet", 1, "gpt-4o-mini")
second = editor.create_prompt(PROJECT, "greet", "Hello {{name}}", "gpt-4o")
assert (second["version"], second["tags"], second["id"]) == (2, ["a", "b"], first["id"])
titled = editor.create_prompt(PROJECT, "Customer Reply: v2", "Dear {{name}}")
assert titled["name"] == "Customer Reply: v2"
assert editor.create_prompt(PROJECT, "Customer Reply: v2", "Dear {{name}},")["version"] == 2
listed = {prompt["id"]: prompt for prompt in reader.list_prompts(PROJECT)}
assert listed[first["id"]]["content"] == "Hello {{name}}" and len(listed) == 2
assert run("show", "greet").strip().endswith("Hello {{name}}")
assert "gpt-4o" in run("show", "greet", "--json")
refused(400, "invalid_parameter", editor.create_prompt, PROJECT, "", "text")
refused(400, "invalid_parameter", editor.create_prompt, PROJECT, "greet", "")

# A prompt with messages takes no text.
os.makedirs("prompts", exist_ok=True)
with open("prompts/talk.prompt", "w") as file:
    file.write('---\ndialect: chat\n---\n{{role "system"}}\nBe kind.\n{{role "user"}}\n{{q}}\n')
run("commit", "talk", "-m", "A chat")
refused(400, "other_type", editor.create_prompt, PROJECT, "talk", "Be kind")
assert "1" in run("log", "talk", "--json")

# Deployments.
refused(403, "insufficient_role", editor.set_prompt_deployment, PROJECT, "greet", "staging", 1)
deployed = deployer.set_prompt_deployment(PROJECT, "greet", "staging", 1)
assert (deployed["environment"], deployed["version"]) == ("staging", 1)
refused(409, "required_environment", deployer.set_prompt_deployment, PROJECT, "greet", "production", 2)
deployer.set_prompt_deployment(PROJECT, "greet", "production", 1)
deployer.set_prompt_deployment(PROJECT, "Customer Reply: v2", "staging", 2)
listing = reader.list_prompt_environments(PROJECT, "greet")["data"]
assert {d["environment"]: d["version"] for d in listing} == {"staging": 1, "production": 1}
unknown = refused(
    404, "environment_not_found", deployer.set_prompt_deployment, PROJECT, "greet", "testing", 1)
assert "staging, spare, production" in unknown
refused(404, "prompt_not_found", deployer.set_prompt_deployment, PROJECT, "nobody", "staging", 1)
refused(404, "version_not_found", deployer.set_prompt_deployment, PROJECT, "greet", "staging", 9)
refused(404, "prompt_not_found", reader.list_prompt_environments, PROJECT, "nobody")

# The history, and back by a hash of it: the client has no methods for these two, and its requests
# are made as all others.
DEPLOYMENTS = "/v1/prompts/deployments"


def in_staging():
    found = reader.list_prompt_environments(PROJECT, "greet")["data"]
    return next(one for one in found if one["environment"] == "staging")


deployer.set_prompt_deployment(PROJECT, "greet", "staging", 2)
history = reader._get(f"{DEPLOYMENTS}/{in_staging()['id']}/history")["data"]
assert [move["version"] for move in history] == [2, 1], history
back = {"deployment_id": in_staging()["id"], "reason": "Too long",
        "rollback_to_hash": history[1]["version_hash"].removeprefix("sha256:")}
refused(403, "insufficient_role", editor._put, DEPLOYMENTS, back)
refused(404, "version_not_found", deployer._put, DEPLOYMENTS, {**back, "rollback_to_hash": "0" * 64})
deployer._put(DEPLOYMENTS, back)
assert in_staging()["version"] == 1
history = reader._get(f"{DEPLOYMENTS}/{in_staging()['id']}/history")["data"]
assert [move["version"] for move in history] == [1, 2, 1], history
assert (history[0]["action"], history[0]["reason"]) == ("rolled_back", "Too long"), history[0]
assert "Too long" in run("audit", "greet", "--env", "staging")

# An environment goes only when nothing needs it.
assert "promptrepo env set production" in refused(
    409, "environment_in_use", admin.remove_environment, PROJECT, "staging")
refused(404, "environment_not_found", admin.remove_environment, PROJECT, "testing")
refused(403, "insufficient_role", deployer.remove_environment, PROJECT, "spare")
assert admin.remove_environment(PROJECT, "spare")["removed"] is True
assert [e["name"] for e in reader.list_environments(PROJECT)] == ["staging", "production"]
assert "promptrepo env remove production --force" in refused(
    409, "environment_in_use", admin.remove_environment, PROJECT, "production")

nobody = EvalGuardClient(api_key="promptrepo_0", base_url=URL)
refused(401, "invalid_api_key", nobody.list_prompts, PROJECT)
print("JUDGE OK")
