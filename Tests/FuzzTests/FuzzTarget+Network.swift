import CanonicalJSON
import HTTPMessages
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
    FuzzTarget("answers of git to a push") {
      [
        "To x\n \trefs/a:refs/a\t[new]\n!\trefs/b:refs/b\t[remote rejected] (declined)\nDone\n"
      ].map { Array($0.utf8) }
    } body: { input in
      guard PushOutput(input).isAnswered else { throw Refused() }
    },
  ]
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
