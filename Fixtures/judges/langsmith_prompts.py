"""Judges the surface langsmith with the published packages langsmith and langchain-core.

Runs in the folder of an empty repository that SERVER_URL serves; PROMPTREPO names the program and
KEY_READER is a key. What LangChain makes of a prompt is held against what `promptrepo render` prints.
The first argument is the number of random chats. Ends with JUDGE OK.
"""

import json
import logging
import os
import random
import subprocess
import sys

import requests
from langchain_core.prompts import ChatPromptTemplate, PromptTemplate
from langsmith import Client
from langsmith import utils

PROGRAM, URL = os.environ["PROMPTREPO"], os.environ["SERVER_URL"] + "/langsmith"
KEY = os.environ["KEY_READER"]
SEED = 20261130
warned = []


class Listener(logging.Handler):
    def emit(self, record):
        warned.append(record.getMessage())


logging.getLogger("langsmith").addHandler(Listener())
client = Client(api_url=URL, api_key=KEY, disable_prompt_cache=True)


def run(*arguments, text=None):
    result = subprocess.run([PROGRAM, *arguments], input=text, capture_output=True, text=True)
    assert result.returncode == 0, (arguments, result.stdout, result.stderr)
    return result.stdout


def commit(name, text, *options):
    os.makedirs(os.path.dirname("prompts/" + name), exist_ok=True)
    with open(f"prompts/{name}.prompt", "w", newline="") as file:
        file.write(text)
    run("commit", name, "-m", "A change", *options)


def refused(status, error, *arguments, **options):
    try:
        found = client.pull_prompt_commit(*arguments, **options)
    except error as refusal:
        assert str(status) in str(refusal), refusal
        return str(refusal)
    raise AssertionError(f"{arguments}: {found}")


ROLES = {"system": "system", "human": "user", "ai": "assistant"}


def messages(value):
    """What invoke gives, as OpenAI's messages."""
    found = []
    for message in value.to_messages():
        role = ROLES.get(message.type) or message.role
        one = {"role": role, "content": message.content}
        if message.additional_kwargs:
            one.update(message.additional_kwargs)
        found.append(one)
    return found


def rendered(name, values):
    with open("values.json", "w") as file:
        json.dump(values, file)
    return json.loads(run("render", name, "--vars", "values.json", "--messages"))


# Random chats, rendered here and there.
WORDS = [
    "Hello", "<b>&amp;", "{", "}", "{}", "{{", "}}", '{"a": {"b": [1]}}', "\\", "%s", "é", "\u2028",
    "$x", "#{y}", "{{/x}}", "  ", "\n", "\U0001f600", "{%", "'", '"', "{0}", "{name!r:>10}",
]
NAMES = ["name", "topic", "a-b", "_x", "X9", "input"]
HOSTILE = ["<b>", "&", "{}", "{{name}}", "{topic}", "\\{", "%s", "é\n", "", "{", "}}", "a" * 300]
source = random.Random(SEED)


def piece():
    return "{{%s}}" % source.choice(NAMES) if source.random() < 0.4 else source.choice(WORDS)


def chat():
    parts = []
    for _ in range(source.randint(1, 5)):
        role = source.choice(["system", "user", "model", "developer", "narrator"])
        name = ' name="Ann"' if source.random() < 0.1 else ""
        parts.append('{{role "%s"%s}}\n' % (role, name))
        parts.append(" ".join(piece() for _ in range(source.randint(1, 8))) + "\n")
    return "---\ndialect: chat\n---\n" + "".join(parts)


count = int(sys.argv[1])
os.makedirs("prompts/random", exist_ok=True)
for number in range(count):
    with open(f"prompts/random/c{number}.prompt", "w", newline="") as file:
        file.write(chat())
run("commit", "--all", "-m", "Random chats")
compared = 0
for number in range(count):
    values = {name: source.choice(HOSTILE) for name in NAMES}
    name = f"random/c{number}"
    wanted = rendered(name, values)
    prompt = client.pull_prompt(f"random.c{number}")
    assert isinstance(prompt, ChatPromptTemplate), prompt
    found = messages(prompt.invoke(values))
    assert found == wanted, (SEED, number, values, found, wanted)
    compared += 1
assert compared == count > 0

# A text: JSON in it stays as it is, and so does a value.
TEXT = 'Answer {{name}} as {"a": {"b": "{x}"}}.'
commit("support/reply.v2", TEXT + "\n")
prompt = client.pull_prompt("support.reply..v2")
assert isinstance(prompt, PromptTemplate)
assert prompt.invoke({"name": "<b>{x}"}).to_string() == TEXT.replace("{{name}}", "<b>{x}")
assert prompt.metadata["lc_hub_repo"] == "support.reply..v2"

# A list of messages, which may be left out.
commit(
    "talk", '---\ndialect: chat\n---\n{{role "system"}}\nBe {{tone}}.\n{{messages "history"}}\n'
    '{{role "user"}}\n{{q}}\n')
talk = client.pull_prompt("talk")
plain = {"tone": "kind", "q": "?"}
assert messages(talk.invoke(plain)) == rendered("talk", plain)
assert len(messages(talk.invoke(plain))) == 2
assert [m["content"].strip() for m in messages(talk.invoke(
    {"tone": "kind", "q": "?", "history": [("user", "Hi {x}"), ("ai", "Yes")]}))] == [
        "Be kind.", "Hi {x}", "Yes", "?"]

