internal import CanonicalJSON
internal import PromptTemplate

extension TemplateError {
  /// What does not fit: one sentence, or a list with a line for each.
  var sentence: String {
    let reasons =
      missing.map { variable in
        let places = variable.occurrences.map(\.description).joined(separator: "; ")
        return "no value for '\(variable.name)' (\(places))"
      } + extra.map { "the template has no variable '\($0)'" }
    guard reasons.count > 1 else { return reasons.joined() }
    return "values and template do not fit:" + reasons.map { "\n  \($0)" }.joined()
  }

  /// What to change on the command line.
  var commandLineHint: String {
    let give = missing.map { "--var \($0.name)=VALUE" }.joined(separator: " ")
    let leave = extra.map { "'\($0)'" }.joined(separator: ", ")
    switch (missing.isEmpty, extra.isEmpty) {
    case (false, false): return "Give \(give), and leave out \(leave)"
    case (false, true): return "Give \(give)"
    default: return "Leave out \(leave)"
    }
  }
}
