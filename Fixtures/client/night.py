"""A rollback in production through the server, by one who acts for somebody, while a promotion runs."""

import subprocess
import sys
import threading

from support import equal, http, key, os

prompt = sys.argv[1]
DEPLOYMENTS = "/api/v1/prompts/deployments"


def request(method, path="", **options):
    fields = {"Authorization": f"Bearer {key('deployer')}", "X-On-Behalf-Of": "night-shift"}
    return http.request(method, DEPLOYMENTS + path, headers=fields, **options)


def deployment(name):
    """The deployment in production, found as a client finds it."""
    listed = request("GET", params={"environment": "production"}).json()["data"]
    return next(one for one in listed if one["prompt_name"] == name)


live = deployment(prompt)
history = request("GET", f"/{live['id']}/history").json()["data"]
equal(history[0]["version"], 2)
first = next(one for one in history if one["version"] == 1)

promoted = []


def promote():
    # Another pointer moves meanwhile; only one's own is a conflict.
    promoted.append(subprocess.run(
        [os.environ["PROMPTREPO"], "promote", "support/refund", "--from", "staging", "--to",
         "production", "-m", "Money back"],
        env=os.environ | {"PROMPTREPO_AUTHOR_NAME": "Ada"}, capture_output=True, text=True))


other = threading.Thread(target=promote)
other.start()
answer = request("PUT", json={
    "deployment_id": live["id"], "rollback_to_hash": first["version_hash"],
    "reason": "Alarms at 3"})
other.join()
equal(answer.status_code, 200, answer.text)
equal(answer.json()["success"], True)
equal(promoted[0].returncode, 0, promoted[0].stderr)
equal(deployment(prompt)["version"], 1)
equal(deployment("support/refund")["version"], 3)
