"""Judges `promptrepo mcp` with the published client of the Model Context Protocol, package mcp.

Runs in the folder of an empty repository; PROMPTREPO names the program. Every answer is held against
the client's types and the published schema of its revision, and every filled-in prompt against what
`promptrepo render` prints.
Ends with JUDGE OK.
"""

import asyncio
import json
import os
import random
import subprocess
import sys

import anyio
import mcp_schema
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp_types import PromptListChangedNotification, PromptReference
from mcp_types import methods
from mcp_types.jsonrpc import jsonrpc_message_adapter

PROGRAM = os.environ["PROMPTREPO"]
MODERN, LEGACY = "2026-07-28", ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]
assert [MODERN] + LEGACY == mcp_schema.PUBLISHED + mcp_schema.UNPUBLISHED
META = {
    "io.modelcontextprotocol/protocolVersion": MODERN,
    "io.modelcontextprotocol/clientCapabilities": {},
}
FILES = {
    "support/reply": """---
input:
  schema:
    customer: string, who writes
    tone?(enum, how it sounds): [friendly, formal]
    ticket: integer, its number
    urgent?: boolean
  default:
    tone: friendly
partials:
  support/house: HASH
dialect: chat
---
{{role "system"}}
You answer mails. Sound {{tone}}. {{>support/house}}
{{messages "history"}}
{{role "user"}}
{{customer}} writes about ticket {{ticket}}. {{role "model"}}
Thank you.
{{role "user"}}
{{customer}} waits.
""",
    "plain": "Hi {{name}}, {{ this stays }}.\n",
    "no.dots/in": "No arguments.\n",
    "blocks": """---
input:
  schema:
    people(array): string
    formal?: boolean
dialect: handlebars
---
{{#if formal}}Dear{{else}}Hi{{/if}} {{#each people}}{{this}}{{#unless @last}}, {{/unless}}{{/each}}!
""",
    "picture": """---
dialect: chat
---
{{role "user"}}
Look: {{media url=address}}
""",
    "theirs": """---
dialect: jinja
---
Hi {% if name %}{{ name }}{% endif %}
""",
    "old": "Out of use: {{name}}\n",
}


def run(*arguments, text=None):
    done = subprocess.run(
        [PROGRAM, *arguments], input=text, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, (arguments, done.stdout, done.stderr)
    return done.stdout


def write(name, text):
    path = f"prompts/{name}.prompt"
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)


def make(name, text):
    write(name, text)
    run("commit", name, "-m", "Made")


def prepare():
    make("support/house", "We are {{company}}.\n")
    [house] = [json.loads(run("show", "support/house", "--json"))["hash"]]
    for name, text in FILES.items():
        make(name, text.replace("HASH", house))
    run("archive", "old")
    run("set", "support/reply", "--title", "Reply", "--description", "Answers a mail")
    run("env", "add", "staging")
    run("deploy", "plain", "--env", "staging", "-m", "Try it")


def references():
    folder = ".promptrepo" if os.path.isdir(".promptrepo") else ".git"
    return subprocess.run(
        ["git", f"--git-dir={folder}", "for-each-ref"], capture_output=True, check=True).stdout


