import CanonicalJSON
import Foundation
import HTTPMessages
import TestSupport
import Testing

/// Each answer and each line of the log says which request it is about.
@Suite struct RequestIDTests {
  /// Whether an id is one that the server makes.
  private func isMade(_ id: String) -> Bool { id.wholeMatch(of: /[0-9a-f]{32}/) != nil }

  @Test func anIDIsTakenGivenAndLogged() throws {
    let served = try ServedRepo()
    let server = try served.serve()
    let path = "/api/v1/llm/prompts"
    let key = "Authorization: Bearer \(served.keys["admin"] ?? "")"
    let ids = [
      "a", "7f1c2b9e-3d4a-4c58-9e0b-1a2b3c4d5e6f", "Root=1-67891233-abcdef012345678912345678",
      "user@host/a.b:c_d~e+f=", String(repeating: "x", count: 128),
    ]
    for id in ids {
      let answer = try server.ask(path, "-H", key, "-H", "X-Request-ID: \(id)")
      #expect(answer.status == 200 && answer.fields["x-request-id"] == id)
      let line = try server.logged(id)
      #expect(line.text("event") == "request" && line["status"] == 200)
    }
    let unsound = [
      [], ["-H", "X-Request-Id;"], ["-H", "X-Request-Id: a b"], ["-H", #"X-Request-Id: a"b"#],
      ["-H", #"X-Request-Id: a\b"#], ["-H", "X-Request-Id: a,b"], ["-H", "X-Request-Id: é"],
      ["-H", "X-Request-Id: \(String(repeating: "x", count: 129))"],
      ["-H", "X-Request-Id: one", "-H", "X-Request-Id: two"],
      ["-H", "X-Request-Id: \u{1b}[31m"], ["-H", "X-Request-Id: {\"event\":1}"],
    ]
    var seen: Set<String> = []
    for options in unsound {
      let answer = try TestSupport.run(
        "curl", ["-sSi", "-H", key] + options + ["\(server.url)\(path)"])
      #expect(answer.stdout.hasPrefix("HTTP/1.1 200 "), "\(options)")
      let found = answer.stdout.matches(of: /x-request-id: (.*)\r\n/)
      #expect(found.count == 1)
      let id = String(try #require(found.first).output.1)
      #expect(
        isMade(id) && seen.insert(id).inserted, "\(options)")
      #expect(try server.logged(id)["status"] == 200)
    }
    try served.expectGoodEnd(server)
  }

  @Test func everyErrorHasOne() throws {
    let served = try ServedRepo()
    let server = try served.serve("--max-body", "1024")
    let path = "/api/v1/llm/prompts"
    let key = "Authorization: Bearer \(served.keys["admin"] ?? "")"
    let long = String(repeating: "a", count: 2_000)
    let requests: [(Int, [String])] = [
      (404, ["/api/nothing"]), (303, ["/nothing"]), (401, [path]), (405, [path, "-X", "PATCH"]),
      (400, ["\(path)?x=1", "-H", key]), (400, [path, "-H", key, "--json", "{"]),
      (413, [path, "-H", key, "--json", long]), (415, [path, "-H", key, "-d", "x"]),
      (400, [path, "-H", key, "-H", "Host:"]),
      (
        201,
        [
          path, "-H", key, "--json", #"{"name":"n","template":"t"}"#,
        ]
      ), (200, ["/healthz"]), (200, ["/metrics"]), (200, ["/readyz", "-I"]),
    ]
    for (number, (status, options)) in requests.enumerated() {
      let id = "request-\(number)"
      let answer = try TestSupport.run(
        "curl",
        ["-sSi", "-H", "X-Request-Id: \(id)", "\(server.url)\(options[0])"] + options.dropFirst())
      let head = answer.stdout.components(separatedBy: "\r\n\r\n")
        .last { $0.hasPrefix("HTTP/1.1 ") && !$0.hasPrefix("HTTP/1.1 100") }
      #expect(head?.hasPrefix("HTTP/1.1 \(status) ") == true, "\(options): \(answer.stdout)")
      #expect(head?.contains("x-request-id: \(id)") == true, "\(options)")
      #expect(try server.logged(id)["status"] == .integer(status), "\(options)")
    }
    try served.expectGoodEnd(server)
  }

  /// libmicrohttpd answers these itself.
  @Test func whatIsNoHTTPIsLoggedToo() throws {
    let served = try ServedRepo()
    let server = try served.serve()
    let large = String(repeating: "a", count: 200_000)
    for request in [
      "GET / HTTP/1.1\r\nHost: h\r\nX: \(large)\r\n\r\n",
      "GET /\(large) HTTP/1.1\r\nHost: h\r\n\r\n",
      "GET / HTTP/3.7\r\nHost: h\r\n\r\n",
    ] {
      let connection = try RawConnection(port: server.port)
      connection.send(request)
      let answer = try #require(try connection.answer())
      #expect(answer.status.rawValue >= 400)
      let id = try #require(answer.fields[.requestID])
      #expect(isMade(id))
      let line = try server.logged(id)
      #expect(line.text("event") == "refused" && line.text("peer") == "127.0.0.1")
      #expect(line["status"] == .integer(answer.status.rawValue))
    }
    // A body whose chunks are broken belongs to a request that has begun.
    let connection = try RawConnection(port: server.port)
    connection.send(
      "POST /api/v1/llm/prompts HTTP/1.1\r\nHost: h\r\nX-Request-Id: chunky\r\n"
        + "Authorization: Bearer \(served.keys["admin"] ?? "")\r\n"
        + "Transfer-Encoding: chunked\r\n\r\nzz\r\n")
    let answer = try #require(try connection.answer())
    #expect(answer.status == .badRequest && answer.fields[.requestID] == "chunky")
    #expect(try server.ask("/metrics").body.contains(#"{operation="none",status="431"} 1"#))
    try served.expectGoodEnd(server)
  }

  @Test func aTraceIsLoggedByItsID() throws {
    let served = try ServedRepo()
    let server = try served.serve()
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    let cases: [(String, Bool)] = [
      ("00-\(trace)-00f067aa0ba902b7-01", true), ("01-\(trace)-00f067aa0ba902b7-01-more", true),
      ("00-\(trace)-00f067aa0ba902b7-01-more", false), ("ff-\(trace)-00f067aa0ba902b7-01", false),
      ("00-\(trace.uppercased())-00f067aa0ba902b7-01", false), ("00-\(trace)", false),
      ("00-\(String(repeating: "0", count: 32))-00f067aa0ba902b7-01", false),
      ("00-\(trace)-0000000000000000-01", false), ("", false),
    ]
    for (number, (value, isSound)) in cases.enumerated() {
      _ = try server.ask(
        "/healthz", "-H", "traceparent: \(value)", "-H", "X-Request-Id: t\(number)")
      #expect(
        try server.logged("t\(number)")["trace"] == (isSound ? .string(trace) : nil), "\(value)")
    }
    try served.expectGoodEnd(server)
  }
}
