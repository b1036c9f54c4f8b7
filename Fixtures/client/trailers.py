"""One repository: whom a change was made for is told by its trailers, and who made it."""

import os

from support import call, key, equal, published_client, run

prompts = published_client()
USER = "user 123"
id = prompts.create(name="told", template="1", x_on_behalf_of=USER).id
prompts.create_version(id=id, template="2", x_on_behalf_of="another")
prompts.create_version(id=id, template="3")
prompts.rollback(id=id, version=1, x_on_behalf_of=USER)
prompts.update(id=id, description="d", x_on_behalf_of=USER)

# It is no boundary here.
equal(prompts.get(id=id, x_on_behalf_of="somebody else").active_version, 1)
equal(prompts.get(id=id).active_version, 1)
equal([one.id for one in prompts.list(x_on_behalf_of="x", limit=1).data], [id])

directory = ".promptrepo" if os.path.isdir(".promptrepo") else ".git"
by = f"acme <key_{key('admin').split('_')[1]}>"


def log(chain):
    form = "%an <%ae>|%(trailers:key=On-Behalf-Of,valueonly,separator=%x2C)"
    return run("git", "--git-dir", directory, "log", f"--format={form}",
               f"refs/prompts/told/@{chain}").splitlines()


equal(log("versions"), [f"{by}|", f"{by}|another", f"{by}|{USER}"])
equal(log("active")[0], f"{by}|{USER}")
equal(log("info"), [f"{by}|{USER}", f"{by}|{USER}"])

# Nothing that a header holds can be more than one trailer.
for user in ["a\tb", "x" * 255, "On-Behalf-Of: root", "-->", "\u00a0"]:
    sent = user.encode()
    status = 400 if "\t" in user else 200
    call("PUT", f"/{id}", {"name": user.strip()[:20] or "n"}, status=status,
         headers={"X-On-Behalf-Of": sent})
    if status == 200:
        last = log("info")[0]
        assert last.endswith(f"|{user}"), (user, last)
