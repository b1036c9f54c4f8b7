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

extension APIError {
  /// Reads the body of an error that was received; `nil` when it is not of this shape.
  public init?(status: Int, body: JSONValue) {
    guard let error = body.object?["error"]?.object, let message = error["message"]?.string else {
      return nil
    }
    self.init(
      status, error["type"]?.string.flatMap(Kind.init) ?? (status < 500 ? .invalidRequest : .api),
      error["code"]?.string ?? "unknown", message, parameter: error["param"]?.string)
  }
}

// What the API refuses, each with one wording.
extension APIError {
  /// The request's body or parameters are not acceptable.
  public static func invalid(
    _ message: String, parameter: String? = nil, code: String = "invalid_parameter"
  ) -> APIError {
    APIError(400, .invalidRequest, code, message, parameter: parameter)
  }

  /// A member of the body is missing or wrong.
  public static func invalid(_ error: FormatError) -> APIError {
    invalid(error.message, parameter: error.member)
  }

  /// There is no key, or none that is known.
  public static let unauthenticated = APIError(
    401, .authentication, "invalid_api_key",
    "The API key is missing or not known: send a valid one as 'Authorization: Bearer <key>'")

  /// There are two keys that differ.
  public static let severalKeys = APIError(
    401, .authentication, "invalid_api_key", "The request has two different keys: send one of them")

  /// The key may not do this.
  public static func forbidden(_ message: String) -> APIError {
    APIError(403, .permission, "insufficient_role", message)
  }

  /// The request names another server, and has no key.
  public static func foreignHost(_ host: String) -> APIError {
    APIError(
      421, .invalidRequest, "foreign_host",
      "This server does not answer requests without a key for '\(shown(host))': ask it by a name of "
        + "this machine, or have it started with --allow-host for that name", parameter: "Host")
  }

  /// The request comes from another site's page, and has no key.
  public static func foreignOrigin(_ origin: String) -> APIError {
    APIError(
      403, .permission, "foreign_origin",
      "This server does not answer requests without a key from pages of '\(shown(origin))': send a "
        + "key, or have it started with --allow-host for that name", parameter: "Origin")
  }

  /// The request comes from another site's page, where not even a key makes up for that.
  public static func foreignPage(_ origin: String) -> APIError {
    APIError(
      403, .permission, "foreign_origin",
      "This server does not answer pages of '\(shown(origin))' here: have it started with "
        + "--allow-host for that name", parameter: "Origin")
  }

  /// There is no such prompt, for this key.
  public static let noPrompt = APIError(
    404, .notFound, "prompt_not_found",
    "There is no prompt with this id: by its name, /api/v1/llm/prompts?name=NAME finds it")

  /// The prompt has no such version.
  public static let versionNotFound = APIError(
    404, .notFound, "version_not_found",
    "The prompt has no version with this number: list its versions to find one")

  /// There is nothing at this path.
  public static let pathNotFound = APIError(
    404, .notFound, "path_not_found",
    "There is nothing at this path: the API is described in /openapi.json, and "
      + "/api/v1/llm/prompts?name=NAME finds a prompt by its name")

  /// There is nothing at this path, which is for clients that are not answered here: a sentence that
  /// says what to do.
  public static func pathOfOthers(_ sentence: String) -> APIError {
    var error = pathNotFound
    error.message =
      "There is nothing at this path. \(sentence). The Prompts API is described in /openapi.json"
    return error
  }

  /// The path has other methods.
  public static func method(allowed: [String]) -> APIError {
    APIError(
      405, .invalidRequest, "method_not_allowed",
      "This path does not have that method: it has \(allowed.joined(separator: ", "))",
      allow: allowed)
  }

  /// Somebody else changed the same thing.
  public static func conflict(_ message: String, code: String = "conflict") -> APIError {
    APIError(409, .conflict, code, message)
  }

  /// `If-Match` does not hold.
  public static func precondition(_ message: String) -> APIError {
    APIError(412, .conflict, "precondition_failed", message, parameter: "If-Match")
  }

  /// The body is too long.
  public static func tooLarge(limit: Int) -> APIError {
    APIError(
      413, .invalidRequest, "body_too_large",
      "The request's body is too long: this server takes at most \(limit) bytes")
  }

  /// The request line is too long.
  public static func uriTooLong(limit: Int) -> APIError {
    APIError(
      414, .invalidRequest, "uri_too_long",
      "The request's path and query are too long: this server takes at most \(limit) bytes")
  }

  /// An environment cannot be removed: another one requires it, or something is live in it.
  public static func environmentInUse(
    _ name: String, by other: String?, _ reason: String
  ) -> APIError {
    let way =
      other.map { "`promptrepo env set \($0)` gives that one other rules" }
      ?? "`promptrepo env remove \(name) --force` removes it all the same"
    return .conflict("\(reason): \(way)", code: "environment_in_use")
  }

  /// The header fields are too long.
  public static func fieldsTooLarge(limit: Int) -> APIError {
    APIError(
      431, .invalidRequest, "header_too_large",
      "The request's header fields are too long: this server takes at most \(limit) bytes")
  }

  /// The body is not JSON.
  public static let mediaType = APIError(
    415, .invalidRequest, "unsupported_media_type",
    "The request's body has to be JSON in UTF-8: send it with 'Content-Type: application/json'")

  /// Too many requests.
  public static func rateLimitExceeded(retryAfter seconds: Int) -> APIError {
    APIError(
      429, .rateLimit, "rate_limit_exceeded",
      "There were too many requests with this key: wait \(seconds) s, and send fewer",
      retryAfter: seconds)
  }

  /// The server failed, and says nothing of how.
  public static let internalFailure = APIError(
    500, .api, "internal_error",
    "The server could not do this: try again, and look at the server's log if it stays so")

  /// The server is about to stop, or not ready yet.
  public static let unavailable = APIError(
    503, .api, "unavailable", "The server is not ready for requests: try again in a moment",
    retryAfter: 1)
}
