"""Requests on plain connections, for what no client does."""

import socket

import httpx

from support import PATH, URL, key


def connect():
    """A plain connection to the server."""
    url = httpx.URL(URL)
    return socket.create_connection((url.host, url.port), timeout=30)


def head(method, path, body, *, by="admin", **fields):
    """A request's first part, for connections without a client."""
    lines = [f"{method} {PATH}{path} HTTP/1.1", "Host: localhost",
             f"Authorization: Bearer {key(by)}", f"Content-Length: {len(body)}",
             "Content-Type: application/json"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return "\r\n".join(lines + ["", ""]).encode()


def receive(connection):
    """The status, the headers and the body of the next answer on a plain connection."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        assert part, f"the connection ended after {data!r}"
        data += part
    top, _, body = data.partition(b"\r\n\r\n")
    lines = top.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip()
               for name, _, value in (line.partition(":") for line in lines[1:])}
    while len(body) < int(headers.get("content-length", "0")):
        part = connection.recv(65536)
        assert part, f"the connection ended within {body[:200]!r}"
        body += part
    return int(lines[0].split()[1]), headers, body


def send_raw(data):
    """Sends bytes on a connection of their own, and gives the answer as `receive` does."""
    with connect() as connection:
        try:
            connection.sendall(data)
        except ConnectionError:
            pass  # The server has answered without reading all of it.
        return receive(connection)
