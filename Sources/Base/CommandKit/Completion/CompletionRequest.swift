/// A shell's question for the words that may stand in one place.
public struct CompletionRequest: Sendable {
  /// The completer's name, as in ``Completion/custom(_:)``.
  public let kind: String
  /// The word as far as it is typed.
  public let prefix: String

  let find: @Sendable () throws -> [String]

  /// The candidates that begin with ``prefix`` and can stand on one line.
  ///
  /// - Throws: what the program's context or completer throws; a shell expects silence then.
  public func candidates() throws -> [String] {
    try find().filter { candidate in
      candidate.utf8.starts(with: prefix.utf8)
        && !candidate.utf8.contains { $0 < 0x20 || $0 == 0x7F }
    }
  }
}

/// The hidden first word by which completion scripts ask for what only the program knows:
/// `---complete KIND WORD…`, where the last word is the one to be completed.
let completionHook = "---complete"

extension Program {
  /// Answers the hook's words.
  ///
  /// The global parameters on the line count, so that `-C other show <TAB>` looks in `other`; what is
  /// wrong in the rest of the line does not matter yet.
  func completion(_ words: [String]) -> Outcome {
    guard let kind = words.first, let completer = completers[kind] else {
      return .complete(CompletionRequest(kind: words.first ?? "", prefix: "") { [] })
    }
    let prefix = words.count > 1 ? words.last ?? "" : ""
    let globals = globalOccurrences(in: Array(words.dropFirst().dropLast()))
    return .complete(
      CompletionRequest(kind: kind, prefix: prefix) {
        try completer(bindContext(globals)(), prefix)
      })
  }

  /// What a line that need not be complete says of the global parameters.
  private func globalOccurrences(in words: [String]) -> [[Occurrence]] {
    var line = WordParser(
      outline.globals + ProgramDeclaration.builtIns, words: words, stopsAtArgument: true)
    var family: CommandFamily<Context>?
    var own: [ParameterDeclaration]?
    while own == nil {
      line.parseLeniently()
      guard let word = line.takeArgument() else { break }
      switch find(word, in: family) {
      case .family(let found): family = found
      case .command(let command, _): own = command.parameters
      case nil: own = []
      }
    }
    var parser = WordParser((own ?? []) + line.parameters, words: words, from: line.position)
    parser.parseLeniently()
    let after = parser.occurrences.dropFirst(own?.count ?? 0)
    return zip(line.occurrences, after).prefix(outline.globals.count).map { $0 + $1 }
  }
}
