internal import CanonicalJSON
internal import GitRemotes
internal import PromptMerge
internal import PromptRepo

extension SharedOutcome {
  /// Why nothing could be done.
  var error: RepositoryError? {
    switch result {
    case .conflict(let conflict): conflict.error
    case .refused(let error):
      RepositoryError(error.code, "the \(chain.rawValue): \(error.message)", hint: error.hint)
    default: nil
    }
  }

  /// What was done or is to be done, in two columns; nil for what is shown as an error.
  func line(at remote: String) -> (verb: String, what: String)? {
    switch result {
    case .pulled(let difference): ("pulled", difference.text)
    case .pushed(let difference): ("pushed", difference.text)
    case .behind(let difference): ("to pull", difference.text)
    case .ahead(let difference): ("to push", difference.text)
    case .joined(let join): ("joined", join.text(at: remote))
    case .joinable(let join): ("to join", join.text(at: remote))
    case .conflict, .refused: nil
    }
  }

  func json(at remote: String) -> JSONObject {
    var object: JSONObject = [
      "object": "remote_chain_change", "remote": .string(remote),
      "chain": .string(chain.rawValue), "result": .string(label),
    ]
    switch result {
    case .pulled(let difference), .behind(let difference):
      object["pull"] = difference.json(of: chain)
    case .pushed(let difference), .ahead(let difference):
      object["push"] = difference.json(of: chain)
    case .joined(let join), .joinable(let join):
      object["join"] = [
        "resolution": .string(join.resolution.rawValue), "here": .integer(join.ours),
        "there": .integer(join.theirs),
      ]
    case .conflict, .refused: break
    }
    if let error { object["error"] = ErrorReport(error).json["error"] }
    return object
  }

  private var label: String {
    switch result {
    case .pulled: "pulled"
    case .pushed: "pushed"
    case .behind: "behind"
    case .ahead: "ahead"
    case .joined: "joined"
    case .joinable: "joinable"
    case .conflict: "conflict"
    case .refused: "refused"
    }
  }
}

extension SharedDifference {
  fileprivate var text: String {
    var parts = added.map { "\($0) added" }
    parts += changed.map { "\($0) has other rules" }
    parts += removed.map { "\($0) removed" }
    parts += steps.map(\.text)
    guard parts.count > SharedDifference.shownParts else { return parts.joined(separator: ", ") }
    return parts.prefix(SharedDifference.shownParts).joined(separator: ", ")
      + " and \(parts.count - SharedDifference.shownParts) more"
  }

  /// How much is listed for people; programs get all.
  private static var shownParts: Int { 6 }

  fileprivate func json(of chain: LedgerRef.RepositoryKind) -> JSONValue {
    func list(_ names: [EnvironmentName]) -> JSONValue {
      .array(names.map { .string($0.rawValue) })
    }
    return switch chain {
    case .environments:
      ["added": list(added), "changed": list(changed), "removed": list(removed)]
    case .releases: ["steps": .array(steps.map { .object($0.json) })]
    }
  }
}

extension ReleaseStep {
  fileprivate var text: String {
    switch action {
    case .created: "\(release) created"
    case .withdrawn: "\(release) withdrawn"
    case .deployed(let environment): "\(release) deployed to \(environment)"
    case .rolledBack(let environment, _):
      undoes == nil
        ? "\(release) rolled back in \(environment)"
        : "a step of \(release) undone in \(environment)"
    }
  }

  fileprivate var json: JSONObject {
    let label =
      switch action {
      case .created: "created"
      case .withdrawn: "withdrawn"
      case .deployed: "deployed"
      case .rolledBack: undoes == nil ? "rolled_back" : "undone"
      }
    var object: JSONObject = ["release": .string(release.rawValue), "action": .string(label)]
    if let environment { object["environment"] = .string(environment.rawValue) }
    return object
  }
}

extension SharedJoin {
  fileprivate func text(at remote: String) -> String {
    "\(counted(theirs, "step")) from \(remote), \(counted(ours, "step")) from here on top"
  }
}
