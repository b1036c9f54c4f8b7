"""Judges the surface mcp with the published client of the Model Context Protocol, package mcp.

Runs in the folder of an empty repository that SERVER_URL serves; PROMPTREPO names the program,
KEY_READER is a key and KEY_READER_ID its id. Every answer is held against the client's types and the
published schema of its revision, and what is filled in against `promptrepo render`.
Ends with JUDGE OK.
"""

import asyncio
import json
import os
import subprocess

import httpx2
import mcp_schema
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client
from mcp_types import PromptReference, methods
from mcp_types.jsonrpc import jsonrpc_message_adapter

PROGRAM, URL = os.environ["PROMPTREPO"], os.environ["SERVER_URL"] + "/mcp"
KEY, KEY_ID = os.environ["KEY_READER"], os.environ["KEY_READER_ID"]
BEARER = {"Authorization": f"Bearer {KEY}"}
MODERN, LEGACY = "2026-07-28", "2025-11-25"
META = {
    "io.modelcontextprotocol/protocolVersion": MODERN,
    "io.modelcontextprotocol/clientCapabilities": {},
}
REPLY = """---
input:
  schema:
    customer: string, who writes
    tone?(enum, how it sounds): [friendly, formal]
    ticket: integer, its number
  default:
    tone: friendly
dialect: handlebars
---
{{role "system"}}
{{#if tone}}Sound {{tone}}.{{/if}}
{{role "user"}}
{{customer}} writes about {{ticket}}.
"""


