internal import CanonicalJSON
internal import GitRemotes
internal import PromptMerge
internal import PromptRepo

extension RepositoryWideOutcome {
  /// Why nothing could be done.
  var error: RepositoryError? { result.error(about: "the \(kind.rawValue)") }

  func json(at remote: String) -> JSONObject {
    let object: JSONObject = [
      "object": "remote_chain_change", "remote": .string(remote), "chain": .string(kind.rawValue),
    ]
    return result.json(adding: error, to: object)
  }
}

extension RepositoryWideDifference: ReportedDifference {
  var text: String {
    let parts =
      switch self {
      case .environments(let added, let changed, let removed):
        added.map { "\($0) added" } + changed.map { "\($0) has other rules" }
          + removed.map { "\($0) removed" }
      case .releases(let steps): steps.map(\.text)
      case .alike: ["what both did alike"]
      }
    guard !parts.isEmpty else { return "changed and put back" }
    let more = parts.count - RepositoryWideDifference.shownParts
    return parts.prefix(RepositoryWideDifference.shownParts).joined(separator: ", ")
      + (more > 0 ? " and \(more) more" : "")
  }

  /// How much is listed for people; programs get all.
  private static var shownParts: Int { 6 }

  var json: JSONValue {
    func list(_ names: [EnvironmentName]) -> JSONValue {
      .array(names.map { .string($0.rawValue) })
    }
    return switch self {
    case .environments(let added, let changed, let removed):
      ["added": list(added), "changed": list(changed), "removed": list(removed)]
    // Only lists of environments are compared so.
    case .alike: ["added": [], "changed": [], "removed": []]
    case .releases(let steps): ["steps": .array(steps.map { .object($0.json) })]
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

extension RepositoryWideRebase: ReportedRebase {
  func text(at remote: String) -> String {
    "\(counted(theirs, "step")) from \(remote), \(counted(ours, "step")) from here on top"
  }

  var json: JSONValue {
    [
      "resolution": .string(resolution.rawValue), "here": .integer(ours),
      "there": .integer(theirs),
    ]
  }
}
