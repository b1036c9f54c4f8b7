"""Judges the surface langfuse with Langfuse's published client, of release 5, 4 or 3.

Runs in the folder of a repository that SERVER_URL serves, without prompts and with the environments
staging and production; PROMPTREPO names the program, KEY_READER and so on are keys of each role, and
SERVER_LOG is the server's log. Texts are held against what `promptrepo render` prints. The first
argument is how often two processes create a version at once. Ends with JUDGE OK.
"""

import json
import os
import random
import subprocess
import sys
import urllib.parse
from importlib.metadata import version as installed

os.environ["LANGFUSE_TRACING_ENABLED"] = "false"

import httpx  # noqa: E402
from langfuse import Langfuse  # noqa: E402

RELEASE = int(installed("langfuse").split(".")[0])
PROGRAM, URL = os.environ["PROMPTREPO"], os.environ["SERVER_URL"]
BASE = "/api/public/v2/prompts"
plain = httpx.Client(base_url=URL, timeout=30, trust_env=False)

if RELEASE >= 4:
    from langfuse.api import AccessDeniedError, Error, NotFoundError, UnauthorizedError
else:
    from langfuse.api.resources.commons.errors import (
        AccessDeniedError, Error, NotFoundError, UnauthorizedError,
    )


def secret(role):
    return os.environ["KEY_" + role.upper()]


def key(role):
    """The id of a key, which its secret holds."""
    return "key_" + secret(role).split("_")[1]


def connect(role, **options):
    options = {"public_key": key(role), "secret_key": secret(role)} | options
    return Langfuse(**{"base_url" if RELEASE >= 4 else "host": URL}, **options)


def run(*arguments, text=None):
    result = subprocess.run([PROGRAM, *arguments], input=text, capture_output=True, text=True)
    assert result.returncode == 0, (arguments, result.stdout, result.stderr)
    return result.stdout


def equal(found, wanted, what=""):
    assert found == wanted, f"{what}: {str(found)[:2000]} instead of {str(wanted)[:2000]}"


def references():
    store = ["git", "-C", ".promptrepo"] if os.path.isdir(".promptrepo") else ["git"]
    result = subprocess.run([*store, "for-each-ref"], capture_output=True, text=True, check=True)
    return result.stdout


def refused(error, words, call, *arguments, **options):
    """Expects an error, and that it left nothing."""
    before = references()
    try:
        found = call(*arguments, **options)
    except error as refusal:
        text = str(refusal)
        assert words in text, f"{words!r} is not in {text}"
        equal(references(), before, "refused, and done")
        return
    raise AssertionError(f"not refused: {found}")


def rendered(name, values, *options):
    return run("render", name, "--vars", "-", *options, text=json.dumps(values))


client = connect("deployer")


def fresh(name, **options):
    return client.get_prompt(name, cache_ttl_seconds=0, max_retries=0, **options)


def basics():
    assert client.auth_check() is True
    made = client.create_prompt(
        name="support/reply", prompt="Hi {{customer}}, about {{topic}}.", labels=["production"],
        tags=["support"], config={"model": "gpt-4o-mini", "temperature": 0.5},
        commit_message="First",
    )
    equal((made.version, made.labels), (1, ["production", "latest"]))
    client.create_prompt(
        name="support/reply", prompt="Hello {{customer}}, about {{topic}}!", labels=["staging"],
        tags=["support", "mail"], config={"model": "gpt-4o"},
    )
    for options, version in [
        ({}, 1), ({"label": "latest"}, 2), ({"label": "staging"}, 2), ({"label": "production"}, 1),
        ({"version": 1}, 1), ({"version": 2}, 2),
    ]:
        found = fresh("support/reply", **options)
        equal(found.version, version, options)
        equal(found.tags, ["support", "mail"])
        values = {"customer": "A {{topic}} & 'user'", "topic": "{{{x}}} \\ \n"}
        equal(
            found.compile(**values), rendered(f"support/reply@v{version}", values), "compile")
        equal(sorted(found.variables), ["customer", "topic"])
    found = fresh("support/reply")
    equal((found.config, found.commit_message), ({"model": "gpt-4o-mini", "temperature": 0.5}, "First"))
    equal(found.get_langchain_prompt(), "Hi {customer}, about {topic}.")


def labels():
    moved = client.update_prompt(name="support/reply", version=2, new_labels=["production"])
    assert moved is not None
    equal(fresh("support/reply").version, 2)
    client.update_prompt(name="support/reply", version=1, new_labels=["production"])
    equal(fresh("support/reply").version, 1)
    text = run("audit", "support/reply", "--env", "production")
    assert "rolls back to v1" in text and "acme" in text, text
    refused(Error, "promptrepo env add experiment", client.create_prompt,
            name="support/reply", prompt="x", labels=["experiment"])
    refused(Error, "latest", client.update_prompt,
            name="support/reply", version=1, new_labels=["latest"])
    refused(NotFoundError, "version 9 not found", client.update_prompt,
            name="support/reply", version=9, new_labels=["staging"])


