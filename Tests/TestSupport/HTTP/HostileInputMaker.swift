/// Makes hostile inputs around a good request.
struct HostileInputMaker {
  let secret: String

  private let path = "/api/v1/llm/prompts"
  private let good = #"{"name":"n","template":"t"}"#

  private func many(_ text: String, _ count: Int) -> String {
    String(repeating: text, count: count)
  }

  private func get(_ target: String, _ fields: String = "") -> String {
    "GET \(target) HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer \(secret)\r\n\(fields)\r\n"
  }

  private func post(_ fields: String, _ body: String = "") -> String {
    "POST \(path) HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer \(secret)\r\n"
      + "Content-Type: application/json\r\n\(fields)\r\n\(body)"
  }

  private func post(_ body: [UInt8]) -> [UInt8] {
    Array(post("Content-Length: \(body.count)\r\n").utf8) + body
  }

  /// First lines, and what HTTP requires beside them.
  var lines: [HostileInput] {
    [
      HostileInput("no Host", "GET /healthz HTTP/1.1\r\n\r\n", [400]),
      HostileInput("HTTP 2.0", "GET /healthz HTTP/2.0\r\nHost: h\r\n\r\n", [505]),
      HostileInput("HTTP 2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [505, 400]),
      HostileInput("no version", "GET /healthz\r\n\r\n", [400, 505]),
      HostileInput("other version", "GET /healthz HTTP/1.1x\r\nHost: h\r\n\r\n", [400, 505]),
      HostileInput("other protocol", "GET /healthz SPDY/3\r\nHost: h\r\n\r\n", [400, 505]),
      HostileInput("one word", "garbage\r\n\r\n", [0, 400, 505]),
      HostileInput(
        "bytes", [22, 3, 1, 2, 0, 1, 0, 1, 255, 254, 0, 13, 10, 13, 10], [0, 400, 505]),
      HostileInput(
        "long method", "\(many("A", 10_000)) /api HTTP/1.1\r\nHost: h\r\n\r\n", [404, 431]),
      HostileInput("100 KB line", get("\(path)?x=\(many("a", 100_000))"), [414]),
      HostileInput("1 MB line", get("\(path)?x=\(many("a", 1_000_000))"), [414]),
      HostileInput("1 MB without an end", "GET /\(many("a", 1_000_000))", [414]),
      HostileInput("OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", [400, 404]),
      HostileInput("CONNECT", "CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n", [400]),
      HostileInput("TRACE", "TRACE \(path) HTTP/1.1\r\nHost: h\r\n\r\n", [405]),
    ]
  }

  /// Paths and queries.
  var targets: [HostileInput] {
    let raw: [UInt8] = [255, 254]
    func split(_ before: String, _ bytes: [UInt8], _ after: String) -> [UInt8] {
      let text = get("\(before)|\(after)")
      let place = text.utf8.firstIndex(of: UInt8(ascii: "|")) ?? text.startIndex
      return Array(text.utf8[..<place]) + bytes + Array(text.utf8[place...].dropFirst())
    }
    let inputs = [
      HostileInput("raw bytes in a path", split("\(path)/", raw, ""), [400]),
      HostileInput("raw bytes in a query", split("\(path)?x=", raw, ""), [400]),
      HostileInput("NUL in a path", split(path, [0], "x"), [0, 400]),
      HostileInput("NUL in a query", split("\(path)?limit=1", [0], ""), [0, 400]),
    ]
    let targets: [(String, Set<Int>)] = [
      ("\(path)/%ff", [400]), ("\(path)?x=%ff", [400]), ("\(path)/%00", [400]),
      ("\(path)?x=%00", [400]), ("\(path)/%4", [400]), ("\(path)/%", [400]),
      ("\(path)?x=%g1", [400]),
      ("\(path)/%ed%a0%80", [400]), ("\(path)/%c0%af", [400]), ("\(path)/../prompts", [404]),
      ("/..", [404]), ("/%2e%2e/%2e%2e/etc/passwd", [404]), ("/../../etc/passwd", [404]),
      ("/api/v1/llm%2Fprompts", [404]), ("//api/v1/llm/prompts", [404]), ("\(path)/", [404]),
      ("\(path)//", [404]), ("", [400, 505]), ("healthz", [400]), ("?", [400]), ("/\\..\\x", [404]),
    ]
    return inputs + targets.map { HostileInput("target \($0)", get($0), $1) }
  }

  /// Header fields.
  var fields: [HostileInput] {
    let lines = (0..<3_000).map { "F\($0): x\r\n" }.joined()
    let nul = Array(get(path, "X-On-Behalf-Of: a").utf8).dropLast(2)
    let latin = Array("GET \(path) HTTP/1.1\r\nHost: h\r\n".utf8)
    func latinField(_ name: String) -> [UInt8] {
      latin + Array("Authorization: Bearer \(secret)\r\n\(name): ".utf8) + [0xE9, 13, 10, 13, 10]
    }
    return [
      HostileInput("20 KB field", get(path, "X: \(many("a", 20_000))\r\n"), [431]),
      HostileInput("1 MB field", get(path, "X: \(many("a", 1_000_000))\r\n"), [431]),
      HostileInput("1 MB name", get(path, many("a", 1_000_000)), [431]),
      HostileInput("many fields", get(path, lines), [431]),
      HostileInput("no colon", get(path, "nothing\r\n"), [400]),
      HostileInput("no name", get(path, ": x\r\n"), [400, 200]),
      // libmicrohttpd cuts it at the NUL, and says nothing of what came behind.
      HostileInput("NUL in a field", nul + [0] + Array("b\r\n\r\n".utf8), [0, 200, 400]),
      HostileInput("end user not UTF-8", latinField("X-On-Behalf-Of"), [400]),
      HostileInput("key not UTF-8", latinField("Idempotency-Key"), [400]),
      HostileInput("two end users", get(path, "X-On-Behalf-Of: a\r\nX-On-Behalf-Of: b\r\n"), [400]),
      HostileInput("two keys", get(path, "Authorization: Bearer x\r\n"), [400, 401]),
    ]
  }

  /// Lengths of bodies.
  var lengths: [HostileInput] {
    let values: [(String, Set<Int>)] = [
      ("-1", [400]), ("x", [400]), ("1x", [400]), ("", [400]), ("0x10", [400]), ("1.5", [400]),
      ("+5", [400]), ("99999999999999999999", [400, 413]), ("18446744073709551615", [400, 413]),
      ("10000000000", [413]), ("9223372036854775807", [400, 413]),
    ]
    let over = 2_097_153
    return values.map { value, statuses in
      HostileInput("length \(value)", post("Content-Length: \(value)\r\n", good), statuses)
    } + [
      HostileInput(
        "two lengths", post("Content-Length: 27\r\nContent-Length: 5\r\n", good), [400]),
      HostileInput("too long", post([UInt8](repeating: 32, count: over)), [413]),
      HostileInput(
        "too long, with a sign", post("Content-Length: \(over)\r\nExpect: 100-continue\r\n"), [413]),
      HostileInput(
        "too long, in chunks",
        post(
          "Transfer-Encoding: chunked\r\n",
          "\(String(over, radix: 16))\r\n\(many(" ", over))\r\n0\r\n\r\n"),
        [413]),
      HostileInput("other expectation", post("Content-Length: 0\r\nExpect: x\r\n"), [400, 417]),
    ]
  }

  /// Chunks.
  var chunks: [HostileInput] {
    let sizes = ["x", "-1", "", "FFFFFFFFFFFFFFFFFFFF", "1 2", "0x5", ";", "\0"]
    return sizes.map { size in
      HostileInput(
        "chunk '\(size)'",
        post("Transfer-Encoding: chunked\r\n", "\(size)\r\n\(good)\r\n0\r\n\r\n"),
        [400, 413])
    } + [
      HostileInput(
        "chunk without an end",
        post("Transfer-Encoding: chunked\r\n", "1b\r\n\(good)x\r\n0\r\n\r\n"),
        [400]),
      HostileInput(
        "unknown coding", post("Transfer-Encoding: gzip\r\n", good), [400, 411, 501]),
      HostileInput(
        "length and chunks",
        post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "1b\r\n\(good)\r\n0\r\n\r\n"),
        [400]),
    ]
  }

