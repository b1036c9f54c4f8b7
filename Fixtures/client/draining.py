"""SIGTERM: a request that has begun is finished, no other is taken, and the server ends."""

import json
import os
import signal
import time

from sockets import connect, head, receive
from support import PID, check_error, create, equal, wait_for

id = create("n", "1")
body = b'{"template":"slow"}'
slow, waiting, idle = connect(), connect(), connect()
# One of the connections that are open has been used before, and one has not.
idle.sendall(head("GET", f"/{id}", b""))
equal(receive(idle)[0], 200)
slow.sendall(head("POST", f"/{id}/versions", body) + body[:9])
time.sleep(0.3)
os.kill(PID, signal.SIGTERM)


def is_closed():
    """Whether no new connection is taken."""
    try:
        connect().close()
        return False
    except ConnectionError:
        return True


wait_for(is_closed, "draining")
for connection in [idle, waiting]:
    connection.sendall(head("GET", f"/{id}", b""))
    status, headers, answer = receive(connection)
    equal((status, headers["content-type"], headers["retry-after"]), (503, "application/json", "1"))
    check_error(503, json.loads(answer), "while draining", "unavailable")
idle.sendall(b"GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n")
equal(receive(idle)[0], 503)
idle.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
equal(receive(idle)[0], 200)
slow.sendall(body[9:])
status, headers, answer = receive(slow)
equal(status, 201, answer)
equal(json.loads(answer)["version"], 2)
