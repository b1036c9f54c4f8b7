import CanonicalJSON

extension Operation {
  /// What it can refuse beyond ``SharedRefusals``, with one error for each cause.
  var refusals: [APIError] {
    var refusals =
      [APIError.encoding, .unknownParameters(["env"], known: queryParameters)] + causes
    if request != nil { refusals.append(contentsOf: SharedRefusals.malformedBody) }
    if parameters.contains(.idempotencyKey) { refusals.append(.reusedKey) }
    if requiredRole != "reader" {
      refusals.append(
        .forbidden("This needs a key with the role '\(requiredRole)': this key's is 'reader'"))
    } else {
      refusals.append(.foreignOrigin("http://prompts.example"))
    }
    if parameters.contains(.id) { refusals.append(.noPrompt) }
    if parameters.contains(.liveIn) {
      refusals.append(.noEnvironment("prod", among: ["production"]))
    }
    if parameters.contains(.version) || parameters.contains(.templateVersion)
      || self == .rollbackPrompt
    {
      refusals.append(.noVersion)
    }
    if parameters.contains(.ifMatch) {
      refusals.append(.stale(showsDeployment ? "live version in 'production'" : "versions"))
    }
    return refusals
  }

  /// The causes that only this operation has.
  private var causes: [APIError] {
    switch self {
    case .createPrompt:
      Self.refusal(of: CreatePromptRequest.self, ["template": "Hello, {{name}}!"])
        + [.idempotencyKey, .lostRace]
    case .listPrompts: [.limit, .order, .cursor, .nameFilter]
    case .getPrompt:
      [
        .variables("it is of kind array"), .version, .versionAndEnvironment,
        .notDeployed(to: "production"),
      ]
    case .updatePrompt:
      Self.refusal(of: UpdatePromptRequest.self, ["name": ""]) + [.lostRace]
    case .deletePrompt: [.flag("force"), .deployed(to: ["production"])]
    case .createPromptVersion:
      Self.refusal(of: CreateVersionRequest.self, ["template": ""])
        + [.idempotencyKey, .lostVersion]
    case .listPromptVersions: [.limit, .order]
    case .getPromptVersion: []
    case .rollbackPrompt:
      Self.refusal(of: RollbackRequest.self, ["version": 0]) + [.lostRace]
    case .listDeployments:
      [.limit, .deploymentCursor, .noPrompt, .noEnvironment("prod", among: ["production"])]
    case .deployPrompt: Self.deployRefusals
    case .rollbackDeployment: Self.deploymentRollbackRefusals
    case .getDeploymentHistory: [.limit, .moveCursor, .noDeployment]
    }
  }

  /// What the reader of a body says to one that is not acceptable.
  static func refusal<Body: WireObject>(of _: Body.Type, _ json: JSONObject) -> [APIError] {
    do throws(FormatError) {
      _ = try Body(json)
      return []
    } catch {
      return [.invalid(error)]
    }
  }
}
