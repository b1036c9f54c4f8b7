import APIKeys
import CanonicalJSON
import HTTPMessages
import MemoryStore
import TestSupport
import Testing

/// What no good client sends gets a clean answer, and the server goes on.
@Suite struct HostileInputTests {
  @Test func eachIsRefusedInTheOneShape() throws {
    let store = MemoryStore()
    let served = try Served(.live, open: { store })
    let secret = try #require(served.keys.secrets[.admin])
    for input in HostileInput.all(secret: secret) {
      let connection = try served.connect()
      connection.send(input.bytes)
      do {
        let answer = try connection.answer(within: 5)
        let status = answer?.status.rawValue ?? 0
        #expect(input.statuses.contains(status), "\(input.name): \(status) \(answer?.text ?? "")")
        if let answer, status >= 400 { try answer.expectError(status) }
      } catch {
        Issue.record("\(input.name): \(error)")
      }
    }
    #expect(try served.get(Served.path).list().count < 3)
    #expect(try served.get("/healthz").status == .ok)
  }

  @Test func whatIsUnusualButRightIsAnswered() throws {
    let store = MemoryStore()
    let served = try Served(.live, open: { store })
    let secret = try #require(served.keys.secrets[.admin])
    let id = try served.create("A", "{{x}}")
    let path = Served.path
    let fields = "Host: h\r\nAuthorization: Bearer \(secret)\r\n"
    let body = #"{"name":"n","template":"t"}"#
    let chunked = "POST \(path) HTTP/1.1\r\n\(fields)Transfer-Encoding: chunked\r\n\r\n"
    let chunks = "5\r\n\(body.prefix(5))\r\n16\r\n\(body.dropFirst(5))\r\n0\r\nT: x\r\n\r\n"
    let long = String(repeating: "a", count: 70_000)
    let variables = "%7B%22x%22:%22\(long)%22%7D"
    let requests: [(String, Int)] = [
      ("GET /healthz HTTP/1.0\r\n\r\n", 200),
      ("GET http://h/healthz HTTP/1.1\r\nHost: h\r\n\r\n", 200),
      ("GET HTTPS://h:80\(path)?limit=1 HTTP/1.1\r\n\(fields)\r\n", 200),
      ("GET http://h HTTP/1.1\r\nHost: h\r\n\r\n", 404),
      ("GET http://h?x HTTP/1.1\r\nHost: h\r\n\r\n", 404),
      ("GET /healthz HTTP/1.1\nHost: h\n\n", 200),
      ("\r\nGET /healthz HTTP/1.1\r\nHost: h\r\n\r\n", 200),
      ("GET \(path)/\(id)?variables=\(variables) HTTP/1.1\r\n\(fields)\r\n", 200),
      ("GET \(path) HTTP/1.1\r\n\(fields)X: \(String(repeating: "a", count: 15_000))\r\n\r\n", 200),
      (chunked + chunks, 201),
      ("GET \(path) HTTP/1.1\r\nhOsT: h\r\nAUTHORIZATION:bearer \(secret)\r\n\r\n", 200),
      ("GET \(path) HTTP/1.1\r\n\(fields)Content-Length: 5\r\n\r\n12345", 200),
    ]
    for (request, status) in requests {
      let connection = try served.connect()
      connection.send(request)
      let answer = try connection.answer(within: 5)
      #expect(answer?.status.rawValue == status, "\(request.prefix(40)): \(answer?.text ?? "")")
    }
  }

