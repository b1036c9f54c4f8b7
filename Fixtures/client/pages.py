"""The list, page by page, while this client and the command line change what it holds."""

import os

from support import NOBODY, call, create, equal, promptrepo, published_client, run, wait_for

prompts = published_client()
ids = [create(f"p{number}", f"Text {number}") for number in range(250)]


def walk(order, limit, between=None):
    """The ids of all pages, in order, checked for their cursors."""
    found, after, pages = [], None, 0
    while True:
        query = {} if after is None else {"after": after}
        page = prompts.list(limit=limit, order=order, **query)
        data = [one.id for one in page.data]
        assert len(data) <= limit
        equal((page.first_id, page.last_id), (data[0], data[-1]))
        found, after, pages = found + data, page.last_id, pages + 1
        if not page.has_more:
            equal(pages, -(-len(found) // limit), "pages")
            return found
        equal(len(data), limit)
        if between:
            between()


equal(walk("asc", 100), ids)
equal(walk("desc", 100), ids[::-1])
equal(walk("desc", 50), ids[::-1], "pages that end with the last prompt")
equal([one.id for one in prompts.list().data], ids[:-21:-1], "20, newest first")
equal([one.id for one in prompts.list(limit=1, order="asc").data], ids[:1])
equal([one.id for one in prompts.list(limit=1, order="asc", after=ids[0]).data], ids[1:2])

# Prompts that are added meanwhile come before the first page of one order, and last in the other.
added = []
equal(walk("desc", 60, lambda: added.append(create("more"))), ids[::-1])
before = ids + added
more = []
found = walk("asc", 60, lambda: more.append(create("more")))
equal(found[:len(before)], before)
equal(found, (before + more)[:len(found)])

for after in ["", NOBODY, ids[0][:-1], "x", "prompt_" + "G" * 32]:
    call("GET", query=f"after={after}", status=400, param="after")
for limit in ["0", "101", "abc", "", "-1", "1.5", "1e1"]:
    call("GET", query=f"limit={limit}", status=400, param="limit")
    call("GET", f"/{ids[0]}/versions", query=f"limit={limit}", status=400, param="limit")
for order in ["", "up", "ASC"]:
    call("GET", query=f"order={order}", status=400, param="order")
call("DELETE", f"/{ids[100]}")
call("GET", query=f"after={ids[100]}", status=400, param="after")


def newest():
    return prompts.list(limit=1).data[0]


# What the command line does is in the very next answer.
promptrepo("new", "by-hand", "--title", "By hand", "--template", "From the command line")
promptrepo("commit", "by-hand")
made = newest()
equal((made.name, made.latest_version), ("By hand", 1))
text = prompts.get(id=made.id).active_template
promptrepo("mv", "by-hand", "other/name")
equal(prompts.get(id=made.id).name, "By hand", "a title outlives a move")
equal(newest().id, made.id)
with open("prompts/other/name.prompt", "a", encoding="utf-8") as file:
    file.write("Again\n")
promptrepo("commit", "other/name")
equal((newest().active_version, newest().latest_version), (2, 2))
equal(prompts.get(id=made.id).active_template, text + "\nAgain")
promptrepo("rollback", "other/name")
equal((newest().active_version, newest().latest_version), (1, 2))
equal(prompts.get(id=made.id).active_template, text)
promptrepo("set", "other/name", "--title", "Another title")
equal(newest().name, "Another title")
prompts.create_version(id=made.id, template="From the server")
equal(promptrepo("show", "other/name"), "From the server")
promptrepo("delete", "other/name", "--yes")
call("GET", f"/{made.id}", status=404)
assert newest().id != made.id

# What plain git does is there within seconds.
last = prompts.create(name="last", template="one")
prompts.create_version(id=last.id, template="two")
store = ["git", "--git-dir", ".promptrepo" if os.path.isdir(".promptrepo") else ".git"]
active = "refs/prompts/last/@active"
run(*store, "update-ref", active, run(*store, "rev-parse", active + "^"))
wait_for(lambda: prompts.get(id=last.id).active_version == 1, "a change of plain git's")
equal((newest().active_version, newest().latest_version), (1, 2))
equal(prompts.get(id=last.id).active_template, "one")
