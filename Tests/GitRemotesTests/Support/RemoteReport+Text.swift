import GitRemotes
import PromptRepo

extension RemoteReport {
  /// What became of each prompt, one line for each.
  var lines: [String] {
    prompts.map { "\($0.name): \($0.result.text)" }
  }
}

extension RemoteReport {
  /// What became of environments and releases, one line for each.
  var repositoryWideLines: [String] {
    repositoryWide.map { "\($0.kind.rawValue): \($0.result.text)" }
  }
}

extension RepositoryWideOutcome.Result {
  var text: String {
    switch self {
    case .pulled(let difference): "pulled \(difference.text)"
    case .pushed(let difference): "pushed \(difference.text)"
    case .behind(let difference): "behind \(difference.text)"
    case .ahead(let difference): "ahead \(difference.text)"
    case .behindAndAhead(let pull, let push): "behind \(pull.text), ahead \(push.text)"
    case .joined(let join): "joined \(join.theirs) and \(join.ours)"
    case .joinable(let join): "joinable \(join.theirs) and \(join.ours)"
    case .conflict(let conflict): "conflict" + (conflict.obstacle == nil ? "" : " to decide")
    case .refused(let error): "refused \(error.code.rawValue)"
    }
  }
}

extension RepositoryWideDifference {
  var text: String {
    let words =
      switch self {
      case .environments(let added, let changed, let removed):
        added.map { "+\($0)" } + changed.map { "~\($0)" } + removed.map { "-\($0)" }
      case .alike: ["alike"]
      case .releases(let steps):
        steps.map { step in
          switch step.action {
          case .created: "\(step.release) created"
          case .withdrawn: "\(step.release) withdrawn"
          case .deployed(let environment): "\(step.release) in \(environment)"
          case .rolledBack(let environment, _): "\(step.release) out of \(environment)"
          }
        }
      }
    return words.joined(separator: ", ")
  }
}

extension PromptOutcome.Result {
  var text: String {
    switch self {
    case .pulled(let difference): "pulled \(difference.text)"
    case .pushed(let difference): "pushed \(difference.text)"
    case .behind(let difference): "behind \(difference.text)"
    case .ahead(let difference): "ahead \(difference.text)"
    case .behindAndAhead(let pull, let push): "behind \(pull.text), ahead \(push.text)"
    case .joined(let join): "joined \(join.text)"
    case .joinable(let join): "joinable \(join.text)"
    case .conflict(let conflict): "conflict \(conflict.kind.rawValue)"
    case .refused(let error): "refused \(error.code.rawValue)"
    }
  }
}

extension PromptDifference {
  var text: String {
    var words: [String] =
      switch kind {
      case .created: ["created"]
      case .changed: []
      case .renamed(let name): ["from \(name)"]
      case .deleted: ["deleted"]
      case .buried: ["buried"]
      }
    if let versions { words.append("v\(versions.lowerBound)..v\(versions.upperBound)") }
    if let active { words.append("active v\(active)") }
    if editsRecord { words.append("record") }
    return words.joined(separator: " ")
  }
}

extension PromptRebase {
  var text: String {
    var words: [String] = []
    if let theirs { words.append("v\(theirs.lowerBound)..v\(theirs.upperBound)") }
    words += ours.map { "v\($0.old)>v\($0.new)" }
    if let version { words.append("top v\(version)") }
    if let active { words.append("active v\(active)") }
    if editsRecord { words.append("record") }
    if unresolved != nil { words.append("unresolved") }
    return words.joined(separator: " ")
  }
}
