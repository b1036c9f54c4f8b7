internal import CanonicalJSON

/// An error as an answer tells it.
struct MCPError: Error, Sendable {
  /// What kind of error it is, by the number of the protocol.
  enum Code: Int, Sendable {
    /// The message is not JSON.
    case parse = -32700
    /// The message is no request.
    case invalidRequest = -32600
    /// There is no such method.
    case unknownMethod = -32601
    /// The parameters are wrong.
    case invalidParameters = -32602
    /// Something is wrong here.
    case failure = -32603
    /// The fields of HTTP and the message say different things.
    case headerMismatch = -32020
    /// The revision is not known.
    case unknownVersion = -32022
  }

  let code: Code
  /// What is wrong, and what to do.
  let message: String
  /// More for programs.
  var data: JSONObject?

  init(_ code: Code, _ message: String, data: JSONObject? = nil) {
    self.code = code
    self.message = message
    self.data = data
  }

  init(_ error: CatalogueError) {
    switch error {
    case .refused(let reasons): self.init(.invalidParameters, reasons)
    case .failed(let reason): self.init(.failure, reason)
    }
  }

  /// Parameters that are wrong, with all reasons at once.
  static func parameters(_ reasons: [String]) -> MCPError {
    MCPError(.invalidParameters, reasons.joined(separator: "; "))
  }

  /// A revision that is not known.
  static func version(_ requested: String) -> MCPError {
    MCPError(
      .unknownVersion,
      "the revision '\(requested)' is not known here: take \(ProtocolVersion.modern), or begin with "
        + "'initialize' for \(ProtocolVersion.legacy[0])",
      data: [
        "supported": .array(ProtocolVersion.all.map { .string($0) }),
        "requested": .string(requested),
      ])
  }

  /// The message of the error; without an id where the request has none that can be told.
  func answer(to id: RequestID?) -> JSONObject {
    var error: JSONObject = ["code": .integer(code.rawValue), "message": .string(message)]
    if let data { error["data"] = .object(data) }
    var answer: JSONObject = ["jsonrpc": "2.0"]
    if let id { answer["id"] = id.json }
    answer["error"] = .object(error)
    return answer
  }
}
