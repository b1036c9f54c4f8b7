/// The head of a request: all but its body.
public struct HTTPRequest: Sendable {
  /// What is to be done.
  public var method: HTTPMethod
  /// The path and the query as they were sent: `/a/b?c=d`.
  public var target: String
  /// The header fields.
  public var fields: HTTPFields

  /// Makes a request from its parts.
  public init(_ method: HTTPMethod, _ target: String, fields: HTTPFields = HTTPFields()) {
    self.method = method
    self.target = target
    self.fields = fields
  }
}
