import CanonicalJSON
import HTTPMessages
import PromptMCP
import PromptsAPI
import PromptsClient
import TestSupport
import Testing

@testable import GitRemotes

extension FuzzTarget {
  /// What comes over the network.
  static let network: [FuzzTarget] = [
    FuzzTarget("request targets", weight: 2) {
      ["/api/v1/llm/prompts?limit=10&after=prompt_0a&x=%7B%22a%22%3A+1%7D", "/a%2Fb/c?&a&=b"]
        .map { Array($0.utf8) }
    } body: { input in
      let text = String(decoding: input, as: UTF8.self)
      _ = RequestTarget.origin(of: text)
      let target = try RequestTarget(text)
      #expect(target.query.count <= input.count)
    },
    FuzzTarget("entity tags", weight: 2) {
      ["\"a\", W/\"b\" , c", "*", "W/\"\""].map { Array($0.utf8) }
    } body: { input in
      guard let tags = EntityTags(String(decoding: input, as: UTF8.self)) else { throw Refused() }
      _ = tags.match("a")
    },
    FuzzTarget("requests of the API", weight: 2) {
      [
        #"{"name":"n","template":"t","description":null,"metadata":{"a":[1]}}"#,
        #"{"version":3}"#, #"{"template":"x"}"#,
        #"{"prompt_id":"prompt_0a","environment":"production","version_hash":"sha256:00"}"#,
        #"{"deployment_id":"6ba7b810-9dad-11d1-80b4-00c04fd430c8","rollback_to_hash":"00"}"#,
      ].map { Array($0.utf8) }
    } body: { input in
      guard let json = try JSONValue(parsing: input).object else { throw Refused() }
      let kinds: [any WireObject.Type] = [
        CreatePromptRequest.self, UpdatePromptRequest.self, CreateVersionRequest.self,
        RollbackRequest.self, DeployRequest.self, DeploymentRollbackRequest.self,
      ]
      for kind in kinds { _ = try? kind.init(json) }
      let request = try CreatePromptRequest(json)
      #expect(try CreatePromptRequest(request.json) == request)
    },
    FuzzTarget("answers of a remote", weight: 2) {
      let version =
        #"{"id":"pver_0a","prompt_id":"prompt_0a","version":1,"object":"prompt.version","#
        + #""template":"t","created_at":"2026-01-01T00:00:00Z"}"#
      let prompt =
        #"{"id":"prompt_0a","object":"prompt","name":"n","active_version":1,"latest_version":2,"#
        + #""metadata":{},"created_at":"2026-01-01T00:00:00Z","#
        + #""updated_at":"2026-01-01T00:00:00Z","active_template":"t"}"#
      return [
        version, prompt, #"{"object":"list","data":[\#(version)]}"#,
        #"{"object":"list","data":[\#(prompt)],"has_more":true,"first_id":"a","last_id":"b"}"#,
        #"{"error":{"type":"t","code":"c","message":"m"}}"#,
      ].map { Array($0.utf8) }
    } body: { input in
      let statuses: [HTTPStatus] = [.ok, .ok, .ok, .notFound, .badRequest, .tooManyRequests]
      let client = PromptsClient(
        CannedTransport(status: statuses[input.count % statuses.count], body: input), key: "k",
        policy: RetryPolicy(attempts: 2, wait: { _ in }, now: { 0 }))
      var refusal: (any Error)?
      do { _ = try client.prompts(after: nil) } catch { refusal = error }
      do { _ = try client.prompt("prompt_0a") } catch { refusal = error }
      do { _ = try client.versions(of: "prompt_0a", limit: 3, ascending: true) } catch {
        refusal = error
      }
      do { _ = try client.version(1, of: "prompt_0a") } catch { refusal = error }
      if let refusal, (try? JSONValue(parsing: input)) == nil { throw refusal }
    },
    FuzzTarget("messages of the Model Context Protocol", weight: 2) {
      let modern =
        #""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","#
        + #""io.modelcontextprotocol/clientCapabilities":{}}"#
      return [
        #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}"#,
        #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"a"}}"#,
        #"{"jsonrpc":"2.0","id":"a","method":"prompts/list","params":{"cursor":"61",\#(modern)}}"#,
        #"{"jsonrpc":"2.0","id":2,"method":"prompts/get","params":{"name":"a","#
          + #""arguments":{"x":"\u00e9"}}}"#,
        #"{"jsonrpc":"2.0","id":3,"method":"completion/complete","params":{"#
          + #""ref":{"type":"ref/prompt","name":"a"},"argument":{"name":"x","value":"v"}}}"#,
        #"{"jsonrpc":"2.0","id":"a","method":"subscriptions/listen","params":{"#
          + #""notifications":{"promptsListChanged":true},\#(modern)}}"#,
        // JSON that is not taken, but answered.
        #"{"jsonrpc":"2.0","id":"a\u0000","method":"ping","params":{"b":"\ud800","b":{"id":1e999}}}"#,
        #"{"a":9007199254740993,"id":4,"method":"ping","c":[[[[[[[[-0.5e+1]]]]]]]]}"#,
      ].map { Array($0.utf8) }
    } body: { input in
      var session = MCPSession(MCPServer(EchoCatalogue(), version: "1", transport: .stdio))
      let answer = session.answer(to: input)
      // Whatever is said is one line that can be read again.
      for said in [answer].compactMap(\.self) + session.changeNotifications() + session.end() {
        let line = JSONValue.object(said).utf8()
        #expect(!line.contains(10))
        #expect(try JSONValue(parsing: line) == .object(said))
      }
      let rules = HTTPRules(MCPServer(EchoCatalogue(), version: "1", transport: .http))
      let status = rules.answer(input) { _ in String(decoding: input.suffix(40), as: UTF8.self) }
        .status
      #expect([200, 202, 400, 404].contains(status))
      if answer?["error"] != nil { throw Refused() }
    },
    FuzzTarget("answers of git to a push") {
      [
        "To x\n \trefs/a:refs/a\t[new]\n!\trefs/b:refs/b\t[remote rejected] (declined)\nDone\n"
      ].map { Array($0.utf8) }
    } body: { input in
      guard PushOutput(input).isAnswered else { throw Refused() }
    },
  ]
}

/// Gives back what it is asked.
private struct EchoCatalogue: PromptCatalogue {
  func entries(afresh: Bool) -> [CatalogueEntry] {
    ["a", "b"].map { CatalogueEntry(name: $0) }
  }

  func prompt(_ name: String, _ values: [CatalogueValue]) -> CataloguePrompt {
    CataloguePrompt(
      description: name, messages: .array(values.map { [.string($0.name), .string($0.text)] }),
      meta: [:])
  }

  func completions(of argument: String, in name: String, beginning: String) -> [String] {
    [argument, name, beginning]
  }
}

/// Gives the same answer to each request.
private struct CannedTransport: HTTPTransport {
  let status: HTTPStatus
  let body: [UInt8]

  func send(_ request: HTTPRequest, body: [UInt8]?) -> HTTPResponse {
    HTTPResponse(
      status, fields: [.contentType: "application/json", .retryAfter: "1"], body: self.body)
  }
}