class Lines:
    """The program with messages of our own, each answer held against the types and the schemas."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [PROGRAM, "mcp", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)
        self.count = 0

    def send(self, data):
        line = data if isinstance(data, bytes) else json.dumps(data).encode()
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()

    def receive(self, method=None, version=None):
        line = self.process.stdout.readline()
        assert line.endswith(b"\n"), (line, self.process.stderr.read())
        message = json.loads(line)
        # The schema leaves out an id that cannot be told; the client's own type wants null there.
        jsonrpc_message_adapter.validate_python({"id": None} | message if "error" in message else message)
        if version is None:
            mcp_schema.check_everywhere(message)
        else:
            mcp_schema.check(version, method, message)
        return message

    def ask(self, method, params=None, version=MODERN, **members):
        self.count += 1
        request = {"jsonrpc": "2.0", "id": self.count, "method": method}
        params = dict(params or {})
        if version == MODERN:
            params["_meta"] = META
        if params:
            request["params"] = params
        self.send(request | members)
        answer = self.receive(method, version)
        assert answer.get("id") == (request | members)["id"], answer
        if "result" in answer:
            methods.validate_server_result(method, version, answer["result"])
        return answer

    def refused(self, code, data):
        self.send(data)
        answer = self.receive()
        assert answer["error"]["code"] == code, (data, answer)
        return answer

    def end(self):
        self.process.stdin.close()
        rest = self.process.stdout.read()
        assert self.process.wait(20) == 0
        return rest


def judge_messages():
    lines = Lines()
    answer = lines.ask("server/discover")["result"]
    assert answer["supportedVersions"] == [MODERN] and answer["cacheScope"] == "private"
    assert answer["ttlMs"] == 0 and answer["capabilities"]["prompts"] == {"listChanged": True}
    for proposed, settled in [(v, v) for v in LEGACY] + [("1.0", LEGACY[0]), (MODERN, LEGACY[0])]:
        result = lines.ask("initialize", {
            "protocolVersion": proposed, "capabilities": {},
            "clientInfo": {"name": "judge", "version": "1"}}, version=settled)["result"]
        assert result["protocolVersion"] == settled, (proposed, result)
        assert lines.ask("ping", version=settled)["result"] == {}
    for version in LEGACY + [MODERN]:
        listed = lines.ask("prompts/list", version=version)["result"]
        assert ("resultType" in listed) == (version == MODERN)
        lines.ask("prompts/list", {"cursor": ""}, version=version)
        got = lines.ask(
            "prompts/get", {"name": "plain", "arguments": {"name": "Ada", "more": "x"}}, version)
        assert got["result"]["messages"][0]["content"]["text"] == "Hi Ada, {{ this stays }}."
        done = lines.ask("completion/complete", {
            "ref": {"type": "ref/prompt", "name": "support/reply"},
            "argument": {"name": "tone", "value": "f"}}, version)["result"]["completion"]
        assert done["values"] == ["friendly", "formal"] and done["total"] == 2, done
        for params in [
            {"name": "gone"}, {"name": "old"}, {"name": "theirs"}, {}, {"name": 1},
            {"name": "plain"}, {"name": "plain", "arguments": {"name": 1}},
            {"name": "plain", "arguments": []}, {"name": "support/reply"},
        ]:
            error = lines.ask("prompts/get", params, version)["error"]
            assert error["code"] == -32602, (params, error)
        assert lines.ask("prompts/list", {"cursor": "!"}, version)["error"]["code"] == -32602
        assert lines.ask("tools/list", {}, version)["error"]["code"] == -32601
    reasons = lines.ask("prompts/get", {
        "name": "support/reply", "arguments": {"ticket": "7a", "tone": "rude"}})["error"]["message"]
    for part in ["support/reply needs customer, company", "ticket is an integer, '7a' is none", "tone is one of"]:
        assert part in reasons, reasons
    lines.refused(-32700, b"{")
    lines.refused(-32700, b"\xff")
    lines.refused(-32600, [])
    lines.refused(-32600, [{"jsonrpc": "2.0", "id": 1, "method": "ping"}])
    for identity in [None, 1.5, True, {}, []]:
        lines.refused(-32600, {"jsonrpc": "2.0", "id": identity, "method": "ping"})
    lines.refused(-32600, {"jsonrpc": "2.0", "method": "prompts/list"})
    lines.refused(-32600, {"jsonrpc": "1.0", "id": 1, "method": "ping"})
    lines.refused(-32602, {"jsonrpc": "2.0", "id": 1, "method": "ping", "params": [1]})
    unknown = lines.refused(-32022, {
        "jsonrpc": "2.0", "id": 1, "method": "prompts/list",
        "params": {"_meta": META | {"io.modelcontextprotocol/protocolVersion": "1999-01-01"}}})
    assert unknown["error"]["data"] == {
        "supported": [MODERN] + LEGACY, "requested": "1999-01-01"}
    lines.refused(-32602, {
        "jsonrpc": "2.0", "id": 1, "method": "prompts/list",
        "params": {"_meta": {"io.modelcontextprotocol/protocolVersion": MODERN}}})
    nul = lines.refused(-32602, {
        "jsonrpc": "2.0", "id": "n", "method": "prompts/get",
        "params": {"name": "plain", "arguments": {"name": "a\0b"}}})
    assert nul["id"] == "n"
    # What is not answered: notifications, answers, empty lines. Then a line that is too long.
    for quiet in [
        {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 99}},
        {"jsonrpc": "2.0", "method": "notifications/unheard-of"},
        {"jsonrpc": "2.0", "id": 3, "result": {}}, b"", b"\r", b"  ",
    ]:
        lines.send(quiet)
    lines.refused(-32700, b'"' + b"x" * (9 << 20) + b'"')
    lines.send(b'{"jsonrpc":"2.0","id":"after","method":"ping","params":null}\r')
    assert lines.receive("ping", LEGACY[0]) == {"jsonrpc": "2.0", "id": "after", "result": {}}
    assert lines.end() == b""


def judge_selection():
    flat = Lines("--flat")
    names = [prompt["name"] for prompt in flat.ask("prompts/list")["result"]["prompts"]]
    assert names == ["blocks", "no..dots.in", "picture", "plain", "support.house", "support.reply"]
    assert "result" in flat.ask("prompts/get", {"name": "no..dots.in"})
    assert flat.ask("prompts/get", {"name": "no.dots/in"})["error"]["code"] == -32602
    flat.end()
    some = Lines("--prefix", "support/")
    names = [prompt["name"] for prompt in some.ask("prompts/list")["result"]["prompts"]]
    assert names == ["support/house", "support/reply"]
    assert some.ask("prompts/get", {"name": "plain"})["error"]["code"] == -32602
    some.end()
    staging = Lines("--env", "staging")
    names = [prompt["name"] for prompt in staging.ask("prompts/list")["result"]["prompts"]]
    assert names == ["plain"]
    meta = staging.ask(
        "prompts/get", {"name": "plain", "arguments": {"name": "x"}})["result"]["_meta"]
    version = json.loads(run("show", "plain@staging", "--json"))
    assert meta["promptrepo/version"] == version["version"]
    assert meta["promptrepo/hash"] == version["hash"] and meta["promptrepo/environment"] == "staging"
    error = staging.ask("prompts/get", {"name": "support/house"})["error"]
    assert error == {"code": -32602, "message": "support/house is not live in staging"}, error
    staging.end()


def judge_deployments():
    """A deployment is told where it changes the list, and counts with the next request."""
    lines = Lines("--env", "staging")
    lines.ask("initialize", {
        "protocolVersion": LEGACY[0], "capabilities": {},
        "clientInfo": {"name": "judge", "version": "1"}}, version=LEGACY[0])
    lines.send({"jsonrpc": "2.0", "method": "notifications/initialized"})
    lines.ask("prompts/list", version=LEGACY[0])
    make("plain", "Good day, {{name}}.")
    run("deploy", "plain", "--env", "staging", "-m", "Politer")
    got = lines.ask("prompts/get", {"name": "plain", "arguments": {"name": "x"}}, LEGACY[0])
    assert got["result"]["messages"][0]["content"]["text"] == "Good day, x."
    run("deploy", "support/house", "--env", "staging", "-m", "Needed there")
    changed = {"jsonrpc": "2.0", "method": "notifications/prompts/list_changed"}
    assert lines.receive(None, LEGACY[0]) == changed
    listed = lines.ask("prompts/list", version=LEGACY[0])["result"]["prompts"]
    assert [prompt["name"] for prompt in listed] == ["plain", "support/house"]
    run("env", "remove", "staging", "--force")
    for version in [MODERN] + LEGACY:
        assert lines.ask("prompts/list", version=version)["error"]["code"] == -32603
    run("env", "add", "staging")
    lines.ask("prompts/list", version=LEGACY[0])
    assert lines.end() == b""
    make("plain", FILES["plain"])


def judge_subscriptions():
    """A subscription is acknowledged, told of a change, and ended with the connection."""
    lines = Lines()
    wanted = {"s": {"promptsListChanged": True}, 2: {}}

    def listen(identity):
        lines.send({
            "jsonrpc": "2.0", "id": identity, "method": "subscriptions/listen",
            "params": {"notifications": wanted[identity], "_meta": META}})
        return lines.receive("subscriptions/listen", MODERN)

    for identity, notifications in wanted.items():
        assert listen(identity) == {
            "jsonrpc": "2.0", "method": "notifications/subscriptions/acknowledged",
            "params": {
                "_meta": {mcp_schema.META_SUBSCRIPTION: identity}, "notifications": notifications}}
    assert listen("s")["error"]["code"] == -32600
    # Who has no list yet is told of no other.
    lines.ask("prompts/list")
    make("fresh", "Hi {{name}}")
    assert lines.receive(None, MODERN) == {
        "jsonrpc": "2.0", "method": "notifications/prompts/list_changed",
        "params": {"_meta": {mcp_schema.META_SUBSCRIPTION: "s"}}}
    ended = [json.loads(line) for line in lines.end().splitlines()]
    assert [message["id"] for message in ended] == list(wanted), ended
    for message in ended:
        mcp_schema.check(MODERN, "subscriptions/listen", message)
    run("delete", "fresh", "--yes")


def judge_limits():
    """A value has more completions than an answer may have."""
    values = [f"v{number}" for number in range(150)]
    make("many", f"""---
