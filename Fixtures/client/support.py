"""What the scripts share: the published client, plain requests, and what every answer is like.

The server's address comes in SERVER_URL, its process in SERVER_PID, a key of each role in
KEY_READER and so on, and the program in PROMPTREPO. Scripts run in the served repository.
"""

import hashlib
import json
import os
import re
import subprocess
import time
from datetime import datetime

import httpx

URL = os.environ["SERVER_URL"]
PID = int(os.environ["SERVER_PID"])
PATH = "/api/v1/llm/prompts"
DEPLOYMENTS = "/api/v1/prompts/deployments"
TIPS = {"x-versions-tip", "x-active-tip", "x-info-tip"}
NOBODY = "prompt_" + "0" * 12 + "4" + "0" * 3 + "8" + "0" * 15

KINDS = {
    400: {"invalid_request_error"}, 401: {"authentication_error"}, 403: {"permission_error"},
    404: {"not_found_error"}, 405: {"invalid_request_error"}, 409: {"conflict_error"},
    412: {"conflict_error"}, 413: {"invalid_request_error"}, 414: {"invalid_request_error"},
    415: {"invalid_request_error"}, 421: {"invalid_request_error"}, 429: {"rate_limit_error"}, 431: {"invalid_request_error"},
    503: {"api_error"},
}

http = httpx.Client(base_url=URL, timeout=30, trust_env=False)


def key(role):
    return os.environ["KEY_" + role.upper()]


def published_client(by="admin"):
    """The prompts of the hosted API's own client, which tries nothing a second time."""
    from mka1 import SDK
    from mka1.utils import BackoffStrategy, RetryConfig

    once = RetryConfig("none", BackoffStrategy(1, 1, 1, 1), False)
    return SDK(bearer_auth=key(by), server_url=URL, retry_config=once).llm.prompts


def equal(found, wanted, what=""):
    assert found == wanted, f"{what}: {str(found)[:2000]} instead of {str(wanted)[:2000]}"


def send(method, path="", body=None, *, by="admin", headers=None, query=None, base=PATH):
    """One plain request, and its answer as it came; a body is sent as JSON."""
    fields = {"Authorization": f"Bearer {key(by)}"} if by else {}
    content = None
    if body is not None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        fields["Content-Type"] = "application/json"
    # An ampersand and a question mark of the caller's stay as they are.
    target = base + path + (f"?{query}" if query is not None else "")
    return http.request(method, target, content=content, headers=fields | (headers or {}))


def expect(response, status, code=None, param=None):
    """Checks an answer's status and shape, and gives its JSON."""
    what = f"{response.request.method} {response.request.url}"[:200]
    what += f" {response.request.content[:100]}" if response.request.method != "GET" else ""
    equal(response.status_code, status, f"{what}: {response.text[:500]}")
    if status == 304:
        equal(response.content, b"", what)
        return None
    equal(response.headers.get_list("content-type"), ["application/json"], what)
    answer = response.json()
    if status >= 400:
        check_error(status, answer, what, code, param)
    return answer


def check_error(status, answer, what, code=None, param=None):
    """Checks that an error has the one shape, and a message that people can use."""
    equal(set(answer), {"error"}, what)
    error = answer["error"]
    equal(set(error) - {"param"}, {"type", "code", "message"}, what)
    assert error["type"] in KINDS[status], f"{what}: {answer}"
    assert re.fullmatch("[a-z0-9_]+", error["code"]), f"{what}: {answer}"
    assert len(error["message"]) > 20, f"{what}: {answer}"
    if code:
        equal(error["code"], code, what)
    if param:
        equal(error.get("param"), param, f"{what}: {answer}")


def call(method, path="", body=None, *, status=200, code=None, param=None, **options):
    """One plain request, its status and shape checked; gives the JSON of the answer."""
    return expect(send(method, path, body, **options), status, code, param)


def create(name="a prompt", template="Text", **options):
    """A new prompt's id."""
    return call("POST", "", {"name": name, "template": template}, status=201, **options)["id"]


def check_time(text):
    """Checks that a time is RFC 3339 in UTC, and gives it."""
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", text), text
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def check_prompt(prompt, *more, description=True):
    """Checks that a prompt has exactly the members of the contract, `promptrepo` and `more`."""
    members = {"id", "object", "name", "active_version", "latest_version", "metadata",
               "created_at", "updated_at", "promptrepo", *more}
    equal(set(prompt), members | ({"description"} if description else set()))
    equal(prompt["object"], "prompt")
    assert re.fullmatch(r"prompt_[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}", prompt["id"]), prompt
    assert check_time(prompt["created_at"]) <= check_time(prompt["updated_at"]), prompt
    details = prompt["promptrepo"]
    shown = {"version"} if "active_template" in prompt else set()
    equal(set(details) - {"title", "archived_at"}, {"name", "active_version_hash"} | shown)
    equal(prompt["name"], details.get("title", details["name"]))
    if shown:
        version = details["version"]
        place = {"id", "version", "created_at"} | ({"environment"} & set(version))
        check_version_details(version, prompt["active_template"], *place)
        same = version["hash"] == details["active_version_hash"]
        assert same or version["version"] != prompt["active_version"], prompt


def check_version(version, prompt, number, template):
    """Checks that a version has exactly the members of the contract, with these values."""
    members = {"id", "prompt_id", "version", "object", "template", "created_at", "promptrepo"}
    equal(set(version), members)
    assert re.fullmatch(r"pver_[0-9a-f]{12}5[0-9a-f]{3}[89ab][0-9a-f]{15}", version["id"]), version
    equal(version["prompt_id"], prompt)
    equal(version["object"], "prompt.version")
    equal((version["version"], version["template"]), (number, template))
    check_time(version["created_at"])
    check_version_details(version["promptrepo"], template)


def version_hash(template, config=None):
    """The hash of a version's content, as OnDiskFormat describes it."""
    content = ({"config": config} if config else {}) | {"template": template}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(b"promptrepo-version\0" b"1\0" + text.encode()).hexdigest()


def check_version_details(details, template, *more):
    """Checks what is known of a version beyond the contract, and `more` members."""
    members = {"hash", "template_hash", "author", *more}
    equal(set(details) - {"message", "config", "rollback_passed_over"}, members)
    equal(details["hash"], version_hash(template, details.get("config")))
    equal(details["template_hash"], "sha256:" + hashlib.sha256(template.encode()).hexdigest())
    equal(set(details["author"]) - {"key_id"}, {"name"})


def run(*arguments):
    """Runs a program in the served repository, requires success, and gives what it printed."""
    result = subprocess.run(arguments, capture_output=True, text=True)
    assert result.returncode == 0, f"{arguments}: {result.stdout}{result.stderr}"
    return result.stdout.rstrip("\n")


def promptrepo(*arguments):
    return run(os.environ["PROMPTREPO"], *arguments)


def wait_for(condition, what, seconds=10):
    """Waits until a condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(0.05)
