"""Answers without end or measure, and says how much memory a sync with such a server takes.

Usage: endless.py PROGRAM FOLDER [CASE…]

For each case, all of them if none is named, one line of JSON: the case, the program's exit code, the most memory that it took in
KiB, and what it printed. FOLDER holds a repository.
"""

import gzip, json, os, signal, socketserver, sys, tempfile

MIB = 1 << 20
BLANKS = b" " * MIB


def bomb():
    return gzip.compress(BLANKS * 300, 1)


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        line = self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        try:
            getattr(self, line.split()[1].split(b"/")[1].decode())()
        except OSError:
            pass

    def head(self, status=b"200 OK", *fields):
        self.wfile.write(b"\r\n".join((b"HTTP/1.1 " + status, b"Connection: close") + fields))
        self.wfile.write(b"\r\n\r\n")

    def send(self, piece, count):
        for _ in range(count):
            self.wfile.write(piece)

    def blanks(self):
        self.head()
        self.send(BLANKS, 3000)

    def declared(self):
        self.head(b"200 OK", b"Content-Length: 9007199254740991")
        self.send(BLANKS, 3000)

    def chunks(self):
        self.head(b"200 OK", b"Transfer-Encoding: chunked")
        self.send(b"100000\r\n" + BLANKS + b"\r\n", 3000)

    def failure(self):
        self.head(b"500 No")
        self.send(BLANKS, 3000)

    def refusal(self):
        self.head(b"403 No")
        self.send(BLANKS, 3000)

    def compressed(self):
        self.head(b"200 OK", b"Content-Encoding: gzip")
        self.wfile.write(bomb())

    def twice(self):
        self.head(b"200 OK", b"Content-Encoding: gzip, gzip")
        self.wfile.write(gzip.compress(bomb()))

    def fields(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        self.send(b"X-More: " + b"x" * 1000 + b"\r\n", 1000000)

    def field(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-More: ")
        self.send(BLANKS, 3000)

    def continues(self):
        self.send(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, 100000)

    def numbers(self):
        self.head()
        self.wfile.write(b'{"data":[0' + b",0" * (30 * MIB) + b"]}")

    def objects(self):
        self.head()
        self.wfile.write(b'{"data":[{}' + b',{"a":[]}' * (6 * MIB) + b"]}")

    def nested(self):
        self.head()
        self.wfile.write(b"[" * (60 * MIB))

    def text(self):
        self.head()
        self.wfile.write(b'{"data":"' + b"x" * (60 * MIB) + b'"}')

    def prompts(self):
        self.head()
        self.wfile.write(b'{"object":"list","has_more":false,"data":[')
        for number in range(1000000):
            if number:
                self.wfile.write(b",")
            self.wfile.write(
                b'{"id":"prompt_%032x","object":"prompt","name":"n","active_version":1,'
                b'"latest_version":1,"metadata":{},"created_at":"2026-01-01T00:00:00Z",'
                b'"updated_at":"2026-01-01T00:00:00Z"}' % number)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


def run(program, folder, arguments, environment):
    with tempfile.TemporaryFile() as output:
        child = os.posix_spawn(
            program, [program, "-C", folder] + arguments, environment,
            file_actions=[(os.POSIX_SPAWN_DUP2, output.fileno(), 1),
                          (os.POSIX_SPAWN_DUP2, output.fileno(), 2)])
        _, status, usage = os.wait4(child, 0)
        output.seek(0)
        return os.waitstatus_to_exitcode(status), usage.ru_maxrss, output.read(4000).decode()


program, folder = sys.argv[1:3]
server = Server(("127.0.0.1", 0), Handler)
# A program's peak counts what the process had that started it, so a small one has to.
serving = os.fork()
if not serving:
    # Whoever waits for the output must not wait for this process.
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)
    os.dup2(1, 2)
    server.serve_forever()
cases = sys.argv[3:] or [
    name for name in vars(Handler) if name not in ("handle", "head", "send") and name[0] != "_"]
environment = dict(os.environ, PROMPTREPO_API_KEY="key")
for case in cases:
    url = "http://127.0.0.1:%d/%s" % (server.server_address[1], case)
    run(program, folder, ["remote", "add", case, url], environment)
    code, memory, printed = run(program, folder, ["sync", case], environment)
    print(json.dumps({"case": case, "code": code, "memory": memory, "printed": printed}), flush=True)
for name, command in (("endless", "yes"), ("longer", "echo key; yes")):
    run(program, folder, ["remote", "add", name, url, "--key-command", command], environment)
    code, memory, printed = run(program, folder, ["sync", name], environment)
    print(json.dumps({"case": name, "code": code, "memory": memory, "printed": printed}), flush=True)
os.kill(serving, signal.SIGKILL)
