"""What is refused by how it comes: 409 of overlapping requests, 413, 414, 415, 431, bad HTTP."""

import json
import time

from sockets import connect, head, receive, send_raw
from support import call, check_error, create, equal, published_client

prompts = published_client()
id = create("n", "T")


def lost_races():
    """409: another version was created since the request's head arrived."""
    body = b'{"template":"slow"}'
    slow = connect()
    slow.sendall(head("POST", f"/{id}/versions", body) + body[:9])
    latest = prompts.get(id=id).latest_version
    # Nothing shows that the head has arrived.
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
        check_error(414, json.loads(body), f"{size} bytes", "uri_too_long")
    long = f"?variables=%7B%22x%22%3A%22{'y' * 75_000}%22%7D"
    equal(send_raw(head("GET", f"/{id}{long}", b""))[0], 200)
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


def expected_bodies():
    """Who asks before sending a body is told to, or gets the refusal without sending it."""
    body = b'{"name":"n","template":"asked"}'
    with connect() as connection:
        connection.sendall(head("POST", "", body, Expect="100-continue"))
        equal(connection.recv(1_000), b"HTTP/1.1 100 Continue\r\n\r\n")
        connection.sendall(body)
        equal(receive(connection)[0], 201)
    for refused, by, length in [(413, "admin", 3_000_000), (403, "reader", 10)]:
        text = head("POST", "", b"x" * length, by=by, Expect="100-continue")
        status, headers, body = send_raw(text)
        equal((status, headers["content-type"]), (refused, "application/json"))
        check_error(refused, json.loads(body), "a body that was not sent")


def malformed_http():
    """What is no HTTP 1.1 is answered in the one shape as well."""
    for text in ["GET / HTTP/1.1\r\n\r\n", "GET /\r\nHost: x\r\n\r\n",
                 "GET / HTTP/3.7\r\nHost: x\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n"]:
        status, headers, body = send_raw(text.encode("latin-1"))
        assert 400 <= status < 600, text
        equal(headers["content-type"], "application/json", text)
        equal(set(json.loads(body)["error"]), {"type", "code", "message"}, text)
    # Here libmicrohttpd 0.9.75 sends its head twice, so that the length counts from the second.
    text = head("POST", "", b"").replace(b"Content-Length: 0", b"Content-Length: x")
    status, headers, _ = send_raw(text)
    equal((status, headers["content-type"]), (400, "application/json"), "a length that is none")
    call("GET")


lost_races()
sizes()
expected_bodies()
malformed_http()
