/// A response with its body.
public struct HTTPResponse: Sendable {
  /// How it went.
  public var status: HTTPStatus
  /// The header fields.
  public var fields: HTTPFields
  /// The body.
  public var body: [UInt8]

  /// Makes a response from its parts.
  public init(_ status: HTTPStatus, fields: HTTPFields = HTTPFields(), body: [UInt8] = []) {
    self.status = status
    self.fields = fields
    self.body = body
  }
}
