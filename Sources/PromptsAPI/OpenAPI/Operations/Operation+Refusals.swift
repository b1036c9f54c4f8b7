import CanonicalJSON

extension Operation {
  /// What it can refuse beyond ``SharedRefusals``, with one error for each cause.
  var refusals: [APIError] {
    var refusals = [SharedRefusals.query] + causes
    if request != nil { refusals.append(contentsOf: SharedRefusals.malformedBody) }
    if parameters.contains(.idempotencyKey) { refusals.append(Self.reusedKey) }
    if requiredRole != "reader" {
      refusals.append(
        .forbidden("This needs a key with the role '\(requiredRole)': this key's is 'reader'"))
    }
    if parameters.contains(.id) { refusals.append(.noPrompt) }
    if parameters.contains(.version) || parameters.contains(.templateVersion)
      || self == .rollbackPrompt
    {
      refusals.append(.noVersion)
    }
    if parameters.contains(.ifMatch) { refusals.append(Self.staleTip) }
    return refusals
  }

  /// The causes that only this operation has.
  private var causes: [APIError] {
    switch self {
    case .createPrompt:
      Self.refusal(of: CreatePromptRequest.self, ["template": "Hello, {{name}}!"]) + [
        .conflict(
          "Another request with this Idempotency-Key is not finished: send it again in a moment")
      ]
    case .listPrompts:
      [
        Self.limit, Self.order,
        .invalid(
          "'after' is not the id of a prompt: take the 'last_id' of the page before",
          parameter: "after"),
      ]
    case .getPrompt:
      [
        .invalid(
          "'variables' has to be a JSON object, such as {\"name\":\"value\"}",
          parameter: "variables"),
        .invalid(
          "'version' has to be a whole number from 1 to \(Limits.version)", parameter: "version"),
      ]
    case .updatePrompt:
      Self.refusal(of: UpdatePromptRequest.self, ["name": ""]) + [Self.lostRace]
    case .deletePrompt:
      [
        .invalid("'force' has to be true or false", parameter: "force"),
        .conflict(
          "The environment 'production' points at this prompt: move it first, or send force=true",
          code: "prompt_in_use"),
      ]
    case .createPromptVersion:
      Self.refusal(of: CreateVersionRequest.self, ["template": ""]) + [Self.lostRace]
    case .listPromptVersions: [Self.limit, Self.order]
    case .getPromptVersion: []
    case .rollbackPrompt:
      Self.refusal(of: RollbackRequest.self, ["version": 0]) + [Self.lostRace]
    }
  }

  private static let limit = APIError.invalid(
    "'limit' has to be a whole number from \(Limits.page.lowerBound) to \(Limits.page.upperBound)",
    parameter: "limit")
  private static let order = APIError.invalid(
    "'order' has to be asc or desc", parameter: "order")
  private static let reusedKey = APIError.invalid(
    "This Idempotency-Key came with another body before: use a new key for a new request",
    parameter: "Idempotency-Key", code: "idempotency_key_reused")
  private static let lostRace = APIError.conflict(
    "Somebody else changed this prompt at the same time: read it again, then decide")
  private static let staleTip = APIError.precondition(
    "The prompt has changed since it was read: read it again, then decide")

  /// What the reader of a body says to one that is not acceptable.
  private static func refusal<Body: WireObject>(of _: Body.Type, _ json: JSONObject) -> [APIError] {
    do throws(FormatError) {
      _ = try Body(json)
      return []
    } catch {
      return [.invalid(error)]
    }
  }
}
