import CanonicalJSON
import PromptMCP
import Synchronization
import TestSupport
import Testing

/// Answers to single messages.
struct MCPServerTests {
  private let server = MCPServer(StubCatalogue(), version: "1", transport: .stdio, pageSize: 2)

  private func answer(_ text: String) throws -> JSONObject {
    let answer = try #require(server.answer(to: Array(text.utf8)))
    expectAnswer(answer)
    return answer
  }

  private func ask(
    _ method: String, _ params: String = "", isModern: Bool = true
  ) throws -> JSONObject {
    let members = [params, isModern ? modern : ""].filter { !$0.isEmpty }.joined(separator: ",")
    return try answer(
      #"{"jsonrpc":"2.0","id":7,"method":"\#(method)","params":{\#(members)}}"#)
  }

  private func result(
    _ method: String, _ params: String = "", isModern: Bool = true
  ) throws -> JSONObject {
    try #require(try ask(method, params, isModern: isModern)["result"]?.object)
  }

  @Test(arguments: [
    (#"{"#, -32700), ("\u{FEFF}{}", -32700), ("", -32700), (#"{"a":1,"a":1}"#, -32600),
    ("[]", -32600), (#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, -32600), ("3", -32600),
    ("null", -32600), (#"{"jsonrpc":"2.0"}"#, -32600),
    (#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, -32600),
    (#"{"id":1,"method":"ping"}"#, -32600),
    (#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, -32600),
    (#"{"jsonrpc":"2.0","id":true,"method":"ping"}"#, -32600),
    (#"{"jsonrpc":"2.0","method":"prompts/list"}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1,"method":3}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}"#, -32602),
    (#"{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":1}}"#, -32602),
    (#"{"jsonrpc":"2.0","id":1,"method":"none"}"#, -32601),
    (#"{"jsonrpc":"2.0","id":1,"method":"notifications/initialized"}"#, -32601),
    (#"{"jsonrpc":"2.0","id":1,"method":"resources/list"}"#, -32601),
    (#"{"jsonrpc":"2.0","id":1,"method":"server/discover"}"#, -32602),
    (#"{"jsonrpc":"2.0","id":1,"method":"subscriptions/listen"}"#, -32602),
    (#"{"jsonrpc":"2.0","id":1,"method":"initialize"}"#, -32602),
  ])
  func whatIsNoGoodMessageIsRefused(_ text: String, _ expected: Int) throws {
    #expect(code(try answer(text)) == expected)
  }

  @Test(arguments: [
    #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
    #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":[]}"#,
    #"{"jsonrpc":"2.0","method":"notifications/other","params":null}"#,
    #"{"jsonrpc":"2.0","id":1,"result":{}}"#,
    #"{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":""}}"#,
  ])
  func whatIsNoRequestIsNotAnswered(_ text: String) {
    #expect(server.answer(to: Array(text.utf8)) == nil)
  }

  @Test func idsComeBackAsTheyAre() throws {
    for id in [#""""#, #""é""#, "0", "-3", "9007199254740991"] {
      let answer = try answer(#"{"jsonrpc":"2.0","id":\#(id),"method":"ping","params":null}"#)
      #expect(answer["id"] == (try JSONValue(parsing: id)))
      #expect(answer["result"] == [:])
    }
  }

  @Test(arguments: [
    #"\\\u0000 \\u0000"#, #"\ud83d"#, #"\ude00\ud83d"#, #"\ud83d\u0041"#, #"\uD83D\uDE00\u0000"#,
  ])
  func whoeverSendsWhatNoTextHoldsIsAnswered(_ text: String) throws {
    let refused = try answer(
      #"{"jsonrpc":"2.0","id":"n","method":"ping","params":{"a":"\#(text)"}}"#)
    #expect(refused["id"] == "n")
    #expect(code(refused) == -32602)
  }

  @Test(arguments: [
    #"{"jsonrpc":"2.0","id":"n","method":"ping","params":{"a":1764522000000000000}}"#,
    #"{"jsonrpc":"2.0","id":"n","method":"ping","params":{"a":1,"a":2}}"#,
    #"{"params":{"id":3,"a":1e999},"i\u0064" : "n" ,"jsonrpc":"2.0","method":"ping"}"#,
    #"{"jsonrpc":"2.0","id":"n","params":\#(String(repeating: "[", count: 500))"#
      + #"\#(String(repeating: "]", count: 500)),"method":"ping"}"#,
    #"{"jsonrpc":"2.0","id":"n","method":"ping","params":{"a":["#
      + String(repeating: "0,", count: 200_000) + "0]}}",
  ])
  func whoeverSendsJSONThatIsNotTakenIsAnswered(_ text: String) throws {
    let refused = try answer(text)
    #expect(refused["id"] == "n")
    #expect(code(refused) == -32600)
    #expect(message(refused)?.hasPrefix("the message is JSON that is not taken here: ") == true)
  }

  @Test(arguments: [
    #""\u0000""#, #""\ud800""#, #""a\udc00b""#, "9007199254740993", "1e999", #"1,"id":2"#,
    #"{"a":1,"a":2}"#,
  ])
  func anIDThatCannotBeRepeatedIsNotAnsweredUnderAnother(_ id: String) throws {
    let refused = try answer(#"{"jsonrpc":"2.0","id":\#(id),"method":"ping"}"#)
    #expect(refused["id"] == nil)
    #expect(code(refused) == -32600)
  }

  @Test(arguments: [#"\ud83d\ude00"#, #"\\u0000"#, #"\\ud83d"#])
  func whatOnlyLooksSoIsText(_ text: String) throws {
    let answered = try answer(
      #"{"jsonrpc":"2.0","id":"n","method":"ping","params":{"a":"\#(text)"}}"#)
    #expect(answered["result"] == [:])
  }

  @Test func theHandshakeSettlesARevision() throws {
    for (proposed, settled) in [
      ("2024-11-05", "2024-11-05"), ("2025-11-25", "2025-11-25"), ("2026-07-28", "2025-11-25"),
      ("", "2025-11-25"),
    ] {
      let result = try result(
        "initialize", #""protocolVersion":"\#(proposed)""#, isModern: false)
      #expect(result["protocolVersion"]?.string == settled)
      #expect(result["resultType"] == nil)
      #expect(result["serverInfo"]?.object?["version"] == "1")
      #expect(
        result["capabilities"] == ["prompts": ["listChanged": true], "completions": [:]])
    }
    // In the modern era there is none, and no ping.
    #expect(code(try ask("initialize", #""protocolVersion":"2025-11-25""#)) == -32601)
    #expect(code(try ask("ping")) == -32601)
  }

  @Test func theModernEraSaysMore() throws {
    let discovery = try result("server/discover")
    #expect(discovery["supportedVersions"] == ["2026-07-28"])
    for result in [discovery, try result("prompts/list")] {
      #expect(result["resultType"] == "complete")
      #expect(result["ttlMs"] == 0)
      #expect(result["cacheScope"] == "private")
      #expect(
        result["_meta"]?.object?["io.modelcontextprotocol/serverInfo"]?.object?["name"]
          == "promptrepo")
    }
    let prompt = try result("prompts/get", #""name":"a""#)
    #expect(prompt["_meta"]?.object?["promptrepo/version"] == 3)
    #expect(prompt["ttlMs"] == nil)
    let legacy = try result("prompts/get", #""name":"a""#, isModern: false)
    #expect(Set(legacy.map(\.key)) == ["messages", "_meta"])
  }

  @Test func revisionsAndCapabilitiesAreChecked() throws {
    func ask(_ meta: String) throws -> JSONObject {
      try answer(
        #"{"jsonrpc":"2.0","id":1,"method":"prompts/list","params":{"_meta":{\#(meta)}}}"#)
    }
    let version = #""io.modelcontextprotocol/protocolVersion":"#
    let unknown = try ask(version + #""1999-01-01""#)
    #expect(code(unknown) == -32022)
    let data = unknown["error"]?.object?["data"]?.object
    #expect(data?["requested"] == "1999-01-01")
    #expect(data?["supported"]?.array?.first == "2026-07-28")
    #expect(data?["supported"]?.array?.count == 5)
    #expect(code(try ask(version + "7")) == -32602)
    #expect(code(try ask(version + #""2026-07-28""#)) == -32602)
    #expect(
      code(try ask(version + #""2026-07-28","io.modelcontextprotocol/clientCapabilities":[]"#))
        == -32602)
    // Anything else there is nothing to us.
    #expect(code(try ask(#""progressToken":1"#)) == nil)
  }

  @Test func listsHavePages() throws {
    let first = try result("prompts/list", isModern: false)
    #expect(
      first["prompts"] == [
        [
          "name": "a", "title": "The A", "description": "For a",
          "arguments": [
            ["name": "x", "description": "An x", "required": true],
            ["name": "y", "required": false],
          ],
        ], ["name": "b/c"],
      ])
    let cursor = try #require(first["nextCursor"]?.string)
    let second = try result("prompts/list", #""cursor":"\#(cursor)""#)
    #expect(second["prompts"] == [["name": "d"]])
    #expect(second["nextCursor"] == nil)
    #expect(
      try result("prompts/list", #""cursor":"""#)["prompts"]?.array?.count == 2)
    // The name that a page ended with may be gone by then.
    var fewer = StubCatalogue()
    fewer.names = ["a", "d"]
    let later = MCPServer(fewer, version: "1", transport: .http, pageSize: 2)
    let request =
      #"{"jsonrpc":"2.0","id":7,"method":"prompts/list","params":{"cursor":"\#(cursor)"}}"#
    let rest = later.answer(to: Array(request.utf8))?["result"]?.object
    #expect(rest?["prompts"] == [["name": "d"]])
    for wrong in [#""x""#, "3", #""6""#, #""ff""#, #""6A""#, "{}"] {
      #expect(code(try ask("prompts/list", #""cursor":\#(wrong)"#)) == -32602, "\(wrong)")
    }
  }

  @Test func everyReasonIsToldAtOnce() throws {
    let refused = try ask("prompts/get", #""name":3,"arguments":{"a":1,"b":[],"c":null,"d":"x"}"#)
    #expect(
      message(refused)
        == "'name' is a text, not a number; 'arguments.a' is a text, not a number; "
        + "'arguments.b' is a text, not an array")
    #expect(
      message(try ask("prompts/get", #""arguments":7"#))
        == "'name' is missing: give a text; 'arguments' is an object, not a number")
    #expect(
      message(try ask("completion/complete", #""ref":{"type":"ref/resource"},"argument":{}"#))
        == "'ref.type' is ref/prompt, not 'ref/resource': this server has prompts only; "
        + "'ref.name' is missing: give a text; 'argument.name' is missing: give a text; "
        + "'argument.value' is missing: give a text")
    #expect(code(try ask("prompts/get", #""name":"none""#)) == -32602)
  }

  @Test func whatFailsHereIsNoted() throws {
    let noted = Mutex<[String]>([])
    let server = MCPServer(StubCatalogue(), version: "1", transport: .stdio) { text in
      noted.withLock { $0.append(text) }
    }
    let request = #"{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"d"}}"#
    #expect(code(server.answer(to: Array(request.utf8))) == -32603)
    #expect(noted.withLock(\.self) == ["prompts/get: d is broken"])
  }

  @Test func completionsEndAtAHundred() throws {
    let completion = try result(
      "completion/complete",
      #""ref":{"type":"ref/prompt","name":"a"},"argument":{"name":"x","value":"v"}"#)["completion"]
    #expect(completion?.object?["values"]?.array?.count == 100)
    #expect(completion?.object?["values"]?.array?.first == "v0")
    #expect(completion?.object?["total"] == 150)
    #expect(completion?.object?["hasMore"] == true)
  }

  @Test func overHTTPNobodyIsToldOfChanges() throws {
    let server = MCPServer(StubCatalogue(), version: "1", transport: .http)
    func ask(_ method: String) -> JSONObject? {
      server.answer(
        to: Array(#"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":{\#(modern)}}"#.utf8))
    }
    #expect(
      ask("server/discover")?["result"]?.object?["capabilities"]
        == ["prompts": [:], "completions": [:]])
    #expect(code(ask("subscriptions/listen")) == -32601)
  }
}
