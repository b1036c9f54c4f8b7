internal import CanonicalJSON
internal import PromptTemplate

extension TemplateError {
  /// How many braces are listed; a text that is no template at all may hold thousands.
  private static let listed = 20

  /// What does not fit: one sentence, or a list with a line for each.
  var sentence: String {
    var reasons =
      missing.map { variable in
        let places = variable.occurrences.map(\.description).joined(separator: "; ")
        return "no value for '\(variable.name)' (\(places))"
      } + extra.map { "the template has no variable '\($0)'" }
    reasons += strays.prefix(Self.listed).map { braces in
      "'\(braces.excerpt)' (\(braces.position)) is no variable, and nothing fills it in"
    }
    if strays.count > Self.listed {
      reasons.append("\(strays.count - Self.listed) more such places")
    }
    guard reasons.count > 1 else { return reasons.joined() }
    return "values and template do not fit:" + reasons.map { "\n  \($0)" }.joined()
  }

  /// What to change on the command line and in the template.
  var commandLineHint: String {
    let give = missing.map { "--var \($0.name)=VALUE" }.joined(separator: " ")
    let leave = extra.map { "'\($0)'" }.joined(separator: ", ")
    let values =
      switch (missing.isEmpty, extra.isEmpty) {
      case (false, false): ["Give \(give), and leave out \(leave)"]
      case (false, true): ["Give \(give)"]
      case (true, false): ["Leave out \(leave)"]
      case (true, true): [String]()
      }
    return (values + (strays.isEmpty ? [] : [braceHint])).joined(separator: ". ")
  }
}
