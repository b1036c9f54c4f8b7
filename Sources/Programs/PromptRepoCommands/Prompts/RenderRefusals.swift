internal import CanonicalJSON
internal import Platform
internal import PromptRepo
internal import PromptTemplate

extension RenderRefusal {
  /// The reason in a sentence, or in a list.
  var sentence: String {
    switch self {
    case .values(let refusal): refusal.sentence
    case .unreadable(let text):
      "the template cannot be read as \(text.dialect.rawValue): \(text)"
    case .notRendered(let dialect):
      "a text of the dialect \(dialect.rawValue) is rendered by its client"
    case .limit(let error): error.description
    case .failure(let reason, let place): "\(place): \(reason)"
    }
  }

  /// What to do about it.
  var commandLineHint: String? {
    switch self {
    case .values(let refusal): refusal.commandLineHint
    case .unreadable: "Correct the template, and commit it"
    case .notRendered: "`promptrepo show` prints it"
    case .limit: "Give smaller or fewer values, or write fewer placeholders and loops"
    case .failure: nil
    }
  }
}

extension ValuesRefusal {
  /// How many braces are listed; a text that is no template at all may hold thousands.
  private static let listed = 20

  /// What does not fit: one sentence, or a list with a line for each.
  var sentence: String {
    var reasons =
      missing.map { "no value for '\($0.path)' (\($0.places.joined(separator: "; ")))" }
      + extra.map { "the template has no variable '\($0)'" } + unfit
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
  var commandLineHint: String? {
    var known: Set<String> = []
    var give = missing.compactMap(\.variable).filter { known.insert($0).inserted }
      .map { "--var \($0.variableWord)=VALUE" }
    if missing.contains(where: { $0.variable == nil && $0.path.utf8.first == UInt8(ascii: "@") }) {
      give.append("--context FILE")
    }
    if missing.contains(where: { $0.variable == nil && $0.path.utf8.first != UInt8(ascii: "@") }) {
      give.append("the whole of it with --vars FILE")
    }
    let leave = extra.map { "'\($0)'" }.joined(separator: ", ")
    var steps = give.isEmpty ? [] : ["Give \(give.joined(separator: " "))"]
    if !extra.isEmpty {
      steps = [(steps.first.map { "\($0), and leave out " } ?? "Leave out ") + leave]
    }
    let hints = steps + (strays.isEmpty ? [] : [dialect.braceHint])
    return hints.isEmpty ? nil : hints.joined(separator: ". ")
  }
}

extension String {
  /// The name of a variable as a word for the shell, with quotes only where it needs them.
  var variableWord: String {
    let isPlain = utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
        || "._-".utf8.contains(byte)
    }
    return isPlain && !utf8.isEmpty ? self : shellWord
  }
}
