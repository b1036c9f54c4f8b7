import APIKeys
import HTTPMessages
import MemoryStore
import TestSupport
import Testing

/// Requests that were changed at random get an answer in the one shape or none, and the server goes
/// on.
@Suite struct ChangedRequestTests {
  private static let count =
    isExtra ? 40_000 : 400

  @Test func noneEndsTheServer() throws {
    let store = MemoryStore()
    let served = try Served(.live, open: { store })
    let secret = try #require(served.keys.secrets[.admin])
    let id = try served.create("A", "Hi {{x}}")
    let path = Served.path
    let fields = "Host: h\r\nAuthorization: Bearer \(secret)\r\n"
    let body = #"{"name":"n","template":"t","metadata":{"a":[1,null]}}"#
    let sized = "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
    let requests = [
      "GET \(path)/\(id)?variables=%7B%22x%22%3A1%7D&version=1 HTTP/1.1\r\n\(fields)\r\n",
      "GET \(path)?limit=2&order=asc&after=\(id) HTTP/1.1\r\n\(fields)If-None-Match: \"a\"\r\n\r\n",
      "POST \(path) HTTP/1.1\r\n\(fields)\(sized)Idempotency-Key: k\r\n\r\n\(body)",
      "POST \(path) HTTP/1.1\r\n\(fields)Transfer-Encoding: chunked\r\n\r\n"
        + "5;a=b\r\n\(body.prefix(5))\r\n1\r\nx\r\n0\r\nT: x\r\n\r\n",
      "PUT \(path)/\(id) HTTP/1.1\r\n\(fields)Content-Length: 2\r\nExpect: 100-continue\r\n\r\n{}",
      "GET /healthz HTTP/1.0\r\n\r\n",
    ].map { Array($0.utf8) }
    var mutator = Mutator(seed: 7)
    var answered = 0
    for _ in 0..<ChangedRequestTests.count {
      let input = mutator.input(from: requests)
      let connection = try served.connect()
      connection.send(input)
      // Whatever is missing of the request does not come.
      connection.finishSending()
      guard let answer = try? connection.answer(within: 5) else { continue }
      answered += 1
      if answer.status.rawValue >= 400 {
        try answer.expectError(answer.status.rawValue)
      }
    }
    #expect(answered > ChangedRequestTests.count / 4)
    #expect(try served.get("/healthz").status == .ok)
    #expect(try served.get("\(path)/\(id)").status == .ok)
  }
}
