import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// The workflows that make versions after a merge: valid by the hosts' schemas, and their commands do
/// what the article says, in checkouts as hosts make them.
@Suite struct CIWorkflowTests {
  static let article =
    "Programs/PromptRepoCommands/PromptRepoCommands.docc/ContinuousIntegration.md"

  private static func commands(_ host: Int) throws -> [String] {
    try WorkflowTests.commands(
      WorkflowTests.workflows(of: article)[host],
      host == 0
        ? "[s['run'] for s in data['jobs']['versions']['steps'] if 'run' in s]"
        : "data['prompt-versions']['script']")
  }

  @Test(arguments: [(0, "vendor.github-workflows"), (1, "vendor.gitlab-ci")])
  func isValidByTheHostsSchema(block: Int, schema: String) throws {
    try WorkflowTests.expectValid(WorkflowTests.workflows(of: Self.article)[block], schema)
  }

  @Test(arguments: [0, 1], [JobClone.oneCommit, .twentyCommits, .full])
  func itsCommandsMakeVersionsAfterEachMerge(_ host: Int, _ clone: JobClone) throws {
    let team = try Team()
    for (number, author) in ["Ada", "Bea"].enumerated() {
      try team.publish("text \(number) {{x}}\n", "Write \(number)", by: author)
      try team.saveOthers(30)
      try team.first.workTree("push", "-q", "origin", "main")
      let job = try team.job("job\(number)", clone)
      let results = try WorkflowTests().run(Self.commands(host), in: job)
      #expect(results.map(\.status) == [0], "\(results.map(\.stderr))")
      #expect(try team.step("a/@versions", "%an") == author)
    }
    #expect(try team.texts(of: "a") == ["text 1 {{x}}", "text 0 {{x}}"])
    try team.expectSound()
  }

  @Test(arguments: [0, 1])
  func itFailsLoudly(_ host: Int) throws {
    let team = try Team()
    try team.publish("---\nmodel: [\n---\n", "Break it")
    let results = try WorkflowTests().run(Self.commands(host), in: try team.job("job"))
    #expect(results.last?.status == 1)
    #expect(results.last?.stderr.contains("Error: ") == true)
  }

  /// Over HTTP, as hosts serve it: git's own server program behind a small web server.
  @Test func itWorksOverHTTP() throws {
    let team = try Team()
    try team.publish("one {{x}}\n", "Begin")
    try team.server.workTree("config", "http.receivepack", "true")
    let server = try GitHTTPServer(root: team.first.directory.path)
    defer { server.stop() }
    let job = try team.job("job")
    try job.workTree("remote", "set-url", "origin", "\(server.url)/server.git")
    try job.ok("ci")
    try team.publish("two {{x}}\n", "Say two", by: "Bea")
    let next = try team.job("next")
    try next.workTree("remote", "set-url", "origin", "\(server.url)/server.git")
    try next.ok("ci")
    #expect(try team.texts(of: "a") == ["two {{x}}", "one {{x}}"])
    #expect(try team.step("a/@versions", "%an") == "Bea")
    try team.expectSound()
  }
}

/// Git's program for HTTP behind Python's web server.
private struct GitHTTPServer {
  private let process: Process
  let url: String

  private static let script = """
    import http.server, os, subprocess, sys

    class Handler(http.server.BaseHTTPRequestHandler):
      protocol_version = "HTTP/1.1"

      def answer(self):
        path, _, query = self.path.partition("?")
        body = self.read()
        env = dict(
          os.environ, GIT_PROJECT_ROOT=sys.argv[1], GIT_HTTP_EXPORT_ALL="1", PATH_INFO=path,
          QUERY_STRING=query, REQUEST_METHOD=self.command, REMOTE_USER="tester",
          REMOTE_ADDR="127.0.0.1", CONTENT_TYPE=self.headers.get("Content-Type", ""),
          CONTENT_LENGTH=str(len(body)), GIT_PROTOCOL=self.headers.get("Git-Protocol", ""),
          HTTP_CONTENT_ENCODING=self.headers.get("Content-Encoding", ""))
        out = subprocess.run(["git", "http-backend"], input=body, env=env, stdout=subprocess.PIPE)
        head, _, rest = out.stdout.partition(b"\\r\\n\\r\\n")
        fields = [line.split(": ", 1) for line in head.decode().split("\\r\\n")]
        status = int(dict(fields).get("Status", "200").split()[0])
        self.send_response(status)
        for name, value in fields:
          if name != "Status": self.send_header(name, value)
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest)

      def read(self):
        if self.headers.get("Transfer-Encoding") == "chunked":
          body = b""
          while True:
            size = int(self.rfile.readline(), 16)
            body += self.rfile.read(size)
            self.rfile.readline()
            if size == 0: return body
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

      do_GET = do_POST = answer

      def log_message(self, *rest): pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()
    """

  init(root: String) throws {
    process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", Self.script, root]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    let port = try #require(Int(line.trimmingCharacters(in: .whitespacesAndNewlines)))
    url = "http://127.0.0.1:\(port)"
  }

  // A child may have been started with milder signals held back.
  func stop() { _ = Foundation.kill(process.processIdentifier, SIGKILL) }
}
