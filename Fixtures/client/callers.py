"""Who is let in, and who may do what: 401 and 403."""

from support import NOBODY, call, create, equal, expect, key, promptrepo, send

id = create("n", "T")


def unknown_callers():
    """401: who is not known."""
    good = key("admin")
    for field in [None, "", "Bearer", good, f"Basic {good}", f"Bearer {good}x", "Bearer x",
                  f"Bearer {good[:-1]}", f"Bearer {good} {good}", f"Bearer {good[:-1]}\u00e9",
                  f"Bearer promptrepo_{'0' * 16}_{'0' * 64}"]:
        fields = {} if field is None else {"Authorization": field.encode()}
        for method, path in [("GET", ""), ("GET", f"/{id}"), ("POST", ""),
                             ("DELETE", f"/{NOBODY}")]:
            response = send(method, path, {} if method == "POST" else None, by=None, headers=fields)
            expect(response, 401, "invalid_api_key")
            equal(response.headers["www-authenticate"], "Bearer")
    call("GET", by=None, headers={"Authorization": f"bearer {good}"})
    call("GET", by=None, headers={"Authorization": f"BEARER   {good}"})
    fresh = promptrepo("key", "create", "--owner", "acme", "--role", "reader")
    fields = {"Authorization": f"Bearer {fresh}"}
    call("GET", by=None, headers=fields)
    promptrepo("key", "revoke", "key_" + fresh.split("_")[1])
    call("GET", by=None, headers=fields, status=401)
    call("GET", by="expired", status=401)


def roles():
    """403: each role and each operation; the role is looked at before the prompt."""
    ranks = ["reader", "editor", "deployer", "admin"]
    for method, path, body, least, good in [
        ("GET", "", None, "reader", 200), ("GET", "/{id}", None, "reader", 200),
        ("GET", "/{id}/versions", None, "reader", 200),
        ("GET", "/{id}/versions/1", None, "reader", 200),
        ("POST", "", {"name": "n", "template": "t"}, "editor", 201),
        ("PUT", "/{id}", {"name": "m"}, "editor", 200),
        ("POST", "/{id}/versions", {"template": "u"}, "editor", 201),
        ("POST", "/{id}/rollback", {"version": 1}, "editor", 200),
        ("DELETE", "/{id}", None, "admin", 200),
    ]:
        target = create("roles", "t")
        for role in ranks:
            allowed = ranks.index(role) >= ranks.index(least)
            status, missing = (good, 404) if allowed else (403, 403)
            code = None if allowed else "insufficient_role"
            call(method, path.format(id=target), body, by=role, status=status, code=code)
            if "{id}" in path:
                call(method, path.format(id=NOBODY), body, by=role, status=missing)


unknown_callers()
roles()