def run(*arguments, text=None):
    done = subprocess.run(
        [PROGRAM, *arguments], input=text, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, (arguments, done.stdout, done.stderr)
    return done.stdout


def make(name, text):
    path = f"prompts/{name}.prompt"
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    run("commit", name, "-m", "Made")


def references():
    folder = ".promptrepo" if os.path.isdir(".promptrepo") else ".git"
    return subprocess.run(
        ["git", f"--git-dir={folder}", "for-each-ref"], capture_output=True, check=True).stdout


def post(data, headers=BEARER, query="", **options):
    """What is answered to a message; what is a message again is held against its schema."""
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    fields = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    answer = httpx2.request(
        options.pop("method", "POST"), URL + query, content=body, headers=fields | headers,
        **options)
    if answer.content:
        # Only the newest revision has an error for one that is not known.
        named = headers.get("MCP-Protocol-Version", LEGACY)
        known = mcp_schema.PUBLISHED[1:] + mcp_schema.UNPUBLISHED
        mcp_schema.check_recorded(body, answer.content, named if named in known else MODERN)
    return answer


def request(method, params=None, era=MODERN):
    params = dict(params or {})
    if era == MODERN:
        params["_meta"] = META
    return {"jsonrpc": "2.0", "id": 7, "method": method, "params": params}


def fields(method, name=None, **more):
    found = BEARER | {"MCP-Protocol-Version": MODERN, "Mcp-Method": method}
    if name is not None:
        found["Mcp-Name"] = name
    return found | more


def refused(status, code, answer, words=""):
    assert answer.status_code == status, (answer.status_code, answer.text)
    message = answer.json()
    jsonrpc_message_adapter.validate_python({"id": None} | message)
    assert message["error"]["code"] == code, message
    assert words in message["error"]["message"], message
    return answer


def judge_messages():
    before = references()
    listing, get = request("prompts/list"), request("prompts/get", {
        "name": "plain", "arguments": {"name": "Ada"}})
    answer = post(listing, fields("prompts/list"))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    methods.validate_server_result("prompts/list", MODERN, answer.json()["result"])
    assert answer.json()["result"]["ttlMs"] == 0 and answer.json()["id"] == 7
    discovered = post(request("server/discover"), fields("server/discover")).json()["result"]
    assert discovered["capabilities"]["prompts"] == {}
    # What the header says has to be what the body says.
    assert post(get, fields("prompts/get", "plain")).status_code == 200
    assert post(get, fields("prompts/get", "=?base64?cGxhaW4=?=")).status_code == 200
    for wrong in [
        fields("prompts/get"), fields("prompts/get", "other"), fields("prompts/list", "plain"), BEARER,
        fields("prompts/get", "plain", **{"MCP-Protocol-Version": LEGACY}),
    ]:
        refused(400, -32020, post(get, wrong))
    refused(404, -32601, post(request("tools/list"), fields("tools/list")))
    refused(404, -32601, post(
        request("subscriptions/listen", {"notifications": {}}), fields("subscriptions/listen")))
    for quiet in [
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 3, "result": {}},
    ]:
        answer = post(quiet)
        assert (answer.status_code, answer.content) == (202, b""), answer.text
    refused(400, -32700, post(b"{"))
    refused(400, -32600, post(b"[]"))
    refused(415, -32600, post(listing, BEARER | {"Content-Type": "text/plain"}))
    for method in ["GET", "DELETE"]:
        answer = post(b"", method=method)
        refused(405, -32600, answer)
        assert answer.headers["allow"] == "POST"
    # Who asks, and from where.
    for headers in [
        {}, {"Authorization": f"Bearer {KEY}0"}, BEARER | {"x-api-key": KEY + "0"},
        {"x-api-key": KEY + "0"},
    ]:
        answer = refused(401, -32600, post(listing, fields("prompts/list") | {"Authorization": ""} | headers
                         if "Authorization" in headers else
                         {k: v for k, v in fields("prompts/list").items() if k != "Authorization"} | headers))
        assert answer.headers["www-authenticate"] == "Bearer"
    bare = {"MCP-Protocol-Version": MODERN, "Mcp-Method": "prompts/list"}
    assert post(listing, bare | {"x-api-key": KEY}).status_code == 200
    assert post(listing, bare, auth=(KEY_ID, KEY)).status_code == 200
    refused(401, -32600, post(listing, bare, auth=("key_0000000000000000", KEY)))
    own = os.environ["SERVER_URL"]
    for origin in [own, "http://localhost:1", "https://127.0.0.1"]:
        assert post(listing, fields("prompts/list", Origin=origin)).status_code == 200
    for origin in ["https://evil.example", "null", own + ".evil.example", "http://"]:
        refused(403, -32600, post(listing, fields("prompts/list", Origin=origin)), "--allow-host")
    # Which place is served.
    names = lambda query: [p["name"] for p in post(
        listing, fields("prompts/list"), query).json()["result"]["prompts"]]
    assert names("") == ["plain", "support/reply"] and names("?environment=staging") == ["plain"]
    refused(400, -32602, post(listing, fields("prompts/list"), "?environment=production"), "staging")
    refused(400, -32600, post(listing, fields("prompts/list"), "?env=staging"))
    meta = post(get, fields("prompts/get", "plain"), "?environment=staging").json()["result"]["_meta"]
    assert meta["promptrepo/environment"] == "staging" and meta["promptrepo/version"] == 1
    assert references() == before, "a read moved a reference"


def judge_legacy():
    """The revisions without a revision in each message."""
    for era in mcp_schema.PUBLISHED[1:] + mcp_schema.UNPUBLISHED:
        for method, params, wanted in [
            ("initialize", {
                "protocolVersion": era, "capabilities": {},
                "clientInfo": {"name": "judge", "version": "1"}}, era),
            ("ping", {}, {}),
            ("prompts/list", {}, ["plain", "support/reply"]),
            ("prompts/get", {"name": "plain", "arguments": {"name": "Ada"}}, "Hello Ada."),
            ("completion/complete", {
                "ref": {"type": "ref/prompt", "name": "support/reply"},
                "argument": {"name": "tone", "value": ""}}, ["friendly", "formal"]),
            ("prompts/get", {"name": "nowhere"}, -32602),
            ("tools/list", {}, -32601),
        ]:
            answer = post(
                request(method, params, era), BEARER | {"MCP-Protocol-Version": era})
            assert answer.status_code == 200, (era, method, answer.text)
            message = answer.json()
            if "error" in message:
                assert message["error"]["code"] == wanted, (era, method, message)
                continue
            result = message["result"]
            methods.validate_server_result(method, era, result)
            assert wanted == {
                "initialize": lambda: result["protocolVersion"],
                "ping": lambda: result,
                "prompts/list": lambda: [prompt["name"] for prompt in result["prompts"]],
                "prompts/get": lambda: result["messages"][0]["content"]["text"],
                "completion/complete": lambda: result["completion"]["values"],
            }[method](), (era, method, result)
    refused(400, -32022, post(
        request("prompts/list", era=LEGACY), BEARER | {"MCP-Protocol-Version": "1999-01-01"}))


