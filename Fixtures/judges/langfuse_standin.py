#!/usr/bin/env python3
"""A stand-in for Langfuse's prompt API, as an import reads it: langfuse_standin.py STATE [DELAY].

STATE is a JSON file that is read again at each request:

    {"project": "p1", "prompts": {NAME: {"tags": [...], "versions": {NUMBER: VERSION}}},
     "list": [...], "raw": {TARGET: TEXT}, "status": {TARGET: [STATUS, ...]}, "hold": [TARGET, ...], "page": 100}

A version has `prompt`, and may have `type`, `config`, `labels`, `commitMessage`, `createdAt`,
`createdBy`. `raw` answers a path and query byte for byte, `status` refuses it that often first, `hold` has those that are
never answered, `list` has texts of entries that are put in the list as they are. DELAY is how many seconds each answer takes. Each
answer is one write. The port is printed first; each request is a line of STATE.log. The end of standard
input is the end.
"""
import base64
import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

state_path = sys.argv[1]
delay = float(sys.argv[2]) if len(sys.argv) > 2 else 0
credentials = "Basic " + base64.b64encode(b"pk-lf-1:sk-lf-secret").decode()
refused = {}
cache = {"text": None, "state": None}
lock = threading.Lock()


def load():
    with open(state_path, encoding="utf-8") as file:
        text = file.read()
    with lock:
        if cache["text"] != text:
            cache["text"], cache["state"] = text, json.loads(text)
        return cache["state"]


def labels(prompt, number):
    newest = max(prompt["versions"], key=int)
    own = prompt["versions"][number].get("labels", [])
    return own + (["latest"] if number == newest else [])


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, status, body):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        head = (
            f"HTTP/1.1 {status} Status\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(data)}\r\n\r\n")
        time.sleep(delay)
        self.wfile.write(head.encode() + data)

    def missing(self, message):
        self.answer(404, {"message": message, "error": "LangfuseNotFoundError"})

    def do_GET(self):
        state = load()
        with lock, open(state_path + ".log", "a") as log:
            log.write(self.path + "\n")
        if self.path in state.get("hold", []):
            threading.Event().wait()
        if self.headers.get("Authorization") != credentials:
            return self.answer(401, {"message": "Invalid credentials", "error": "UnauthorizedError"})
        with lock:
            waiting = state.get("status", {}).get(self.path, [])
            count = refused.get(self.path, 0)
            if count < len(waiting):
                refused[self.path] = count + 1
        if count < len(waiting):
            return self.answer(waiting[count], {"message": "Not now", "error": "Error"})
        if self.path in state.get("raw", {}):
            return self.answer(200, state["raw"][self.path].encode())
        url = urlsplit(self.path)
        query = {key: values[-1] for key, values in parse_qs(url.query).items()}
        prefix = "/api/public/v2/prompts"
        if url.path == "/api/public/projects":
            project = {
                "id": state.get("project", "p1"), "name": "A project",
                "organization": {"id": "o", "name": "An organization"}, "metadata": {}}
            return self.answer(200, {"data": [project]})
        if url.path == prefix:
            return self.list(state, int(query.get("page", 1)), int(query.get("limit", 10)))
        if url.path.startswith(prefix + "/"):
            return self.version(state, unquote(url.path[len(prefix) + 1:]), query)
        self.missing("Not found")

    def list(self, state, page, limit):
        limit = min(limit, state.get("page", 100))
        entries = list(state.get("list", []))
        raw = len(entries)
        for name, prompt in state["prompts"].items():
            numbers = sorted(prompt["versions"], key=int)
            newest = prompt["versions"][numbers[-1]]
            entries.append({
                "name": name, "type": newest.get("type", "text"),
                "versions": [int(number) for number in numbers],
                "labels": sorted({label for n in numbers for label in labels(prompt, n)}),
                "tags": prompt.get("tags", []), "lastUpdatedAt": "2026-03-15T10:30:00.000Z",
                "lastConfig": newest.get("config", {})})
        meta = {
            "page": page, "limit": limit, "totalItems": len(entries),
            "totalPages": -(-len(entries) // limit)}
        texts = [text if place < raw else json.dumps(text) for place, text in enumerate(entries)]
        data = ", ".join(texts[(page - 1) * limit:page * limit])
        meta = json.dumps(meta)
        self.answer(200, f'{{"data": [{data}], "meta": {meta}, "pagination": {meta}}}'.encode())

    def version(self, state, name, query):
        prompt = state["prompts"].get(name)
        number = query.get("version")
        if number is None:
            label = query.get("label", "production")
            found = [n for n in (prompt or {"versions": {}})["versions"] if label in labels(prompt, n)]
            number = found[0] if found else None
        if prompt is None or number not in prompt["versions"]:
            return self.missing(f"Prompt not found: '{name}'")
        version = prompt["versions"][number]
        self.answer(200, {
            "id": f"{name}-{number}", "createdAt": version.get("createdAt", "2026-03-15T10:30:00.000Z"),
            "updatedAt": "2026-03-15T10:30:00.000Z", "projectId": state.get("project", "p1"),
            "createdBy": version.get("createdBy", "A user"), "name": name, "version": int(number),
            "type": version.get("type", "text"), "isActive": None,
            "config": version.get("config", {}), "tags": prompt.get("tags", []),
            "labels": labels(prompt, number), "prompt": version["prompt"],
            "commitMessage": version.get("commitMessage"), "resolutionGraph": None})


class Server(ThreadingHTTPServer):
    request_queue_size = 64
    daemon_threads = True


def end_with_input():
    sys.stdin.read()
    os._exit(0)


server = Server(("127.0.0.1", int(os.environ.get("PORT", 0))), Handler)
threading.Thread(target=end_with_input, daemon=True).start()
print(server.server_address[1], flush=True)
server.serve_forever()
