"""Each refusal of the contract, all in the one shape."""

import json
import time

from support import (NOBODY, PATH, call, check_error, connect, create, equal, expect, head, http,
                     key, promptrepo, published_client, receive, send,
                     send_raw)

prompts = published_client()
id = create("n", "T")


def bad_requests():
    """400: what a body may not be."""
    for body in [b"", b"{", b"[]", b'"x"', b"null", b"1", b"{}x", b'{"name":"a","name":"b"}', b"\xff",
                 b'\xef\xbb\xbf{"name":"n","template":"t"}', b"[" * 100_000]:
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
    for body, param in [({"name": ""}, "name"), ({"name": None}, "name"), ({"metadata": None}, "metadata"),
                        ({"metadata": 1}, "metadata"), ({"description": 1}, "description")]:
        call("PUT", f"/{id}", body, status=400, param=param)
    for body in [{}, {"template": ""}, {"template": None}]:
        call("POST", f"/{id}/versions", body, status=400, param="template")
    for version in [0, -1, 1.5, "1", None, True, 1e300]:
        call("POST", f"/{id}/rollback", {"version": version}, status=400, param="version")
    for body in [{}, b'{"version":9007199254740992}', b'{"version":-0}']:
        call("POST", f"/{id}/rollback", body, status=400)
    for version in ["x", "", "1.5"]:
        call("GET", f"/{id}", query=f"version={version}", status=400, param="version")
    call("GET", headers={"X-On-Behalf-Of": "u" * 256}, status=400)
    call("POST", "", {"name": "n", "template": "t"}, headers={"Idempotency-Key": "k" * 256}, status=400)
    equal(prompts.get(id=id).latest_version, 1, "refused requests change nothing")
    # What is just within the limits is taken.
    call("POST", "", {"name": "\U0001f600" * 255, "template": "t", "description": "\r\n" * 1_000,
                      "metadata": {"k": "v"}}, status=201)


def callers():
    """401: who is not known."""
    good = key("admin")
    for field in [None, "", "Bearer", good, f"Basic {good}", f"Bearer {good}x", "Bearer x",
                  f"Bearer {good[:-1]}", f"Bearer {good} {good}", f"Bearer {good[:-1]}\u00e9",
                  f"Bearer promptrepo_{'0' * 16}_{'0' * 64}"]:
        fields = {} if field is None else {"Authorization": field.encode()}
        for method, path in [("GET", ""), ("GET", f"/{id}"), ("POST", ""), ("DELETE", f"/{NOBODY}")]:
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
            code = None if allowed else "insufficient_role"
            call(method, path.format(id=target), body, by=role, status=good if allowed else 403, code=code)
            if "{id}" in path:
                call(method, path.format(id=NOBODY), body, by=role, status=404 if allowed else 403)


def unknown_things():
    """404: prompts, versions and paths that there are not."""
    for wrong in [NOBODY, id[:-1], id + "0", id.upper(), id.replace("prompt_", "pver_"), "x", "%20", "..."]:
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
    for path in ["/", "/api/v1/llm", "/api/v1/llm/promptsx"]:
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


def lost_races():
    """409: another version was created since the request's head arrived."""
    body = b'{"template":"slow"}'
    slow = connect()
    slow.sendall(head("POST", f"/{id}/versions", body) + body[:9])
    # Another request's answer on the same connection thread shows that the head has been read.
    latest = prompts.get(id=id).latest_version
    time.sleep(0.3)
    equal(prompts.create_version(id=id, template="quick").version, latest + 1)
    slow.sendall(body[9:])
    status, headers, answer = receive(slow)
    equal((status, headers["content-type"]), (409, "application/json"))
    check_error(409, json.loads(answer), "overlapping versions", "concurrent_version")
    found = prompts.get(id=id)
    equal((found.latest_version, found.active_template), (latest + 1, "quick"))
    # The connection goes on.
    slow.sendall(head("POST", f"/{id}/versions", body) + body)
    equal(receive(slow)[0], 201)
    slow.close()


def sizes():
    """413, 414, 415 and 431."""
    big = b'{"name":"n","template":"' + b"x" * (2 << 20) + b'"}'
    call("POST", "", big, status=413, code="body_too_large")
    call("POST", f"/{id}/versions", big, status=413)

    # In chunks nothing says beforehand how much will come.
    chunks = b"10000\r\n" + b"y" * 65_536 + b"\r\n"
    fields = head("POST", "", b"").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    status, headers, body = send_raw(fields + chunks * 33 + b"0\r\n\r\n")
    equal((status, headers["content-type"]), (413, "application/json"), "chunks")
    check_error(413, json.loads(body), "chunks", "body_too_large")
    for size in [82_000, 100_000, 140_000, 200_000, 1_000_000]:
        status, headers, body = send_raw(head("GET", f"?x={'y' * size}", b""))
        equal((status, headers["content-type"]), (414, "application/json"), f"{size} bytes")
        # What is beyond the library's buffer is refused there, with a code for lines and fields.
        code = "uri_too_long" if size < 144 << 10 else "header_too_large"
        check_error(414, json.loads(body), f"{size} bytes", code)
    equal(send_raw(head("GET", f"?x={'y' * 75_000}", b""))[0], 200)
    for size in [17_000, 60_000, 100_000]:
        call("GET", headers={"X-Long": "y" * size}, status=431)
    call("GET", headers={f"X-{n}": "y" * 1_000 for n in range(30)}, status=431)
    call("GET", headers={"X-Long": "y" * 8_000})
    for type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonx",
                 "application/json; charset=latin1"]:
        for method, path in [("POST", ""), ("PUT", f"/{id}"), ("POST", f"/{id}/versions")]:
            call(method, path, {"name": "n", "template": "t"}, headers={"Content-Type": type},
                 status=415, code="unsupported_media_type")
    for type in ["application/json; charset=utf-8", "Application/JSON;charset=\"UTF-8\""]:
        call("PUT", f"/{id}", {}, headers={"Content-Type": type})


def malformed_http():
    """What is no HTTP 1.1 is answered in the one shape as well."""
    for text in ["GET / HTTP/1.1\r\n\r\n", "GET /\r\nHost: x\r\n\r\n", "GET / HTTP/3.7\r\nHost: x\r\n\r\n",
                 "GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n"]:
        status, headers, body = send_raw(text.encode("latin-1"))
        assert 400 <= status < 600, text
        equal(headers["content-type"], "application/json", text)
        equal(set(json.loads(body)["error"]), {"type", "code", "message"}, text)
    # Here libmicrohttpd 0.9.75 sends its head twice, so that the length counts from the second.
    status, headers, _ = send_raw(head("POST", "", b"").replace(b"Content-Length: 0", b"Content-Length: x"))
    equal((status, headers["content-type"]), (400, "application/json"), "a length that is none")
    call("GET")


bad_requests()
callers()
roles()
unknown_things()
wrong_methods()
lost_races()
sizes()
malformed_http()