  /// libmicrohttpd 0.9 passes over what stands behind a chunk's length, and 1.0 refuses it.
  @Test func aChunkExtensionChangesNoText() throws {
    let store = MemoryStore()
    let served = try Served(.live, open: { store })
    let body = #"{"name":"n","template":"t"}"#
    var request = HTTPRequest(.post, Served.path, fields: served.fields(.editor))
    request.fields[.transferEncoding] = "chunked"
    request.fields[.contentType] = "application/json"
    let connection = try served.connect()
    connection.send(request.bytes() + Array("1b;a=b\r\n\(body)\r\n0\r\n\r\n".utf8))
    let answer = try #require(try connection.answer())
    let texts = try served.get(Served.path).list().map { $0["name"] }
    switch answer.status.rawValue {
    case 201: #expect(texts == ["n"])
    default:
      try answer.expectError(400, "malformed_request")
      #expect(texts.isEmpty)
    }
  }

  @Test func aHeadIsAnsweredWithoutABody() throws {
    let store = MemoryStore()
    let served = try Served(.live, open: { store })
    let request = HTTPRequest(.head, Served.path, fields: served.fields(.reader))
    let connection = try served.connect()
    connection.send(request.bytes())
    let answer = try #require(try connection.answer(hasBody: false))
    let length = try served.get(Served.path).body.count
    #expect(answer.status == .ok && answer.fields[.contentLength] == "\(length)")
    // Nothing of a body is in the way of the next answer.
    connection.send(request.bytes())
    #expect(try connection.answer(hasBody: false)?.status == .ok)
  }

  /// What says in an odd way where a body ends ends the connection, or is read to that end; no body
  /// is taken for the next request.
  @Test(arguments: [
    "Content-Length: 9223372036854775808", "Content-Length: 18446744073709551616",
    "Content-Length: 99999999999999999999999", "Content-Length: 0000000000000000034",
    "Content-Length: 00000000000000000000000000000034", "Content-Length : 34",
    "Content-Length\t: 34", "Transfer-Encoding : chunked", "Content-Length:\r\n 34",
    "Transfer-Encoding:\r\n chunked", "X: a\r\n b\r\nContent-Length: 34", "Content(Length): 34",
  ])
  func noBodyIsTakenForTheNextRequest(_ line: String) throws {
    let store = MemoryStore()
    let served = try Served(.live, open: { store })
    let connection = try served.connect()
    let key = served.fields(.editor)[.authorization] ?? ""
    connection.send(
      "POST \(Served.path) HTTP/1.1\r\nHost: localhost\r\nAuthorization: \(key)\r\n\(line)\r\n\r\n"
        + "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    let first = try #require(try connection.answer())
    #expect([.badRequest, .contentTooLarge].contains(first.status), "\(first.status)")
    do {
      #expect(try connection.answer(within: 2) == nil)
    } catch is ConnectionFault {
      // libmicrohttpd 1.0 joins folded lines as HTTP has it, and takes the rest for the body.
    }
  }

  @Test func pipelinedRequestsAreAnsweredInTheirOrder() throws {
    let store = MemoryStore()
    let served = try Served(.live, open: { store })
    let connection = try served.connect()
    var bytes: [UInt8] = []
    for number in 0..<50 {
      let body = #"{"name":"P\#(number)","template":"t"}"#
      var fields = served.fields(.editor)
      fields[.contentType] = "application/json"
      bytes += HTTPRequest(.post, Served.path, fields: fields).bytes(body: Array(body.utf8))
      bytes += HTTPRequest(.get, "\(Served.path)?limit=1", fields: served.fields(.reader)).bytes()
    }
    connection.send(bytes)
    for number in 0..<50 {
      #expect(try connection.answer()?.json().text("name") == "P\(number)")
      #expect(try connection.answer()?.list().map { $0.text("name") } == ["P\(number)"])
    }
  }

  @Test func oneConnectionCarriesManyRequests() throws {
    let store = MemoryStore()
    let served = try Served(.live, open: { store })
    let request = HTTPRequest(.get, Served.path, fields: served.fields(.reader)).bytes()
    let connection = try served.connect()
    for _ in 0..<1_000 {
      connection.send(request)
      let answer = try #require(try connection.answer())
      guard answer.status == .ok else {
        Issue.record("\(answer.text)")
        break
      }
    }
  }
}
