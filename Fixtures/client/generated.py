"""A client that openapi-python-client makes of the server's own document runs every operation."""

import importlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from support import URL, check_time, equal, expect, http, key, promptrepo

folder = Path(tempfile.mkdtemp())
document = expect(http.get("/openapi.json"), 200)
(folder / "openapi.json").write_text(json.dumps(document))
# What it would do for the looks of the code needs more programs.
(folder / "settings.yaml").write_text(
    "project_name_override: prompts-client\npackage_name_override: prompts_client\npost_hooks: []\n")
made = subprocess.run(
    [sys.executable, "-m", "openapi_python_client", "generate", "--fail-on-warning",
     "--path", folder / "openapi.json", "--config", folder / "settings.yaml",
     "--output-path", folder / "client"], capture_output=True, text=True)
assert made.returncode == 0 and "WARNING" not in made.stdout + made.stderr, made

sys.path.insert(0, str(folder / "client"))
import prompts_client
from prompts_client import models

client = prompts_client.AuthenticatedClient(base_url=URL, token=key("admin"))
ran = set()


def run(group, operation, *arguments, status=200, by=None, **options):
    """Runs one operation of the generated client, and gives what it makes of the answer."""
    name = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in operation)
    module = importlib.import_module(f"prompts_client.api.{group}.{name}")
    response = module.sync_detailed(*arguments, client=by or client, **options)
    equal(response.status_code, status, f"{operation}: {response.content[:500]}")
    ran.add(operation)
    return response.parsed


promptrepo("env", "add", "production")
created = run("prompts", "createPrompt", status=201, body=models.CreatePromptRequest(
    name="Generated reply", template="Hi {{customer}}"))
id = created.id
equal((created.version.version, created.promptrepo.title), (1, "Generated reply"))
second = run("versions", "createPromptVersion", id, status=201,
             body=models.CreateVersionRequest(template="Ho {{customer}}"))
assert second.promptrepo.hash_.startswith("sha256:"), second
equal([one.version for one in run("versions", "listPromptVersions", id, limit=1).data], [2])
equal(run("versions", "getPromptVersion", id, 1).template, "Hi {{customer}}")
equal(run("versions", "rollbackPrompt", id, body=models.RollbackRequest(version=1)).active_version,
      1)
deployed = run("deployments", "deployPrompt", status=201, body=models.DeployRequest(
    prompt_id=id, environment="production", version=2))
found = run("prompts", "listPrompts", name="Generated reply", limit=5)
equal([one.id for one in found.data], [id])
live = run("prompts", "getPrompt", found.data[0].id, environment="production",
           variables=json.dumps({"customer": "Ada"}))
equal((live.active_version, live.rendered_template), (1, "Ho Ada"))
equal((live.promptrepo.version.version, live.promptrepo.version.environment), (2, "production"))
check_time(live.created_at.isoformat().replace("+00:00", "Z"))
refused = run("prompts", "getPrompt", id, version=2, environment="production", status=400)
equal((refused.error.code, refused.error.param), ("invalid_parameter", "environment"))
edited = run("prompts", "updatePrompt", id, body=models.UpdatePromptRequest(description="d"))
equal(edited.description, "d")
page = run("deployments", "listDeployments", environment="production")
equal([one.version for one in page.data], [2])
again = run("deployments", "deployPrompt", status=201, body=models.DeployRequest(
    prompt_id=id, environment="production", version=1))
back = run("deployments", "rollbackDeployment", body=models.DeploymentRollbackRequest(
    deployment_id=deployed.id, rollback_to_hash=deployed.version_hash))
equal(back.deployment.version, 2)
moves = run("deployments", "getDeploymentHistory", deployed.id)
equal([move.version for move in moves.data], [2, 1, 2])
equal(run("prompts", "deletePrompt", id, status=409).error.code, "prompt_deployed")
equal(run("prompts", "deletePrompt", id, force=True).deleted, True)

nobody = prompts_client.Client(base_url=URL)
equal(run("server", "getHealth", by=nobody).status, "ok")
equal(run("server", "getReadiness", by=nobody).status, "ready")
assert "promptrepo_info" in run("server", "getMetrics", by=nobody)
equal(run("server", "getDocument", by=nobody).to_dict()["openapi"], document["openapi"])

all = {operation["operationId"] for path in document["paths"].values()
       for operation in path.values()}
equal(ran, all, "operations that ran")
