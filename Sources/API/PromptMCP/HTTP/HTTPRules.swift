public import CanonicalJSON
internal import Digests

/// What the protocol asks of a `POST` of HTTP beside the message in its body.
///
/// Who may ask, and from where, is the business of the server that calls this.
public struct HTTPRules: Sendable {
  private let server: MCPServer

  /// Makes the rules of a server, whose transport is HTTP.
  public init(_ server: MCPServer) {
    self.server = server
  }

  /// The status, and the body unless there is none.
  public struct Answer: Sendable {
    /// The status: 200, 202, 400 or 404.
    public let status: Int
    /// The message; `nil` with 202.
    public let message: JSONObject?
  }

  /// The answer to a request.
  ///
  /// - Parameters:
  ///   - body: The body, which is one message.
  ///   - field: The value of a header field by its name, in which case says nothing; `nil` where there
  ///     is none.
  public func answer(_ body: [UInt8], field: (String) -> String?) -> Answer {
    let message = Message(body)
    switch message {
    case .notification, .response: return Answer(status: 202, message: nil)
    case .unreadable(let id, let error): return Answer(status: 400, message: error.answer(to: id))
    case .request(let id, let method, let parameters):
      if let error = mismatch(method, parameters, field) {
        return Answer(status: 400, message: error.answer(to: id))
      }
      let answer = server.answer(to: message)
      let code = answer?["error"]?.object?["code"]?.integer
      let isUnknown = code == MCPError.Code.unknownMethod.rawValue
      // A client of the legacy era takes 404 for the end of its session.
      return Answer(status: isUnknown && parameters.isModern ? 404 : 200, message: answer)
    }
  }

  /// What the fields and the body say differently; `nil` for nothing.
  private func mismatch(
    _ method: String, _ parameters: Parameters, _ field: (String) -> String?
  ) -> MCPError? {
    let version = field("MCP-Protocol-Version")
    guard parameters.isModern else {
      guard let version else { return nil }
      if ProtocolVersion.legacy.contains(where: version.hasSameBytes) { return nil }
      guard version.hasSameBytes(as: ProtocolVersion.modern) else { return .version(version) }
      return MCPError(
        .headerMismatch,
        "MCP-Protocol-Version is '\(version)', and 'params._meta' names no revision: name it there")
    }
    var expected = [
      ("MCP-Protocol-Version", version, parameters.version ?? ""),
      ("Mcp-Method", field("Mcp-Method"), method),
    ]
    if method == "prompts/get", let name = parameters.object["name"]?.string {
      expected.append(("Mcp-Name", field("Mcp-Name").map(Self.decoded), name))
    }
    let reasons = expected.compactMap { name, found, value -> String? in
      guard let found else { return "\(name) is missing: it is '\(value.beginning)' here" }
      if found.hasSameBytes(as: value) { return nil }
      return "\(name) is '\(found.beginning)', and the body says '\(value.beginning)'"
    }
    return reasons.isEmpty
      ? nil : MCPError(.headerMismatch, reasons.joined(separator: "; "))
  }

  /// The text of a field, which is in Base64 where it is not plain; what cannot be read stays.
  private static func decoded(_ value: String) -> String {
    let (start, end) = (Array("=?base64?".utf8), Array("?=".utf8))
    let bytes = Array(value.utf8)
    guard bytes.count >= start.count + end.count,
      String(decoding: bytes.prefix(start.count), as: UTF8.self).lowercased()
        .hasSameBytes(as: "=?base64?"), bytes.suffix(end.count) == end[...],
      let decoded = Base64.decode(bytes[start.count..<(bytes.count - end.count)]),
      let text = String(validating: decoded, as: UTF8.self)
    else { return value }
    return text
  }
}