def chats():
    messages = [
        {"role": "system", "content": "You answer for {{company}}. "},
        {"type": "placeholder", "name": "history"},
        {"role": "user", "content": "\n{{question}} {braces}"},
    ]
    client.create_prompt(
        name="chat/answer", prompt=messages, type="chat", labels=["production"],
        config={"model": "m"})
    found = fresh("chat/answer", type="chat")
    history = [{"role": "assistant", "content": "Yes?"}]
    values = {"company": "Acme", "question": "Who {{company}}?"}
    compiled = found.compile(history=history, **values)
    plain_messages = [{"role": m["role"], "content": m["content"]} for m in compiled]
    equal(plain_messages, [
        {"role": "system", "content": "You answer for Acme. "}, history[0],
        {"role": "user", "content": "\nWho {{company}}? {braces}"},
    ])
    equal(json.loads(rendered("chat/answer@production", values | {"history": history}, "--messages")), plain_messages)
    lines = found.get_langchain_prompt(history=history)
    equal(lines[0], ("system", "You answer for {company}. "))
    refused(Error, "different prompt type", client.create_prompt, name="chat/answer", prompt="text")
    refused(Error, "a variable has the name", client.create_prompt, name="chat/x", type="chat",
            prompt=[{"role": "user", "content": "{{a}}"}, {"type": "placeholder", "name": "a"}])


def round_trips():
    """What is read and created again has the same hash."""
    files = {
        "strict": "---\ndialect: strict\nmodel: m\n---\nHi \\\\{{x}} a\\b",
        "words": "---\nmodel: m\ndialect: chat\n---\nHi {{x}}",
        "turns": "---\ndialect: chat\n---\n{{role \"user\"}}a {{x}}{{role \"model\"}} b ",
        "plain": "---\nmodel: m\n---\nHi {{ x }} {{{y}}} \\{{z}}",
    }
    os.makedirs("prompts/trip", exist_ok=True)
    for name, text in files.items():
        with open(f"prompts/trip/{name}.prompt", "w", newline="") as file:
            file.write(text)
        run("commit", f"trip/{name}", "-m", "Write it")
    random.seed(RELEASE)
    pieces = ["{{x}}", "{", "}", "\\", "\n", " ", "{{role \"user\"}}", "ü🎉", "{{> a}}", "{{#if x}}",
              "@@@", "\t", "'", "\"", "{{ y }}", "\u2028", "a", "{{messages \"h\"}}"]
    for number in range(25):
        content = "".join(random.choices(pieces, k=random.randint(1, 12)))
        client.create_prompt(name=f"trip/t{number}", prompt=content, labels=[], config={"b": 1, "a": 2})
        client.create_prompt(name=f"trip/c{number}", type="chat", labels=[], config={}, prompt=[
            {"role": "system", "content": content}, {"role": "user", "content": content + " "}])
    names = [f"trip/{name}" for name in files]
    names += [f"trip/{kind}{number}" for kind in "tc" for number in range(25)]
    for name in names:
        kind = "chat" if name == "trip/turns" or name.startswith("trip/c") else "text"
        read = fresh(name, label="latest", type=kind)
        # The client marks messages by a type that it does not take back.
        prompt = read.prompt if kind == "text" else [
            message if message.get("type") == "placeholder"
            else {"role": message["role"], "content": message["content"]} for message in read.prompt]
        client.create_prompt(name=name, prompt=prompt, type=kind, config=read.config, labels=[])
        again = fresh(name, label="latest", type=kind)
        equal(again.prompt, read.prompt, name)
        equal(again.version, read.version + 1, name)
        versions = [json.loads(line) for line in run("log", name, "--json").splitlines()]
        equal(len({version["hash"] for version in versions}), 1, name)


def lists():
    page = client.api.prompts.list(limit=100)
    names = [entry.name for entry in page.data]
    equal(names, sorted(names, key=lambda name: name.encode()))
    equal(page.meta.total_items, len(names))
    entry = client.api.prompts.list(name="support/reply").data[0]
    equal((entry.versions, entry.tags), ([1, 2], ["support", "mail"]))
    equal(entry.last_config, {"model": "gpt-4o"})
    equal([e.name for e in client.api.prompts.list(label="staging").data], ["support/reply"])
    equal([e.name for e in client.api.prompts.list(tag="mail").data], ["support/reply"])
    page = client.api.prompts.list(limit=2, page=2)
    equal([entry.name for entry in page.data], names[2:4])