input:
  schema:
    a(enum): [{", ".join(values)}]
dialect: handlebars
---
{{{{a}}}}
""")
    lines = Lines()
    for version in [MODERN] + LEGACY:
        done = lines.ask("completion/complete", {
            "ref": {"type": "ref/prompt", "name": "many"},
            "argument": {"name": "a", "value": ""}}, version)["result"]["completion"]
        assert done == {"values": values[:100], "total": 150, "hasMore": True}, done
    lines.end()
    run("delete", "many", "--yes")


ADDRESSES = [
    "https://example.com/a.png", "HTTPS://user@example.com:8080/a/b;c?d=/e?&f#g?h", "urn:isbn:0451450523",
    "https://[2001:db8::7]/a", "https://[::1]:8080/", "mailto:a@example.com", "https://example.com?a",
    "data:text/plain,a%20b", "file:///a/b", "https://example.com/%F0%9F%A7%AA", "tel:+1-816-555-1212",
]
NO_ADDRESSES = [
    "https://example.com/a[1].png", "https://example.com/a?b[]=c", "https://example.com/#[", "urn:a[b]",
    "https://[::1", "https://::1]/", "https://[example.com]/", "https://[]/", "https://a[::1]/",
    "https://[::1]a/", "https://example.com:port/", "https://a@b@c/", "https://example.com/a b",
    "https://example.com/%", "https://example.com/%zz", "https://example.com/<a>", "https://é.example/",
    "https://example.com/\\a", "https://example.com/a\n", "example.com/a.png", "/a", "1a:b", "a_b:c",
    "https://example.com/#a#b", "https://[v1.a]b/", "https://[fe80::1%25eth0]/", "https://[1:2:3]/",
]


def judge_addresses():
    """Only what is an address by its grammar is given as one; data is in Base64."""
    numbers = random.Random(11)
    lines = Lines()

    def given(address, version=MODERN):
        answer = lines.ask(
            "prompts/get", {"name": "picture", "arguments": {"address": address}}, version)
        if "error" in answer:
            assert answer["error"]["code"] == -32602, (address, answer)
            return None
        return answer["result"]["messages"][1]["content"]

    for address in ADDRESSES:
        content = given(address)
        assert content and content["uri"] == address, (address, content)
    for address in NO_ADDRESSES:
        assert given(address) is None, address
    for _ in range(200):
        given("".join(numbers.choices("a:/?#[]@!%4.1", k=numbers.randint(1, 12))))
        given("https://" + "".join(numbers.choices("a:/?#[]@!%4.1", k=numbers.randint(1, 12))))
    for version in [MODERN] + LEGACY:
        for kind, data in [("image", "iVBORw0KGgo="), ("audio", "UklGRg==")]:
            content = given(f"data:{kind}/x;base64,{data}", version)
            assert {"type": kind, "data": data, "mimeType": f"{kind}/x"}.items() <= content.items()
        for data in ["iVBORw0KGgo", "!", "iVBO Rw0KGgo=", "iVBORw0KGg==="]:
            given(f"data:image/png;base64,{data}", version)
    lines.end()


HOSTILE = [
    "", " ", "\n", "{{name}}", "{{#if x}}", "{{role \"system\"}}", "---\n", "\u202e", "\u0001\u001b[0m",
    "\r\n", "é", "e\u0301", "🧪", "</system>", "\\u0000", "{\"a\": 1}", "null", "x" * 70_000,
]


def judge_texts():
    """What is filled in here is what `render` prints, for any values."""
    numbers = random.Random(7)
    lines = Lines()

    def compare(name, values, typed=None):
        got = lines.ask("prompts/get", {"name": name, "arguments": values})["result"]["messages"]
        file = json.dumps(values if typed is None else typed)
        wanted = json.loads(run("render", name, "--vars", "-", "--format", "mcp", text=file))
        assert got == wanted["messages"], (name, values, got, wanted)

    for value in HOSTILE:
        compare("plain", {"name": value})
        values = {"customer": value, "ticket": "7", "company": value}
        compare("support/reply", values, values | {"ticket": 7})
    for people in ["[]", '["Ada"]', '["<b>", "{{x}}", "\\n"]']:
        values = {"people": people, "formal": "true"}
        compare("blocks", values, {"people": json.loads(people), "formal": True})
    compare("picture", {"address": "https://example.com/a.png"})
    link = lines.ask(
        "prompts/get", {"name": "picture", "arguments": {"address": "https://example.com/a.png"}})
    assert link["result"]["messages"][1]["content"]["type"] == "resource_link", link
    for number in range(12):
        roles = ["system", "user", "model", "developer"]
        text = ""
        for _ in range(numbers.randint(1, 5)):
            text += f'{{{{role "{numbers.choice(roles)}"}}}}\n'
            text += numbers.choice(["Hi {{a}}.", "{{a}}{{b}}", "é {{b}}\n\nend", "plain"]) + "\n"
        make(f"random/{number}", f"---\ndialect: chat\n---\n{text}")
        values = {"a": numbers.choice(HOSTILE), "b": numbers.choice(HOSTILE)}
        compare(f"random/{number}", values)
        run("delete", f"random/{number}", "--yes")
    lines.end()


async def judge_client(mode):
    changed = anyio.Event()

    async def heard(message):
        if isinstance(message, PromptListChangedNotification):
            changed.set()

    # What goes over the pipes is kept, and looked at in the end.
    kept = {name: os.path.abspath(f"{mode}.{name}") for name in ["requests", "answers"]}
    parameters = StdioServerParameters(
        command="sh",
        args=["-c", 'tee "$1" | "$0" mcp | tee "$2"', PROGRAM, kept["requests"], kept["answers"]],
        env=dict(os.environ), cwd=os.getcwd())
    async with Client(stdio_client(parameters), mode=mode, message_handler=heard) as client:
        assert client.protocol_version == (LEGACY[0] if mode == "legacy" else MODERN)
        before = references()
        listed = await client.list_prompts()
        assert listed.next_cursor is None
        by_name = {prompt.name: prompt for prompt in listed.prompts}
        assert sorted(by_name) == [
            "blocks", "no.dots/in", "picture", "plain", "support/house", "support/reply"]
        reply = by_name["support/reply"]
        assert (reply.title, reply.description) == ("Reply", "Answers a mail")
        assert [(a.name, a.required) for a in reply.arguments] == [
            ("customer", True), ("tone", False), ("ticket", True), ("company", True)]
        got = await client.get_prompt(
            "support/reply", {"customer": "Ada", "ticket": "7", "company": "Acme"})
        assert [message.role for message in got.messages] == ["user", "user", "assistant", "user"]
        text = got.messages[0].content.text.strip()
        assert text == "You answer mails. Sound friendly. We are Acme.", text
        assert got.messages[0].content.meta == {"promptrepo/role": "system"}
        completion = await client.complete(
            PromptReference(type="ref/prompt", name="support/reply"),
            {"name": "tone", "value": "for"})
        assert completion.completion.values == ["formal"]
        try:
            await client.get_prompt("nowhere")
            raise AssertionError("a prompt that is not there was given")
        except MCPError as error:
            assert error.code == -32602 and "nowhere" in error.message
        assert references() == before, "a read moved a reference"
        name = f"new-{mode}"

        async def change(next_change):
            # Another version with the same arguments is no other list; a new prompt is.
            await anyio.to_thread.run_sync(make, "plain", f"Hello {{{{name}}}}, {mode}!\n")
            text = (await client.get_prompt("plain", {"name": "x"})).messages[0].content.text
            assert text == f"Hello x, {mode}!", text
            await anyio.to_thread.run_sync(make, name, "Hi {{a}}")
            with anyio.fail_after(20):
                await next_change()
            again = await client.list_prompts(cache_mode="refresh")
            assert name in [prompt.name for prompt in again.prompts]

        if mode == "legacy":
            await change(changed.wait)
        else:
            async with client.listen(prompts_list_changed=True) as events:
                await change(events.__anext__)
        run("delete", name, "--yes")
        make("plain", FILES["plain"])
    said = []
    for path in kept.values():
        with open(path, "rb") as file:
            said.append(file.read())
        os.remove(path)
    # Two lists, two prompts, an error, completions and what tells of the change.
    count = mcp_schema.check_recorded(*said)
    assert count >= 7, count


async def judge_clients():
    for mode in ["auto", "legacy", MODERN]:
        await judge_client(mode)


def judge_schemas():
    """The schemas refuse what is wrong, and were asked about everything."""
    lines = Lines()
    for version in mcp_schema.PUBLISHED:
        listed = lines.ask("prompts/list", version=version)
        prompt = {"name": "picture", "arguments": {"address": "https://example.com/a.png"}}
        got = lines.ask("prompts/get", prompt, version)
        refused = lines.ask("prompts/get", {}, version)

        def broken(message, *path, value=None):
            message = json.loads(json.dumps(message))
            place = message
            for step in path[:-1]:
                place = place[step]
            if value is None:
                del place[path[-1]]
            else:
                place[path[-1]] = value
            return message

        link = ("result", "messages", 1, "content")
        wrong = [
            ("prompts/list", broken(listed, "result", "prompts", 0, "name"), "'name' is a required"),
            ("prompts/list", broken(listed, "id"), "'id' is a required"),
            ("prompts/list", broken(listed, "jsonrpc", value="2"), "'2.0' was expected"),
            ("prompts/list", got, "ListPromptsResult: $: '"),
            ("tools/lost", listed, "no method tools/lost"),
            (None, listed, "nothing that was asked"),
            ("prompts/get", broken(got, *link, "uri", value="a b"), "not valid under any"),
            ("prompts/get", broken(got, "error", value={}), "one of result, error"),
            ("prompts/get", broken(refused, "error", "message"), "'message' is a required"),
            ("prompts/get", broken(refused, "error", "code", value=-1), "the code -1"),
            (None, {"jsonrpc": "2.0", "method": "notifications/lost"}, "no notification"),
        ]
        if version == MODERN:
            wrong += [
                ("prompts/list", broken(listed, "result", "ttlMs", value=-1), "less than the minimum"),
                ("prompts/get", broken(got, "result", "resultType"), "'resultType' is a required"),
                ("prompts/get", broken(refused, "error", "code", value=-32022), "'data' is a required"),
                ("ping", listed, "no method ping"),
            ]
        for method, message, words in wrong:
            reason = mcp_schema.refusal(version, method, message)
            assert words in reason, (words, reason)
    lines.end()
    mcp_schema.expect({
        (MODERN, "ListPromptsResult"): 10, (MODERN, "GetPromptResult"): 100,
        (MODERN, "CompleteResult"): 3, (MODERN, "DiscoverResult"): 2,
        (MODERN, "SubscriptionsListenResult"): 2, (MODERN, "ParseError"): 3,
        (MODERN, "SubscriptionsAcknowledgedNotification"): 4,
        (MODERN, "PromptListChangedNotification"): 3, (MODERN, "InvalidRequestError"): 8,
        (MODERN, "InvalidParamsError"): 20, (MODERN, "MethodNotFoundError"): 1,
        (MODERN, "InternalError"): 1, (MODERN, "UnsupportedProtocolVersionError"): 1,
        (LEGACY[0], "PromptListChangedNotification"): 2, (LEGACY[0], "JSONRPCErrorResponse"): 20,
        (LEGACY[1], "JSONRPCError"): 10,
    } | {
        (version, f"{name}Result"): 1 for version in LEGACY[:2]
        for name in ["Initialize", "Empty", "ListPrompts", "GetPrompt", "Complete"]
    })


prepare()
judge_messages()
judge_selection()
judge_deployments()
judge_subscriptions()
judge_limits()
judge_addresses()
judge_texts()
asyncio.run(judge_clients())
judge_schemas()
print("JUDGE OK")
