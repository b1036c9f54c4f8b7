// What is refused of parameters, header fields and bodies.
extension APIError {
  /// The path or the query is not well encoded.
  public static let encoding = invalid(
    "The path or the query is not well encoded: percent-encode it as UTF-8, without NUL",
    code: "malformed_target")

  /// The body is not a JSON object.
  public static func body(_ reason: String) -> APIError {
    invalid("The body has to be a JSON object: \(reason)", code: "malformed_json")
  }

  /// The length of a page.
  public static let limit = invalid(
    "'limit' has to be a whole number from \(Limits.page.lowerBound) to \(Limits.page.upperBound)",
    parameter: "limit")

  /// The order of a list.
  public static let order = invalid("'order' has to be 'asc' or 'desc'", parameter: "order")

  /// The cursor of a list.
  public static let cursor = invalid(
    "'after' has to be the id of a prompt: use the 'last_id' of the page before",
    parameter: "after")

  /// The number of a version.
  public static let version = invalid("'version' has to be a whole number", parameter: "version")

  /// The variables to fill in.
  public static func variables(_ reason: String) -> APIError {
    invalid(
      "'variables' has to be a JSON object of names and values: \(reason)", parameter: "variables")
  }

  /// The query has parameters that are not known.
  ///
  /// - Parameter known: Those that the operation has.
  public static func unknownParameters(_ names: [String], known: [String]) -> APIError {
    let list = names.prefix(5).map { "'\(shown($0))'" }.joined(separator: ", ")
    let more = names.count > 5 ? " and \(names.count - 5) more" : ""
    let advice =
      known.isEmpty
      ? "leave the query out" : "it knows \(known.map { "'\($0)'" }.joined(separator: ", "))"
    return invalid(
      "This request has no query parameter \(list)\(more): \(advice)",
      parameter: names.first.map(shown), code: "unknown_parameter")
  }

  /// A parameter is there more than once.
  public static func repeatedParameter(_ name: String) -> APIError {
    invalid("'\(name)' is there more than once: send it once", parameter: name)
  }

  /// The beginning of a name, which may be of any length.
  static func shown(_ name: String) -> String {
    let beginning = String(name.unicodeScalars.prefix(64))
    return beginning == name ? name : "\(beginning)…"
  }

  /// The name that prompts are listed by.
  public static let nameFilter = invalid(
    "'name' has to be the name or the title of a prompt, of 1 to \(Limits.name.upperBound) "
      + "characters", parameter: "name")

  /// A version and an environment are both named.
  public static let versionAndEnvironment = invalid(
    "'environment' and 'version' both name the version: give one of them",
    parameter: "environment")

  /// A parameter that is true or false.
  public static func flag(_ name: String) -> APIError {
    invalid("'\(name)' has to be 'true' or 'false'", parameter: name)
  }

  /// `X-On-Behalf-Of`.
  public static let endUser = invalid(
    "The header X-On-Behalf-Of has to hold the id of an end user, of 1 to 255 characters",
    parameter: "X-On-Behalf-Of")

  /// `If-Match` that cannot be read.
  public static let entityTags = invalid(
    "The header If-Match has to hold entity tags or *", parameter: "If-Match")

  /// `Idempotency-Key` that is none.
  public static let idempotencyKey = invalid(
    "The header Idempotency-Key has to hold 1 to 255 characters", parameter: "Idempotency-Key")

  /// `Idempotency-Key` that came with another request.
  public static let idempotencyKeyReused = invalid(
    "This Idempotency-Key was sent with another request before: use a new one for each",
    parameter: "Idempotency-Key", code: "idempotency_key_reused")

  /// `If-Match` does not hold.
  ///
  /// - Parameter what: What of the prompt has changed.
  public static func stale(_ what: String) -> APIError {
    precondition("The prompt's \(what) changed since: read the prompt again, and decide anew")
  }

  /// Somebody else changed the same prompt.
  public static let lostRace = conflict(
    "Somebody else changed the same prompt: read it again, and decide anew")

  /// Somebody else created a version of the same prompt.
  public static let concurrentVersion = conflict(
    "Somebody else created a version of this prompt at the same time: read the prompt again, and "
      + "decide anew", code: "concurrent_version")

  /// Other prompts include the prompt.
  public static func included(by names: [String]) -> APIError {
    let list = names.prefix(5).joined(separator: ", ")
    let more = names.count > 5 ? " and \(names.count - 5) more" : ""
    return conflict(
      "The prompt is included by \(list)\(more): delete it with ?force=true, or leave it",
      code: "prompt_included")
  }

  /// An environment points at the prompt.
  public static func deployed(to environments: [String]) -> APIError {
    conflict(
      "The prompt is deployed to \(environments.joined(separator: ", ")): delete it with "
        + "?force=true, or leave it", code: "prompt_deployed")
  }
}