HOSTILE = ["", "{{name}}", "<b>&", "\n", "é", "🧪", "\u202e", "x" * 70_000, '{"a": 1}']


async def judge_client(mode, query=""):
    said = []

    async def keep(response):
        said.append((response.request.content, await response.aread()))

    async with httpx2.AsyncClient(headers=BEARER, event_hooks={"response": [keep]}) as http:
        async with Client(streamable_http_client(URL + query, http_client=http), mode=mode) as client:
            assert client.protocol_version == (LEGACY if mode == "legacy" else MODERN)
            listed = (await client.list_prompts()).prompts
            assert [p.name for p in listed] == (["plain"] if query else ["plain", "support/reply"])
            for value in HOSTILE:
                got = await client.get_prompt("plain", {"name": value})
                wanted = json.loads(run(
                    "render", "plain@staging" if query else "plain", "--vars", "-", "--format", "mcp",
                    text=json.dumps({"name": value})))
                found = [m.model_dump(mode="json", by_alias=True, exclude_none=True) for m in got.messages]
                assert found == wanted["messages"], (value, found, wanted)
            try:
                await client.get_prompt("nowhere")
                raise AssertionError("a prompt that is not there was given")
            except MCPError as error:
                assert error.code == -32602 and "nowhere" in error.message
            if not query:
                await judge_more(client, mode)
    count = sum(mcp_schema.check_recorded(asked, answer) for asked, answer in said)
    # The list, the prompts and an error.
    assert count >= len(HOSTILE) + 2, count


async def judge_more(client, mode):
    got = await client.get_prompt("support/reply", {"customer": "Ada", "ticket": "7"})
    assert [m.role for m in got.messages] == ["user", "user"]
    assert got.messages[0].content.text.strip() == "Sound friendly."
    done = await client.complete(
        PromptReference(type="ref/prompt", name="support/reply"), {"name": "tone", "value": "for"})
    assert done.completion.values == ["formal"]
    # What is changed meanwhile is seen by the next question.
    await asyncio.to_thread(make, f"new-{mode}", "Hi {{a}}")
    again = await client.list_prompts(cache_mode="refresh")
    assert f"new-{mode}" in [p.name for p in again.prompts]
    await asyncio.to_thread(run, "delete", f"new-{mode}", "--yes")


make("support/reply", REPLY)
make("plain", "Hi {{name}}.\n")
run("env", "add", "staging")
run("deploy", "plain", "--env", "staging", "-m", "Try it")
make("plain", "Hello {{name}}.\n")
judge_messages()
judge_legacy()
for wanted in ["auto", "legacy", MODERN]:
    asyncio.run(judge_client(wanted))
    asyncio.run(judge_client(wanted, "?environment=staging"))
mcp_schema.expect({
    (MODERN, "ListPromptsResult"): 10, (MODERN, "GetPromptResult"): 40,
    (MODERN, "CompleteResult"): 2, (MODERN, "DiscoverResult"): 3,
    (MODERN, "HeaderMismatchError"): 5, (MODERN, "MethodNotFoundError"): 2,
    (MODERN, "ParseError"): 1, (MODERN, "InvalidRequestError"): 10,
    (MODERN, "InvalidParamsError"): 4, (LEGACY, "JSONRPCErrorResponse"): 10,
} | {
    (era, f"{name}Result"): 1 for era in mcp_schema.PUBLISHED[1:]
    for name in ["Initialize", "Empty", "ListPrompts", "GetPrompt", "Complete"]
})
message = post(request("prompts/list"), fields("prompts/list")).json()
del message["result"]["cacheScope"]
assert "'cacheScope' is a required" in mcp_schema.refusal(MODERN, "prompts/list", message)
print("JUDGE OK")
