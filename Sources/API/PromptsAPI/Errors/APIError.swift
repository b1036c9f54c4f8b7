public import CanonicalJSON

/// An error as the API sends it: `{"error": {"type", "code", "message", "param"?}}`.
public struct APIError: Error, Sendable, Hashable {
  /// The status that it is sent with.
  public var status: Int
  /// The kind of failure, for programs that handle kinds alike.
  public var type: Kind
  /// The failure, for programs.
  public var code: String
  /// What happened and what to do, for people.
  public var message: String
  /// The member or parameter that it is about; may be absent.
  public var parameter: String?
  /// How many seconds to wait before the next try; sent as `Retry-After`.
  public var retryAfter: Int?
  /// The methods that the path has; sent as `Allow`.
  public var allow: [String]

  /// The kinds of failures.
  public enum Kind: String, Sendable, CaseIterable {
    /// The request is not acceptable, or not now.
    case invalidRequest = "invalid_request_error"
    /// No key, or none that is known.
    case authentication = "authentication_error"
    /// The key may not do this.
    case permission = "permission_error"
    /// There is no such thing.
    case notFound = "not_found_error"
    /// Somebody else changed the same thing.
    case conflict = "conflict_error"
    /// Too many requests.
    case rateLimit = "rate_limit_error"
    /// The server failed.
    case api = "api_error"
  }

  /// Makes an error from its parts.
  public init(
    _ status: Int, _ type: Kind, _ code: String, _ message: String, parameter: String? = nil,
    retryAfter: Int? = nil, allow: [String] = []
  ) {
    self.status = status
    self.type = type
    self.code = code
    self.message = message
    self.parameter = parameter
    self.retryAfter = retryAfter
    self.allow = allow
  }

  /// The body that it is sent with.
  public var json: JSONObject {
    var error: JSONObject = [
      "type": .string(type.rawValue), "code": .string(code), "message": .string(message),
    ]
    if let parameter { error["param"] = .string(parameter) }
    return ["error": .object(error)]
  }
}
