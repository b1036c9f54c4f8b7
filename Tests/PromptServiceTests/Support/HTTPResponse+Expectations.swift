import CanonicalJSON
import HTTPMessages
import Testing

extension HTTPResponse {
  /// The body as text.
  var text: String { String(decoding: body, as: UTF8.self) }

  /// The body as an object.
  func json(at location: SourceLocation = #_sourceLocation) throws -> JSONObject {
    try #require(fields[.contentType] == "application/json", "\(text)", sourceLocation: location)
    return try #require(try JSONValue(parsing: body).object, sourceLocation: location)
  }

  /// The members of a list.
  func list(at location: SourceLocation = #_sourceLocation) throws -> [JSONObject] {
    #expect(status == .ok, "\(text)", sourceLocation: location)
    let json = try json(at: location)
    #expect(json["object"] == "list", sourceLocation: location)
    return try #require(json["data"]?.array, sourceLocation: location).compactMap(\.object)
  }

  /// Expects an error in the one shape that errors have.
  func expectError(
    _ status: Int, _ code: String? = nil, _ parameter: String? = nil,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    #expect(self.status.rawValue == status, "\(text)", sourceLocation: location)
    let body = try json(at: location)
    #expect(body.map(\.key) == ["error"], sourceLocation: location)
    let error = try #require(body["error"]?.object, sourceLocation: location)
    let keys = Set(error.map(\.key))
    #expect(
      keys.subtracting(["param"]) == ["type", "code", "message"], sourceLocation: location)
    #expect(error["message"]?.string?.isEmpty == false, sourceLocation: location)
    if let code { #expect(error.text("code") == code, "\(text)", sourceLocation: location) }
    if let parameter {
      #expect(error.text("param") == parameter, "\(text)", sourceLocation: location)
    }
    #expect(
      error.text("type") == HTTPResponse.types[status] ?? "invalid_request_error",
      sourceLocation: location)
  }

  private static let types = [
    401: "authentication_error", 403: "permission_error", 404: "not_found_error",
    409: "conflict_error", 412: "conflict_error", 429: "rate_limit_error", 500: "api_error",
    503: "api_error",
  ]
}

extension JSONObject {
  /// A member's text; empty when it is none.
  func text(_ key: String) -> String { self[key]?.string ?? "" }

  /// A member's number; -1 when it is none.
  func number(_ key: String) -> Int { self[key]?.integer ?? -1 }
}
