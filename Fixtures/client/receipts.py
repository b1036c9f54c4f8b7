"""Creates that are sent again: `receipts first`, then `receipts again` after a new start."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor

from support import call, create, equal, expect, promptrepo, published_client, send

MADE = {"name": "made", "template": "once", "metadata": {"a": "\u00e9"}}


def post(path, body, sent, **options):
    return send("POST", path, body, headers={"Idempotency-Key": sent}, **options)


def same(found, wanted):
    """Checks that an answer is the one from before: status, body and tips."""
    equal((found.status_code, found.content), (wanted["status"], wanted["body"].encode()))
    equal({name: value for name, value in found.headers.items() if name.endswith("-tip")},
          wanted["tips"])


def kept(response):
    expect(response, 201)
    tips = {name: value for name, value in response.headers.items() if name.endswith("-tip")}
    return {"status": response.status_code, "body": response.text, "tips": tips}


def first():
    prompt = kept(post("", MADE, "key-1"))
    same(post("", MADE, "key-1"), prompt)
    id = json.loads(prompt["body"])["id"]
    version = kept(post(f"/{id}/versions", {"template": "two"}, "key-2"))
    call("POST", f"/{id}/versions", {"template": "three"}, status=201)
    same(post(f"/{id}/versions", {"template": "two"}, "key-2"), version)
    equal(call("GET", f"/{id}")["latest_version"], 3)
    # The published client can send one too.
    prompts = published_client()
    once = [prompts.create(name="n", template="t", http_headers={"Idempotency-Key": "key-3"}).id
            for _ in range(3)]
    equal(len(set(once)), 1)
    refusals(id)
    at_once()
    with open("receipts.json", "w", encoding="utf-8") as file:
        json.dump({"id": id, "prompt": prompt, "version": version}, file)


def refusals(id):
    """One key stands for one request."""
    for path, body, sent in [("", MADE | {"name": "other"}, "key-1"), ("", MADE, "key-2"),
                             (f"/{id}/versions", {"template": "other"}, "key-2"),
                             (f"/{id}/versions", MADE, "key-1")]:
        expect(post(path, body, sent), 400, "idempotency_key_reused", "Idempotency-Key")
    # A refused request leaves no receipt.
    expect(post("", {"name": "n"}, "key-4"), 400)
    expect(post("", MADE, "key-4"), 201)
    # Without a key each request makes a prompt of its own.
    assert create("twice") != create("twice")


def at_once():
    """The same request many times at once makes one thing."""
    def counted():
        return len(call("GET", query="limit=100")["data"])
    with ThreadPoolExecutor(8) as pool:
        for round in range(4):
            before = counted()
            found = list(pool.map(lambda _: post("", MADE, f"round-{round}"), range(8)))
            equal({response.status_code for response in found}, {201})
            equal(len({response.content for response in found}), 1)
            equal(counted(), before + 1)
            id = found[0].json()["id"]
            found = list(pool.map(
                lambda _: post(f"/{id}/versions", {"template": "v"}, f"version-{round}"), range(8)))
            equal({response.status_code for response in found}, {201})
            equal(len({response.content for response in found}), 1)
            equal(call("GET", f"/{id}")["latest_version"], 2)


def again():
    with open("receipts.json", encoding="utf-8") as file:
        data = json.load(file)
    same(post("", MADE, "key-1"), data["prompt"])
    same(post(f"/{data['id']}/versions", {"template": "two"}, "key-2"), data["version"])
    equal(call("GET", f"/{data['id']}")["latest_version"], 3)
    expect(post("", MADE | {"name": "other"}, "key-1"), 400, "idempotency_key_reused")
    promptrepo("gc", "--grace", "0")
    same(post("", MADE, "key-1"), data["prompt"])
    same(post(f"/{data['id']}/versions", {"template": "two"}, "key-2"), data["version"])


{"first": first, "again": again}[sys.argv[1]]()
