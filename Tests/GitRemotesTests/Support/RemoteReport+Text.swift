import GitRemotes
import PromptRepo

extension RemoteReport {
  /// What became of each prompt, one line for each.
  var lines: [String] {
    prompts.map { "\($0.name): \($0.result.text)" }
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
    case .conflict(let conflict): "conflict \(conflict.kind.rawValue)"
    case .refused(let error): "refused \(error.code.rawValue)"
    }
  }
}

extension LedgerDifference {
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
