import APIKeys
import CanonicalJSON
import HTTPMessages
import MemoryStore
import PromptRepo
import PromptService
import TestSupport
import Testing

/// The Model Context Protocol over HTTP; what a message is answered, PromptMCPTests tell.
@Suite struct MCPOverHTTPTests {
  private static let modern: JSONObject = [
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": [:],
  ]

  private func fields(_ method: String) -> HTTPFields {
    [
      HTTPFieldName(rawValue: "MCP-Protocol-Version"): "2026-07-28",
      HTTPFieldName(rawValue: "Mcp-Method"): method,
    ]
  }

  private func expectError(
    _ answer: HTTPResponse, _ status: Int, _ code: Int,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    #expect(answer.status.rawValue == status, "\(answer.text)", sourceLocation: location)
    let json = try answer.json(at: location)
    #expect(json["jsonrpc"] == "2.0" && json["result"] == nil, sourceLocation: location)
    #expect(
      json["error"]?.object?.number("code") == code, "\(answer.text)", sourceLocation: location)
  }

  private func names(_ answer: HTTPResponse) throws -> [String] {
    let prompts = try answer.json()["result"]?.object?["prompts"]?.array
    return try #require(prompts, "\(answer.text)").compactMap { $0.object?.text("name") }
  }

  @Test(arguments: Setup.observable)
  func whatIsLiveIsListedAndFilledIn(_ setup: Setup) async throws {
    try await setup.runWithSurfaces { served in
      try served.addEnvironments("staging")
      #expect(try names(served.mcp("prompts/list")).isEmpty)
      let id = try served.create("a", "one {{x}}")
      try served.deployed(id, to: "staging")
      try served.addVersion(id, "two {{x}}")
      try served.create("b", "b")
      #expect(try names(served.mcp("prompts/list")) == ["a", "b"])
      #expect(try names(served.mcp("prompts/list", query: "?environment=staging")) == ["a"])
      let wanted: JSONObject = ["name": "a", "arguments": ["x": "é"]]
      #expect(try served.mcp("prompts/get", wanted).text.contains("two é"))
      let staged = try served.mcp("prompts/get", wanted, query: "?environment=staging")
      #expect(staged.text.contains("one é"))
      #expect(staged.text.contains(#""promptrepo/environment":"staging""#))
      // What is changed is seen at once.
      _ = try served.delete(Served.path(id, "?force=true"))
      #expect(try names(served.mcp("prompts/list")) == ["b"])
      try expectError(served.mcp("prompts/get", wanted), 200, -32602)
    }
  }

  @Test func anUnknownPlaceIsNoEmptyOne() throws {
    let served = try Served.withSurfaces()
    try served.addEnvironments("staging")
    let answer = try served.mcp("prompts/list", query: "?environment=production")
    try expectError(answer, 400, -32602)
    #expect(answer.text.contains("use one of staging"))
    #expect(try answer.json().map(\.key) == ["jsonrpc", "id", "error"])
    #expect(try answer.json()["id"] == 1)
    for (id, expected) in [("\"é\"", "é"), ("null", nil), ("1.5", nil), ("[1]", nil)]
      as [(String, JSONValue?)]
    {
      let body = #"{"jsonrpc":"2.0","id":\#(id),"method":"prompts/list"}"#
      let refused = try served.send(
        .post, "/mcp?environment=production", as: .reader, body: Array(body.utf8))
      try expectError(refused, 400, -32602)
      #expect(try refused.json()["id"] == expected, "\(refused.text)")
    }
    try expectError(served.mcp("prompts/list", query: "?env=staging"), 400, -32600)
    try expectError(
      served.mcp("prompts/list", query: "?environment=staging&environment=staging"), 400, -32600)
  }

  @Test(arguments: Transport.allCases)
  func theHeaderHasToSayWhatTheBodySays(_ transport: Transport) throws {
    let store = MemoryStore()
    let served = try Served(transport, open: { store }, Served.Options().withSurfaces)
    let parameters: JSONObject = ["_meta": .object(Self.modern)]
    let good = try served.mcp("prompts/list", parameters, as: .reader, fields("prompts/list"))
    #expect(good.status == .ok && good.text.contains(#""resultType":"complete""#))
    try expectError(
      served.mcp("prompts/list", parameters, as: .reader, fields("prompts/get")), 400, -32020)
    try expectError(served.mcp("prompts/list", parameters), 400, -32020)
    try expectError(
      served.mcp("tools/list", parameters, as: .reader, fields("tools/list")), 404, -32601)
    try expectError(served.mcp("tools/list"), 200, -32601)
  }

  @Test(arguments: Transport.allCases)
  func whatIsNotAnsweredHas202(_ transport: Transport) throws {
    let store = MemoryStore()
    let served = try Served(transport, open: { store }, Served.Options().withSurfaces)
    let answer = try served.post(
      "/mcp", ["jsonrpc": "2.0", "method": "notifications/initialized"], as: .reader)
    #expect(answer.status.rawValue == 202 && answer.body.isEmpty)
    for method in [HTTPMethod.get, .delete, .put, .head] {
      let refused = try served.send(method, "/mcp", as: .reader)
      #expect(refused.status == .methodNotAllowed && refused.fields[.allow] == "POST")
      if method != .head { try expectError(refused, 405, -32600) }
    }
    try expectError(served.get("/mcp/x"), 404, -32600)
  }

  @Test(arguments: Role.allCases)
  func aReaderMayAskAndAnyFormOfAKeyIsTaken(_ role: Role) throws {
    let served = try Served.withSurfaces()
    let secret = try #require(served.keys.secrets[role])
    let forms: [HTTPFields] = [[.authorization: "Bearer \(secret)"], [.apiKey: secret]]
    for form in forms {
      #expect(try served.mcp("prompts/list", as: nil, form).status == .ok)
    }
    for form: HTTPFields in [[:], [.apiKey: "x"], [.authorization: "Bearer x"]] {
      let answer = try served.mcp("prompts/list", as: nil, form)
      try expectError(answer, 401, -32600)
      #expect(answer.fields[.wwwAuthenticate] == "Bearer")
    }
  }

  @Test(arguments: [nil, [], ["prompts.example.com"]] as [[String]?])
  func pagesOfOtherSitesAreRefused(_ hosts: [String]?) throws {
    let store = MemoryStore()
    var options = Served.Options().withSurfaces
    options.hosts = hosts.map(AllowedHosts.init)
    let served = try Served(.memory, open: { store }, options)
    func ask(_ origin: String?) throws -> HTTPResponse {
      try served.mcp("prompts/list", as: .reader, origin.map { [.origin: $0] } ?? [:])
    }
    #expect(try ask(nil).status == .ok)
    for origin in ["http://localhost:3000", "https://127.0.0.1", "http://[::1]:8080"] {
      #expect(try ask(origin).status == .ok, "\(origin)")
    }
    for origin in [
      "https://evil.example", "null", "", "localhost", "http://localhost.evil.example",
    ] {
      let answer = try ask(origin)
      try expectError(answer, 403, -32600)
      #expect(try answer.json()["id"] == 1)
      #expect(answer.text.contains("--allow-host") && !answer.text.contains("without a key"))
    }
    let named = try ask("https://prompts.example.com")
    #expect(named.status == (hosts?.isEmpty == false ? .ok : .forbidden))
  }

  @Test func bodiesThatAreNoMessageAreRefused() throws {
    let store = MemoryStore()
    var options = Served.Options().withSurfaces
    options.maximumBody = 1_024
    let served = try Served(.memory, open: { store }, options)
    func post(_ body: String, _ type: String = "application/json") throws -> HTTPResponse {
      try served.send(.post, "/mcp", as: .reader, [.contentType: type], body: Array(body.utf8))
    }
    try expectError(post("{"), 400, -32700)
    try expectError(post("[]"), 400, -32600)
    try expectError(post(""), 400, -32700)
    try expectError(post("{}", "text/plain"), 415, -32600)
    try expectError(post(String(repeating: " ", count: 2_000)), 413, -32600)
  }

  @Test func whatIsWrongHereIsToldTheLogAlone() throws {
    let served = try Served.withSurfaces()
    try served.create("a")
    try served.create("b")
    try served.damage("active", of: "a")
    #expect(try names(served.mcp("prompts/list")) == ["b"])
    let body = JSONValue.object([
      "jsonrpc": "2.0", "id": 1, "method": "prompts/get", "params": ["name": "a"],
    ]).utf8()
    var request = HTTPRequest(.post, "/mcp", fields: served.fields(.reader))
    request.fields[.contentType] = "application/json"
    guard case .receive(let reception) = served.service.begin(request).step else {
      Issue.record("the body was not asked for")
      return
    }
    let answer = reception.finish(body)
    try expectError(answer.response, 200, -32603)
    #expect(answer.response.text.contains("the log of the server says what"))
    let failure = try #require(answer.failure)
    #expect(failure.hasPrefix("prompts/get: ") && !answer.response.text.contains(failure))
  }

  @Test func whoHasNoLedgerYetHasNoPrompts() throws {
    let served = try Served(
      .memory, ledgers: TestLedgers(), open: { throw ConnectionFault("none") },
      Served.Options().withSurfaces)
    #expect(try names(served.mcp("prompts/list")).isEmpty)
    try expectError(served.mcp("prompts/get", ["name": "a"]), 200, -32602)
  }
}
