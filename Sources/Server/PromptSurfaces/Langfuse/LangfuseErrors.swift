internal import CanonicalJSON
internal import HTTPMessages
internal import PromptRepo
internal import PromptService
internal import PromptsAPI

/// An error as Langfuse sends it: `{"message", "error"}`.
struct LangfuseError: SurfaceError {
  /// The status, by which clients choose what they raise.
  var status: Int
  /// What happened and what to do.
  var message: String
  /// The kind of error, or what is wrong with the members of a request.
  var error: JSONValue
  private var fields = HTTPFields()

  private init(_ status: Int, _ kind: String, _ message: String) {
    self.status = status
    self.message = message
    error = .string(kind)
  }

  /// The answer.
  var response: HTTPResponse {
    var response = HTTPResponse(
      HTTPStatus(rawValue: status), json: ["message": .string(message), "error": error])
    fields.forEach { response.fields[$0] = $1 }
    return response
  }

  /// A request that is refused: what is wrong, and what to do.
  static func invalid(_ message: String) -> LangfuseError {
    LangfuseError(400, "InvalidRequestError", message)
  }

  /// A thing that is not there.
  static func notFound(_ message: String) -> LangfuseError {
    LangfuseError(404, "LangfuseNotFoundError", message)
  }

  /// A request whose members or parameters are not what they have to be.
  static func issues(_ issues: [LangfuseIssue]) -> LangfuseError {
    var error = LangfuseError(400, "", "Invalid request data")
    error.error = .array(issues.map { .object($0.json) })
    return error
  }
}

/// What is wrong with one member or parameter of a request.
struct LangfuseIssue: Sendable {
  /// The kind of fault.
  enum Code: String, Sendable {
    case type = "invalid_type"
    case value = "invalid_value"
    case long = "too_big"
    case short = "too_small"
    case other = "custom"
  }

  /// The kind of fault.
  let code: Code
  /// Where it is.
  let path: [String]
  /// What is wrong, and what to do.
  let message: String

  var json: JSONObject {
    [
      "code": .string(code.rawValue), "path": .array(path.map(JSONValue.string)),
      "message": .string(message),
    ]
  }
}

extension LangfuseError {
  /// The error for a refusal, with the words of the Prompts API where Langfuse has none of its own.
  init(_ refusal: ServiceError) {
    let words = APIError(refusal)
    switch refusal.kind {
    case .unauthenticated:
      let message =
        switch refusal {
        case .noCredentials: "No authorization header"
        case .severalKeys: "Invalid credentials: the request has two different keys"
        default:
          "Invalid credentials: LANGFUSE_PUBLIC_KEY is the id of an API key, and LANGFUSE_SECRET_KEY "
            + "its secret"
        }
      self.init(401, "UnauthorizedError", message)
      fields[.wwwAuthenticate] = "Basic"
    case .forbidden: self.init(403, "ForbiddenError", words.message)
    case .misdirected: self.init(words.status, "InvalidRequestError", words.message)
    case .notFound:
      if case .pathNotFound = refusal {
        self = .notFound(
          "There is nothing at this path: this server has Langfuse's prompts, and takes no traces. Set "
            + "LANGFUSE_TRACING_ENABLED=false, or give tracing a client object of its own")
      } else {
        self = .notFound(words.message)
      }
    case .method:
      self.init(405, "MethodNotAllowedError", "Method not allowed")
      if case .method(let allowed) = refusal {
        fields[.allow] = allowed.joined(separator: ", ")
      }
    case .conflict: self.init(409, "LangfuseConflictError", words.message)
    case .rule: self.init(rule: refusal, words)
    case .invalid: self = .invalid(words.message)
    case .tooLarge, .mediaType: self.init(words.status, "InvalidRequestError", words.message)
    case .rateLimit: self.init(429, "RateLimitError", words.message)
    case .unavailable: self.init(503, "ServiceUnavailableError", words.message)
    case .failure: self.init(500, "InternalServerError", words.message)
    }
    if let seconds = words.retryAfter { fields[.retryAfter] = "\(seconds)" }
  }

  /// Never a conflict, which clients repeat.
  private init(rule refusal: ServiceError, _ words: APIError) {
    switch refusal {
    case .notMoved(let move): self.init(403, "ForbiddenError", move.advice)
    case .rule(_, let reason): self.init(403, "ForbiddenError", reason)
    case .included(let names):
      let list = names.map { "'\($0)'" }.joined(separator: ", ")
      self = .invalid(
        "The prompt is included by \(list), which could not be rendered any more: change them first"
      )
    default: self = .invalid(words.message)
    }
  }

  /// What a request ends with that wants labels moved: a label that has no place is its own fault.
  static func moving<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch ServiceError.environmentNotFound(let name, _) {
      throw LangfuseError.invalid(
        LangfuseAdvice.missing(environment: name))
    }
  }

  /// What a request ends with that has moved labels to a version which clients cannot hold, so that
  /// no label moves: why, and the commands that move them all the same.
  static func moved<Result>(
    _ found: FoundPrompt, _ version: Version, to labels: [String], _ body: () throws -> Result
  ) throws -> Result {
    let reason: String
    do {
      return try body()
    } catch let error as LangfuseError where error.status == 400 {
      reason = error.message
    } catch let error as ServiceError where error.kind == .invalid {
      reason = APIError(error).message
    }
    throw LangfuseError.invalid(
      LangfuseAdvice.formless(found, version.number, labels: labels, reason))
  }
}
