#!/usr/bin/env python3
"""Compares a ledger with what it was imported from: langfuse_judge.py STATE GIT_DIRECTORY HOST.

Works out by itself, from STATE as langfuse_standin.py reads it and without a line of the program, which
prompts and versions there have to be: ids, hashes, authors, times, messages, numbers, what is active. Of
versions that include others or cannot be imported, which `skip` of the state names, only the numbers
count. Prints how many versions agree.
"""
import hashlib
import json
import subprocess
import sys
import uuid
from datetime import datetime, timezone

state = json.load(open(sys.argv[1], encoding="utf-8"))
directory, host = sys.argv[2], sys.argv[3]
namespace = uuid.uuid5(uuid.NAMESPACE_URL, "promptrepo:langfuse")


def git(*arguments):
    return subprocess.run(
        ["git", f"--git-dir={directory}", *arguments], check=True, stdout=subprocess.PIPE).stdout


def canonical(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def chat(messages):
    """Simple messages as their text: no white space at ends, no braces that are text."""
    parts = []
    for message in messages:
        if message.get("type") == "placeholder":
            parts.append('{{~messages "' + message["name"] + '"}}')
        else:
            parts.append('{{~role "' + message["role"] + '"~}}\n' + message["content"])
    # Nothing comes before the first marker that could be taken away.
    return "{{" + "\n\n".join(parts).removeprefix("{{~")


def content(version):
    config = version.get("config")
    if config is not None and not isinstance(config, dict):
        config = {"config": config}
    config = config or {}
    template = version["prompt"]
    if version.get("type") == "chat":
        config = {"dialect": "chat", **{k: v for k, v in config.items() if k != "dialect"}}
        template = chat(template)
    value = {"config": config, "template": template} if config else {"template": template}
    data = b"promptrepo-version\0" + b"1\0" + canonical(value).encode()
    return "sha256:" + hashlib.sha256(data).hexdigest()


def chain(reference):
    listed = git("log", "--format=%H%x00%an%x00%at%x00%B%x00%x00", reference).decode()
    for entry in listed.split("\0\0\n"):
        if not entry.strip():
            continue
        commit, author, time, message = entry.split("\0", 3)
        paragraphs = message.rstrip("\n").split("\n\n")
        trailers = dict(line.split(": ", 1) for line in paragraphs[-1].split("\n"))
        yield commit, author, int(time), "\n\n".join(paragraphs[1:-1]), trailers


references = git("for-each-ref", "--format=%(refname)", "refs/prompts/").decode().split("\n")
prompts = {}
for reference in references:
    if reference.endswith("/@versions"):
        versions = list(chain(reference))[::-1]
        prompts[versions[0][4]["Prompt-Id"]] = (reference.removesuffix("/@versions"), versions)

agreeing = 0
expected = set()
for name, prompt in state["prompts"].items():
    skipped = state.get("skip", {}).get(name, [])
    numbers = [n for n in sorted(prompt["versions"], key=int) if n not in skipped]
    if not numbers:
        continue
    project = state.get("project", "p1")
    id = "prompt_" + uuid.uuid5(namespace, f"{host}\n{project}\n{name}").hex
    expected.add(id)
    reference, versions = prompts[id]
    marks = [trailers.get("Remote-Version") for _, _, _, _, trailers in versions]
    assert len(set(marks)) == len(marks), (name, marks)
    for place, (_, _, _, _, trailers) in enumerate(versions):
        assert trailers["Prompt-Version"] == str(place + 1), name
    found = {mark: version for mark, version in zip(marks, versions)}
    for number in numbers:
        version = prompt["versions"][number]
        _, author, time, message, trailers = found[f"langfuse {number}"]
        assert author == version.get("createdBy", "A user"), (name, number, author)
        stamp = version.get("createdAt", "2026-03-15T10:30:00.000Z")
        wanted = datetime.fromisoformat(stamp.replace("Z", "+00:00")).astimezone(timezone.utc)
        assert time == int(wanted.timestamp()), (name, number, time)
        assert message == (version.get("commitMessage") or ""), (name, number, message)
        if "langfusePrompt:" not in json.dumps(version["prompt"]):
            assert trailers["Version-Hash"] == content(version), (name, number)
        agreeing += 1
    order = [int(mark.split(" ")[1]) for mark in marks if mark]
    assert order == sorted(order), (name, order)
    active = [n for n in numbers if "production" in prompt["versions"][n].get("labels", [])]
    moves = list(chain(reference + "/@active")) if reference + "/@active" in references else []
    assert len(moves) == len(active), (name, moves)
    if active:
        assert moves[0][4]["Reason"] == "label at Langfuse when imported", name
        assert moves[0][4]["Version-Commit"] == found[f"langfuse {active[0]}"][0], name
    record = json.loads(git("cat-file", "blob", reference + "/@info:prompt.json"))
    slug = reference.removeprefix("refs/prompts/")
    assert record.get("title", slug) == name, (name, record)
    assert record["metadata"].get("tags", []) == prompt.get("tags", []), (name, record)
assert expected == set(prompts), (expected, set(prompts))
print(agreeing)
