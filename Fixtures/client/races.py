"""Writes at the same time that are no lost races: all of them are done, one after the other."""

from concurrent.futures import ThreadPoolExecutor

from support import call, create, equal, send

CLIENTS = 16
pool = ThreadPoolExecutor(CLIENTS)


def at_once(count, work):
    return list(pool.map(work, range(count)))


# New prompts, all of one name.
made = at_once(64, lambda n: create("one name", f"text {n}"))
equal(len(set(made)), 64)
page = call("GET", query="limit=100")
equal({one["id"] for one in page["data"]}, set(made))
equal({call("GET", f"/{id}")["active_template"] for id in made}, {f"text {n}" for n in range(64)})

# Edits and rollbacks of one prompt.
id = made[0]
for text in "bc":
    call("POST", f"/{id}/versions", {"template": text}, status=201)
changes = [("PUT", "", {"name": "x"}), ("PUT", "", {"description": "y"}),
           ("PUT", "", {"metadata": {"z": 1}}), ("POST", "/rollback", {"version": 1}),
           ("POST", "/rollback", {"version": 2})]


def edit(n):
    method, path, body = changes[n % len(changes)]
    return send(method, f"/{id}{path}", body).status_code


statuses = at_once(80, edit)
equal(set(statuses), {200}, "edits at once")
found = call("GET", f"/{id}")
equal((found["name"], found["description"], found["metadata"]), ("x", "y", {"z": 1}))

# One of many deletions finds the prompt; readers see all of it or nothing.
for id in made[1:9]:
    def work(n):
        return send("DELETE" if n % 2 else "GET", f"/{id}").status_code
    statuses = at_once(CLIENTS, work)
    equal(statuses[1::2].count(200), 1, "deletions at once")
    assert set(statuses) <= {200, 404}, statuses

# One version of many that are created at once on one tip; the others are lost races.
id = made[-1]
for round in range(5):
    latest = call("GET", f"/{id}")["latest_version"]
    answers = at_once(
        CLIENTS, lambda n: send("POST", f"/{id}/versions", {"template": f"{round} {n}"}))
    numbers = [answer.json()["version"] for answer in answers if answer.status_code == 201]
    equal(sorted(numbers), list(range(latest + 1, latest + 1 + len(numbers))), "numbers")
    equal({answer.status_code for answer in answers} | {201, 409}, {201, 409})
    equal({answer.json()["error"]["code"] for answer in answers if answer.status_code == 409}
          | {"concurrent_version"}, {"concurrent_version"})
