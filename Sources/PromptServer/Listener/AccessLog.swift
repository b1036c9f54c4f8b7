internal import CanonicalJSON
internal import HTTPMessages
internal import PromptService

/// A line of JSON for each request, without queries, bodies and secrets.
public struct AccessLog: Sendable {
  private let write: (@Sendable ([UInt8]) -> Void)?
  private let now: @Sendable () -> String

  /// Writes to a function, or nowhere.
  ///
  /// - Parameter now: The time of day as the log shows it.
  public init(now: @escaping @Sendable () -> String, write: (@Sendable ([UInt8]) -> Void)?) {
    self.now = now
    self.write = write
  }

  func write(
    _ request: IncomingRequest, _ state: IncomingRequest.State, status: Int, peer: String?
  ) {
    guard let write else { return }
    var line: JSONObject = [
      "time": .string(now()), "event": "request",
      "method": .string(String(state.method.prefix(32))),
      "path": .string(String(request.target.prefix { $0 != "?" }.prefix(256))),
      "status": .integer(status),
      "milliseconds": JSONNumber((request.seconds * 1_000_000).rounded() / 1_000)
        .map { .number($0) } ?? .null,
      "bytes": .integer(state.answer?.response.body.count ?? 0),
    ]
    if let peer { line["peer"] = .string(peer) }
    if let operation = state.exchange?.operation { line["operation"] = .string(operation) }
    if let key = state.exchange?.key { line["key"] = .string(key) }
    if let owner = state.exchange?.owner { line["owner"] = .string(owner) }
    if let failure = state.answer?.failure { line["failure"] = .string(failure) }
    write(JSONValue.object(line).utf8() + [10])
  }

  /// Writes that something happened which is no request.
  public func note(_ event: String, _ details: [String: String] = [:]) {
    guard let write else { return }
    var line: JSONObject = ["time": .string(now()), "event": .string(event)]
    for key in details.keys.sorted() { line[key] = details[key].map { .string($0) } }
    write(JSONValue.object(line).utf8() + [10])
  }
}