# Handlebars, as far as it says the same without values.
commit("bars", '---\ndialect: handlebars\n---\n{{! told }}{{role "user"}}\nHi {{name}}\n')
assert messages(client.pull_prompt("bars").invoke({"name": "A"}))[0]["content"].strip() == "Hi A"
commit("blocks", "---\ndialect: handlebars\n---\n{{#if formal}}Dear{{/if}} {{name}}\n")
assert "{{#if formal}} in line 1" in refused(400, utils.LangSmithError, "blocks")

# Which version: latest, an environment, active, a number, digits of a hash.
commit("turn", "one {{x}}\n")
commit("turn", "two {{x}}\n")
run("env", "add", "staging")
run("deploy", "turn@1", "--to", "staging")
run("rollback", "turn", "--to", "1")
commits = list(client.list_prompt_commits("turn", include_model=None))
assert [c.parent_commit_hash for c in commits] == [commits[1].commit_hash, None], commits
assert [c.description for c in commits] == ["A change", "A change"]
for reference, text in [
    ("", "two"), (":latest", "two"), (":staging", "one"), (":active", "one"), (":1", "one"),
    (":2", "two"), (":" + commits[0].commit_hash, "two"), (":" + commits[1].commit_hash[:8], "one"),
    (":production", "one"),
]:
    assert client.pull_prompt("turn" + reference).format(x="") == text + " ", reference
for reference in ["3", "testing", "0" * 64, "00000000"]:
    refused(404, utils.LangSmithNotFoundError, "turn:" + reference)
run("env", "add", "production")
refused(404, utils.LangSmithNotFoundError, "turn:production")

# What is refused, each with a reason.
commit("dots", "{{a.b}}\n")
assert "takes none in names" in refused(400, utils.LangSmithError, "dots")
commit("stop", "{{stop}}\n")
assert "keeps the name" in refused(400, utils.LangSmithError, "stop")
commit("jinja", "---\ndialect: jinja\n---\n{% if x %}y{% endif %}\n")
assert "Jinja" in refused(400, utils.LangSmithError, "jinja")
refused(404, utils.LangSmithNotFoundError, "nobody")
assert "'talk.x' to LangSmith" in requests.get(
    URL + "/commits/talk/x/latest", headers={"x-api-key": KEY}).json()["detail"]

# Lists and descriptions.
listed = client.list_prompts(limit=100, query="TURN")
assert (listed.total, [repo.repo_handle for repo in listed.repos]) == (1, ["turn"])
assert listed.repos[0].num_commits == 2
assert listed.repos[0].last_commit_hash == commits[0].commit_hash
run("archive", "bars")
every = []
while True:
    page = client.list_prompts(limit=7, offset=len(every))
    every += page.repos
    if len(page.repos) == 0 or len(every) >= page.total - 1:
        break
assert "bars" not in [repo.repo_handle for repo in every]
assert [r.repo_handle for r in client.list_prompts(is_archived=True).repos] == ["bars"]
assert client.list_prompts(is_public=True).total == 0
assert client.get_prompt("turn").id.startswith("prompt_")
assert client.get_prompt("nobody") is None
assert client._get_settings().tenant_handle is None
assert client.info.version
for path in ["/repos/", "/repos", "/repos/-/turn/", "/commits/-/turn/latest/", "/commits/-/turn/"]:
    assert requests.get(URL + path, headers={"x-api-key": KEY}).status_code == 200, path
for query in ["limit=0", "limit=x", "offset=-1"]:
    answer = requests.get(f"{URL}/repos?{query}", headers={"x-api-key": KEY})
    assert answer.status_code == 400 and list(answer.json()) == ["detail"], answer.text

# Nothing is written through this surface, and keys count.
for write in [
    lambda: client.push_prompt("turn", object=PromptTemplate.from_template("{x}")),
    lambda: client.push_prompt("fresh", object=PromptTemplate.from_template("{x}")),
    lambda: client.delete_prompt("turn"),
    lambda: client.update_prompt("turn", description="x"),
]:
    try:
        write()
    except Exception as refusal:
        assert "405" in str(refusal) and "Prompts API" in str(refusal), refusal
    else:
        raise AssertionError("written")
# Of uploads, which there are none of, the client has nothing to say.
assert not [line for line in warned if "ompression" in line], warned
wrong = Client(api_url=URL, api_key=KEY + "0", disable_prompt_cache=True)
try:
    wrong.pull_prompt("turn")
except utils.LangSmithAuthError as refusal:
    assert "x-api-key" in str(refusal)
else:
    raise AssertionError("pulled without a key")
bearer = {"Authorization": f"Bearer {KEY}"}
assert requests.get(URL + "/repos", headers=bearer).status_code == 200
assert requests.get(URL + "/repos", headers={**bearer, "x-api-key": KEY}).status_code == 200
assert requests.get(URL + "/repos", headers={**bearer, "x-api-key": ""}).status_code == 200
assert requests.get(URL + "/repos", headers={**bearer, "x-api-key": KEY + "0"}).status_code == 401
assert requests.get(URL + "/nothing", headers=bearer).json()["detail"]
print("JUDGE OK")