  /// Bodies.
  var bodies: [HostileInput] {
    let texts = [
      "", "{", "}", "[]", "null", "5", "\"x\"", "nul", "{\"name\":\"n\",\"template\":\"t\"",
      "{\"name\":\"n\",\"template\":\"t\",}", "{'name':'n'}", "\(good)\(good)", "\u{FEFF}\(good)",
      #"{"name":"n","name":"m","template":"t"}"#, #"{"name":"n","n\u0061me":"m","template":"t"}"#,
      #"{"name":"\ud800","template":"t"}"#, #"{"name":"\udc00\ud800","template":"t"}"#,
      #"{"name":"\u0000","template":"t"}"#, #"{"name":1e400,"template":"t"}"#,
      #"{"name":"n","template":"t","metadata":{"a":1e999}}"#,
      #"{"name":"n","template":"t","metadata":{"a":9007199254740993}}"#,
      #"{"name":"n","template":"t","metadata":{"a":01}}"#,
      #"{"name":"n","template":"t","metadata":\#(many(#"{"a":"#, 65))1\#(many("}", 65))}"#,
      many("[", 65), many("[", 100_000), many(#"{"a":"#, 100_000),
      #"{"name":"n","template":"t","metadata":{"a":\#(many("9", 100_000))}}"#,
      "{\"name\":\"a\nb\",\"template\":\"t\"}", "{\"name\":\"n\",\"template\":\"t\"}\0",
      #"{"name":"\x","template":"t"}"#, #"{"name":"\u12","template":"t"}"#,
    ]
    let bytes: [[UInt8]] = [
      [0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82],
    ]
    return texts.map { HostileInput("body \($0.prefix(40))", post(Array($0.utf8)), [400]) }
      + bytes.map { bytes in
        let body = Array(#"{"name":"n","template":""#.utf8) + bytes + Array("\"}".utf8)
        return HostileInput("bytes \(bytes) in a body", post(body), [400])
      }
  }
}
