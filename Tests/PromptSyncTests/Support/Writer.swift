import CanonicalJSON
import HTTPMessages
import PromptsAPI
import PromptsClient

/// Somebody else who uses the hosted API, without faults.
struct Writer {
  private let client: PromptsClient

  init(_ hosted: Hosted) {
    client = PromptsClient(
      Direct(hosted: hosted), key: hosted.key,
      policy: RetryPolicy(attempts: 1, wait: { _ in }, now: { 0 }))
  }

  private struct Direct: HTTPTransport {
    let hosted: Hosted

    func send(_ request: HTTPRequest, body: [UInt8]?) throws(TransportError) -> HTTPResponse {
      hosted.respond(request, body)
    }
  }

  /// All prompts, the oldest first.
  func prompts() throws(ClientError) -> [PromptObject] {
    try client.prompts(after: nil, ascending: true).data
  }

  /// The prompt of a name.
  func prompt(_ name: String) throws(ClientError) -> PromptObject {
    guard let prompt = try prompts().first(where: { $0.name == name }) else {
      throw .unknown("there is no \(name)")
    }
    return prompt
  }

  @discardableResult
  func create(
    _ name: String, _ template: String, _ metadata: JSONObject = JSONObject()
  ) throws(ClientError) -> String {
    try client.create(
      CreatePromptRequest(name: name, template: template, description: nil, metadata: metadata),
      once: "writer \(Int.random(in: 0 ... .max))"
    ).value.prompt.id
  }

  func publish(_ id: String, _ template: String) throws(ClientError) {
    _ = try client.createVersion(
      CreateVersionRequest(template: template), of: id, ifMatch: nil,
      once: "writer \(Int.random(in: 0 ... .max))")
  }

  func activate(_ id: String, _ version: Int) throws(ClientError) {
    _ = try client.rollback(to: version, of: id, ifMatch: nil)
  }

  func edit(_ id: String, _ edit: UpdatePromptRequest) throws(ClientError) {
    _ = try client.update(edit, of: id, ifMatch: nil)
  }

  func delete(_ id: String) throws(ClientError) {
    try client.delete(id)
  }
}
