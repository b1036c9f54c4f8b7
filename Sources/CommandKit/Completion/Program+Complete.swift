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
    var root = WordParser(
      outline.globals + ProgramDeclaration.builtIns, words: words, stopsAtArgument: true)
    root.parseLeniently()
    let count = outline.globals.count
    let before = root.occurrences.prefix(count)
    guard root.position < words.count else { return Array(before) }
    let command = declaration.commands.first { $0.isNamed(words[root.position]) }
    let own = command?.parameters ?? []
    var parser = WordParser(own + root.parameters, words: words, from: root.position + 1)
    parser.parseLeniently()
    return zip(before, parser.occurrences.dropFirst(own.count)).map { $0 + $1 }
  }
}
