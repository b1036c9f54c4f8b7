"""What is refused by what it says: 400, 404 and 405, all in the one shape."""

from support import NOBODY, PATH, call, create, equal, expect, http, key, published_client, send

prompts = published_client()
id = create("n", "T")


def bad_requests():
    """400: what a body may not be."""
    for body in [b"", b"{", b"[]", b'"x"', b"null", b"1", b"{}x", b"\xff", b"[" * 100_000,
                 b'{"name":"a","name":"b"}', b'\xef\xbb\xbf{"name":"n","template":"t"}']:
        call("POST", "", body, status=400)
    for body, param in [
        ({}, "name"), ({"name": "n"}, "template"), ({"template": "t"}, "name"),
        ({"name": "", "template": "t"}, "name"), ({"name": "n" * 256, "template": "t"}, "name"),
        ({"name": 1, "template": "t"}, "name"), ({"name": None, "template": "t"}, "name"),
        ({"name": "n", "template": ""}, "template"), ({"name": "n", "template": ["t"]}, "template"),
        ({"name": "n", "template": "t", "description": "d" * 2_001}, "description"),
        ({"name": "n", "template": "t", "description": 1}, "description"),
        ({"name": "n", "template": "t", "metadata": []}, "metadata"),
        ({"name": "n", "template": "t", "metadata": "x"}, "metadata"),
        ({"name": "n\0", "template": "t"}, None), ({"name": "n", "template": "\0"}, None),
        ({"name": "n", "template": "t", "metadata": {"\0": 1}}, None),
    ]:
        call("POST", "", body, status=400, param=param)
    for body, param in [({"name": ""}, "name"), ({"name": None}, "name"),
                        ({"metadata": None}, "metadata"), ({"metadata": 1}, "metadata"),
                        ({"description": 1}, "description")]:
        call("PUT", f"/{id}", body, status=400, param=param)
    for body in [{}, {"template": ""}, {"template": None}]:
        call("POST", f"/{id}/versions", body, status=400, param="template")
    for version in [0, -1, 1.5, "1", None, True, 1e300]:
        call("POST", f"/{id}/rollback", {"version": version}, status=400, param="version")
    for body in [{}, b'{"version":9007199254740992}', b'{"version":-0}']:
        call("POST", f"/{id}/rollback", body, status=400)
    for version in ["x", "", "1.5"]:
        call("GET", f"/{id}", query=f"version={version}", status=400, param="version")
    for method, path, query in [("GET", "", "env=x"), ("GET", f"/{id}", "env=x"), ("PUT", f"/{id}", "a=1"),
                                ("DELETE", f"/{id}", "dry_run=true"), ("POST", "", "upsert=1"),
                                ("POST", f"/{id}/rollback", "force=true")]:
        call(method, path, {} if method != "GET" else None, query=query, status=400,
             code="unknown_parameter", param=query.split("=")[0])
    call("GET", headers={"X-On-Behalf-Of": "u" * 256}, status=400)
    call("POST", "", {"name": "n", "template": "t"}, headers={"Idempotency-Key": "k" * 256},
         status=400)
    equal(prompts.get(id=id).latest_version, 1, "refused requests change nothing")
    # What is just within the limits is taken.
    call("POST", "", {"name": "\U0001f600" * 255, "template": "t", "description": "\r\n" * 1_000,
                      "metadata": {"k": "v"}}, status=201)


def unknown_things():
    """404: prompts, versions and paths that there are not."""
    for wrong in [NOBODY, id[:-1], id + "0", id.upper(), id.replace("prompt_", "pver_"), "x", "%20",
                  "..."]:
        for method, path, body in [("GET", "", None), ("PUT", "", {}), ("DELETE", "", None),
                                   ("GET", "/versions", None), ("GET", "/versions/1", None),
                                   ("POST", "/versions", {"template": "t"}),
                                   ("POST", "/rollback", {"version": 1})]:
            call(method, f"/{wrong}{path}", body, status=404, code="prompt_not_found")
    for version in ["0", "2", "-1", "x", "1.0", "+1", "9007199254740993", "1" * 40]:
        call("GET", f"/{id}/versions/{version}", status=404)
    for version in ["0", "-1", "2"]:
        call("GET", f"/{id}", query=f"version={version}", status=404, code="version_not_found")
    call("POST", f"/{id}/rollback", {"version": 2}, status=404, code="version_not_found")
    for path in [f"/{id}/nothing", f"/{id}/versions/1/more"]:
        call("GET", path, status=404, code="path_not_found")
    for path in ["/api", "/api/v1/llm", "/api/v1/llm/promptsx"]:
        expect(http.get(path), 404)


def wrong_methods():
    """405, with what there is."""
    for path, allowed in [("", {"GET", "POST"}), (f"/{id}", {"GET", "PUT", "DELETE"}),
                          (f"/{id}/versions", {"GET", "POST"}), (f"/{id}/versions/1", {"GET"}),
                          (f"/{id}/rollback", {"POST"})]:
        for method in {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"} - allowed:
            response = send(method, path)
            expect(response, 405, "method_not_allowed")
            equal(set(response.headers["allow"].split(", ")), allowed, f"{method} {path}")
        if "GET" in allowed:
            found = http.head(PATH + path, headers={"Authorization": f"Bearer {key('reader')}"})
            equal((found.status_code, found.content), (200, b""), f"HEAD {path}")


bad_requests()
unknown_things()
wrong_methods()
