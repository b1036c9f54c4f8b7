import HTTPClient
import HTTPMessages
import PromptsClient
import TestSupport
import Testing

/// What libcurl is told of limits and of privacy, with servers that do not keep to them.
@Suite struct LimitTests {
  /// Serves one answer after the other to each connection, by a script that has its socket.
  private func answer(
    _ script: String, limits: CurlTransport.Limits = CurlTransport.Limits(),
    _ body: (CurlTransport) throws -> Void
  ) throws {
    let server = try PythonServer(script)
    try body(try #require(CurlTransport("http://127.0.0.1:\(server.port)", limits: limits)))
  }

  private func failure(_ transport: CurlTransport) -> TransportError? {
    do throws(TransportError) {
      _ = try transport.send(HTTPRequest(.get, "/x"), body: nil)
      return nil
    } catch { return error }
  }

  @Test func aDripEndsWithItsTime() throws {
    let script = """
      connection.sendall(b"HTTP/1.1 200 OK\\r\\n\\r\\n")
      for _ in range(1000):
          connection.sendall(b" ")
          time.sleep(0.05)
      """
    try answer(script, limits: CurlTransport.Limits(seconds: 0.6)) { transport in
      #expect(failure(transport) == TransportError("the server did not answer in time"))
    }
  }

  @Test(arguments: [1_000, 1_001])
  func aBodyMayHaveItsLimitAndNoMore(_ count: Int) throws {
    let script = """
      connection.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: \(count)\\r\\n\\r\\n" + b"x" * \(count))
      """
    try answer(script, limits: CurlTransport.Limits(body: 1_000)) { transport in
      let failure = failure(transport)
      #expect((failure == nil) == (count == 1_000))
      #expect(failure?.isOversized ?? true && failure?.isPermanent ?? true)
    }
  }

  @Test func aHeadMayNotBeLong() throws {
    let script = """
      connection.sendall(b"HTTP/1.1 200 OK\\r\\n" + b"A: b\\r\\n" * 300 + b"Content-Length: 0\\r\\n\\r\\n")
      """
    try answer(script, limits: CurlTransport.Limits(head: 1_024)) { transport in
      #expect(failure(transport)?.message == "the answer's head is longer than 1 KiB")
    }
    try answer(script) { #expect(failure($0) == nil) }
  }

  @Test func aLineOfAHeadMayNotBeEndless() throws {
    let script = """
      connection.sendall(b"HTTP/1.1 200 OK\\r\\nA: ")
      for _ in range(100):
          connection.sendall(b"x" * 10_000)
      """
    try answer(script) { transport in
      let failure = failure(transport)
      #expect(failure?.message == "a line of the answer's head is too long")
      #expect(failure?.isOversized ?? false && failure?.isPermanent ?? false)
    }
  }

  @Test func whatIsNoWholeAnswerIsNone() throws {
    for (sent, message) in [
      (#"b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort""#, "the answer was cut off"),
      (#"b"SSH-2.0-x\r\n""#, "the answer is not one of HTTP"),
      (#"b"""#, "the connection was lost before the answer had come"),
      (
        #"b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc""#,
        "the answer is compressed in a way that cannot be read"
      ),
    ] {
      try answer("connection.sendall(\(sent))") { transport in
        #expect(failure(transport)?.message == message)
      }
    }
  }

  @Test func aFieldCannotBringAnotherOne() throws {
    let transport = try #require(CurlTransport("http://127.0.0.1:1"))
    var request = HTTPRequest(.get, "/x")
    request.fields[.authorization] = "a\r\nX-Other: b"
    do throws(TransportError) {
      _ = try transport.send(request, body: nil)
      Issue.record("it was sent")
    } catch {
      #expect(
        error.message == "a header field of the request cannot be written" && error.wasNotSent)
    }
    for address in ["file:///etc/passwd", "http://", "http://a?b", "http://u@h", "http://a b", ""] {
      #expect(CurlTransport(address) == nil, "\(address)")
    }
  }
}