def names():
    """Names of every kind come back as they were written."""
    wanted = ["Größe v2", "日本語/プロンプト", "a@b", "with space", "a/../b", "...", "x" * 255, "ü" * 255, "A B", "a/b/c/d",
              "Kunden Antwort", "kunden antwort", "Kunden-Antwort!", "50% off", "a+b", "q?x#y"]
    for name in wanted:
        equal(client.create_prompt(name=name, prompt=f"for {name}", labels=["production"]).name, name)
    for name in wanted:
        found = fresh(name)
        equal((found.name, found.prompt, found.version), (name, f"for {name}", 1))
    # As older clients send them.
    fields = {"Authorization": f"Bearer {secret('reader')}"}
    equal(plain.get(f"{BASE}/a/b/c/d", headers=fields).json()["name"], "a/b/c/d")
    equal(plain.get(f"{BASE}/a%2Fb%2Fc%2Fd", headers=fields).json()["name"], "a/b/c/d")
    for name in ["a//b", "/a", "a/", "a|b", "new", "..", "x" * 256]:
        refused(Error, "Invalid request data", client.create_prompt, name=name, prompt="x")


def refusals():
    refused(NotFoundError, "Prompt not found: 'nowhere' with label 'production'", fresh, "nowhere")
    equal(fresh("nowhere", fallback="Hi {{x}}").compile(x="you"), "Hi you")
    for options in [{"secret_key": "wrong"}, {"public_key": key("admin")},
                    {"public_key": "", "secret_key": secret("reader")}]:
        credentials = {"public_key": key("deployer"), "secret_key": secret("deployer")} | options
        answer = plain.get(f"{BASE}/support%2Freply", auth=tuple(credentials.values()))
        equal((answer.status_code, answer.json()["error"]), (401, "UnauthorizedError"), options)
    # The client keeps one connection for each public key.
    wrong = connect("reader", public_key="key_0123456789abcdef", secret_key="promptrepo_wrong")
    try:
        assert wrong.auth_check() is False
    except UnauthorizedError:
        pass
    refused(UnauthorizedError, "Invalid credentials", wrong.api.prompts.list)
    both = [("Authorization", f"Bearer {secret('reader')}"), ("Authorization", f"Bearer {secret('admin')}")]
    assert plain.get(BASE, headers=both).status_code in (400, 401), "two secrets"
    reader, editor = connect("reader"), connect("editor")
    refused(AccessDeniedError, "editor", reader.create_prompt, name="x", prompt="x")
    refused(AccessDeniedError, "deployer", editor.create_prompt, name="x", prompt="x", labels=["staging"])
    equal(editor.create_prompt(name="by/editor", prompt="x", labels=[]).labels, ["latest"])
    run("env", "set", "production", "--protected")
    refused(AccessDeniedError, "promptrepo deploy support/reply@v3 --env production --acknowledge new",
            client.create_prompt, name="support/reply", labels=["production"],
            prompt="Hi {{customer}}, about {{topic}} {{new}}.")
    run("env", "set", "production", "--no-rules")


def deletion():
    client.create_prompt(name="to delete", prompt="x", labels=["staging"])
    path = f"{BASE}/{urllib.parse.quote('to delete', safe='')}"
    admin = {"Authorization": f"Bearer {secret('admin')}"}
    before = references()
    equal(plain.delete(path, headers=admin).status_code, 400, "live")
    equal(plain.delete(f"{path}?version=1", headers=admin).status_code, 400, "one version")
    equal(references(), before)
    client.create_prompt(name="gone", prompt="x", labels=[])
    other = connect("admin")
    if hasattr(other.api.prompts, "delete"):
        other.api.prompts.delete("gone")
    else:
        equal(plain.delete(f"{BASE}/gone", headers=admin).status_code, 204)
    refused(NotFoundError, "Prompt not found", fresh, "gone", label="latest")


RACER = """
import os, sys
os.environ["LANGFUSE_TRACING_ENABLED"] = "false"
from langfuse import Langfuse
place, url, public, secret, name, count = sys.argv[1:7]
client = Langfuse(public_key=public, secret_key=secret, **{place: url})
for number in range(int(count)):
    client.create_prompt(name=name, prompt=f"{os.getpid()} {number}", labels=[])
"""


def races(count):
    """Two processes lose no version, and make no second prompt."""
    client.create_prompt(name="race", prompt="first", labels=[])
    for name, first in [("race", 1), ("Free Name/at once", 0)]:
        place = "base_url" if RELEASE >= 4 else "host"
        racers = [
            subprocess.Popen([sys.executable, "-c", RACER, place, URL, key("editor"),
                              secret("editor"), name, str(count)])
            for _ in range(2)
        ]
        assert all(racer.wait() == 0 for racer in racers)
        listed = client.api.prompts.list(name=name).data
        equal(len(listed), 1)
        equal(listed[0].versions, list(range(1, 2 * count + first + 1)), name)
        texts = {fresh(name, version=number).prompt for number in range(1 + first, 2 * count + first + 1)}
        equal(len(texts), 2 * count)
    slugs = [entry.name for entry in client.api.prompts.list(limit=100).data if "free-name" in entry.name]
    equal(len(slugs), 1)


basics()
labels()
chats()
lists()
round_trips()
names()
refusals()
deletion()
races(int(sys.argv[1]))
with open(os.environ["SERVER_LOG"]) as log:
    text = log.read()
    for role in ["reader", "editor", "deployer", "admin"]:
        assert secret(role) not in text and secret(role).split("_")[2] not in text, role
print("JUDGE OK")
