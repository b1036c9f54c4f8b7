import CanonicalJSON
import PromptMCP
import Testing

/// What a `POST` is answered, with its fields.
struct HTTPRulesTests {
  private let rules = HTTPRules(
    MCPServer(StubCatalogue(names: ["a", "é/b", "d"]), version: "1", transport: .http))

  private func answer(
    _ body: String, _ fields: [String: String] = [:]
  ) -> HTTPRules.Answer {
    rules.answer(Array(body.utf8)) { name in
      fields.first { $0.key.lowercased() == name.lowercased() }?.value
    }
  }

  private func request(
    _ method: String, _ params: String = "", isModern: Bool = true
  ) -> String {
    let members = [params, isModern ? modern : ""].filter { !$0.isEmpty }.joined(separator: ",")
    return #"{"jsonrpc":"2.0","id":7,"method":"\#(method)","params":{\#(members)}}"#
  }

  private static let version = ["mcp-protocol-version": "2026-07-28"]

  @Test func fieldsAndBodyHaveToSayTheSame() {
    let list = request("prompts/list")
    let fields = Self.version.merging(["mcp-method": "prompts/list"]) { $1 }
    #expect(answer(list, fields).status == 200)
    #expect(answer(list, fields).message?["result"] != nil)
    for wrong in [
      [:], Self.version, ["mcp-method": "prompts/list"],
      ["mcp-protocol-version": "2025-11-25", "mcp-method": "prompts/list"],
      Self.version.merging(["mcp-method": "prompts/get"]) { $1 },
    ] {
      let answer = answer(list, wrong)
      #expect(answer.status == 400)
      #expect(code(answer.message) == -32020)
      #expect(answer.message?["id"] == 7)
    }
  }

  @Test(arguments: [
    ("a", "a", 200), ("é/b", "=?base64?w6kvYg==?=", 200), ("é/b", "=?BASE64?w6kvYg==?=", 200),
    ("a", "=?base64?YQ==?=", 200), ("a", "b", 400), ("a", nil, 400),
    ("a", "=?base64?YQ=?=", 400), ("a", "=?base64?YQ===?=", 400), ("a", "=?base64?YQ== ?=", 400),
    ("a", "=?base64?YR==?=", 400), ("a", "=?base64??=", 400),
    ("é/b", "=?base64?w6kvYh==?=", 400), ("é/b", "=?base64?w6kvYg?=", 400),
    ("a", "=?base64?", 400), ("a", "=?base64?YQ=A?=", 400),
  ])
  func namesAreComparedDecoded(_ name: String, _ field: String?, _ status: Int) {
    var fields = Self.version.merging(["mcp-method": "prompts/get"]) { $1 }
    fields["mcp-name"] = field
    let answer = answer(request("prompts/get", #""name":"\#(name)""#), fields)
    #expect(answer.status == status)
    #expect(code(answer.message) == (status == 200 ? nil : -32020))
  }

  @Test func notificationsHaveNoBody() {
    for body in [
      #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
      #"{"jsonrpc":"2.0","id":1,"result":{}}"#,
    ] {
      #expect(answer(body).status == 202)
      #expect(answer(body).message == nil)
    }
  }

  @Test func unknownMethodsAreNotFound() {
    func status(_ method: String) -> (Int, Int?) {
      let answer = answer(
        request(method), Self.version.merging(["mcp-method": method]) { $1 })
      return (answer.status, code(answer.message))
    }
    #expect(status("tools/list") == (404, -32601))
    #expect(status("subscriptions/listen") == (404, -32601))
    // For a client of the legacy era that would be the end of its session.
    let legacy = answer(request("tools/list", isModern: false))
    #expect(legacy.status == 200)
    #expect(code(legacy.message) == -32601)
  }

  @Test func whatIsNoGoodMessageIsABadRequest() {
    for (body, expected) in [
      ("{", -32700), ("[]", -32600), (#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, -32600),
      (
        request(
          "prompts/list", #""_meta":{"io.modelcontextprotocol/protocolVersion":"1"}"#,
          isModern: false), -32022
      ),
    ] {
      let answer = answer(body)
      #expect(answer.status == 400)
      #expect(code(answer.message) == expected)
    }
  }

  @Test func theLegacyEraNeedsNoFields() {
    let initialize = request("initialize", #""protocolVersion":"2025-11-25""#, isModern: false)
    #expect(answer(initialize).status == 200)
    let list = request("prompts/list", isModern: false)
    #expect(answer(list, ["MCP-Protocol-Version": "2025-06-18"]).status == 200)
    let unknown = answer(list, ["MCP-Protocol-Version": "1.0"])
    #expect(unknown.status == 400)
    #expect(code(unknown.message) == -32022)
    #expect(code(answer(list, Self.version).message) == -32020)
  }

  @Test func otherErrorsAreAnswers() {
    let fields = Self.version.merging(["mcp-method": "prompts/get", "mcp-name": "d"]) { $1 }
    let failed = answer(request("prompts/get", #""name":"d""#), fields)
    #expect(failed.status == 200)
    #expect(code(failed.message) == -32603)
  }
}
