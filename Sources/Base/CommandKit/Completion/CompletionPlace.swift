/// The hidden first word by which completion scripts ask what may stand in a place:
/// `---complete WORD…`, with the words after the program's name, of which the last is completed.
package let completionHook = "---complete"

/// Where the word to be completed stands.
struct CompletionPlace<Context> {
  /// What the program or the command accepts, with what was found before the word.
  var line: WordParser
  /// The command, after its name; `help` only takes subcommands.
  var command: CommandDeclaration?
  /// The family, after its name.
  var family: CommandFamily<Context>?
  /// Whether `help` stands before.
  var helps = false
  /// The occurrences of the parameters of ``line`` before the command's name.
  var globals: [[Occurrence]] = []
}

extension Program {
  /// Answers the hook's words.
  ///
  /// The global parameters on the line count, so that `-C other show <TAB>` looks in `other`; what is
  /// wrong in the rest of the line does not matter yet.
  func completion(_ words: [String]) -> CompletionRequest {
    let current = words.last ?? ""
    guard let place = place(after: Array(words.dropLast())) else { return .nothing }
    let value = { (parameter: ParameterDeclaration, length: Int) in
      self.values(
        of: parameter, at: place,
        before: String(decoding: current.utf8.prefix(length), as: UTF8.self),
        prefix: String(decoding: current.utf8.dropFirst(length), as: UTF8.self))
    }
    if let parameter = place.line.awaitingValue { return value(parameter, 0) }
    let isOption = current.utf8.first == .dash && !place.line.optionsEnded
    if isOption, let (parameter, length) = place.line.attachedValue(of: current) {
      return value(parameter, length)
    }
    if !isOption {
      if let command = place.command {
        if place.line.optionsEnded,
          let other = command.parameters.first(where: { $0.kind == .command })
        {
          return value(other, 0)
        }
        let arguments = command.parameters.filter { $0.kind == .argument }
        let last = arguments.firstIndex(where: \.isRepeated) ?? Int.max
        let index = min(place.line.arguments.count, last)
        if index < arguments.count { return value(arguments[index], 0) }
        if place.line.optionsEnded { return .nothing }
      } else {
        return CompletionRequest(.words, name: "subcommand", before: "", prefix: current) {
          subcommands(at: place)
        }
      }
    }
    return CompletionRequest(.words, name: "option", before: "", prefix: current) {
      options(at: place)
    }
  }

  /// The place after these words; nil where no command is known that visibly stands there.
  private func place(
    after words: [String], expanded aliases: [String] = []
  ) -> CompletionPlace<Context>? {
    var place = CompletionPlace<Context>(
      line: WordParser(
        outline.globals + ProgramDeclaration.builtInsAtRoot, words: words, stopsAtArgument: true))
    let shared = outline.globals + ProgramDeclaration.builtIns
    while true {
      place.line.parseLeniently()
      guard let word = place.line.takeArgument() else { return place }
      place.line.rename(to: shared)
      switch find(word, in: place.family) {
      case .family(let family) where !family.declaration.visibleCommands.isEmpty:
        place.family = family
      case .command(_, nil) where !place.helps:
        place.helps = true
      case .command(let command, .some) where !place.helps && !command.isHidden:
        place.command = command
        place.globals = place.line.occurrences
        place.line = WordParser(
          command.parameters + place.line.parameters, words: words, from: place.line.position)
        place.line.parseLeniently()
        return place
      case nil where place.family == nil && !place.helps && !aliases.contains(word):
        guard let found = wordsToComplete(word, place.line.occurrences) else { return nil }
        let position = place.line.position
        let all = words[..<(position - 1)] + found + words[position...]
        return self.place(after: Array(all), expanded: aliases + [word])
      case .family, .command, nil: return nil
      }
    }
  }

  /// What may stand for a parameter's value.
  private func values(
    of parameter: ParameterDeclaration, at place: CompletionPlace<Context>, before: String,
    prefix: String
  ) -> CompletionRequest {
    let request = { kind, find in
      CompletionRequest(
        kind, name: parameter.valueName, before: before, prefix: prefix, find: find)
    }
    switch parameter.completion {
    case .none: return request(.text) { [] }
    case .file: return request(.files) { [] }
    case .directory: return request(.folders) { [] }
    case .list(let words): return request(.words) { words.map { ($0, "") } }
    case .custom(let kind):
      guard let completer = completer(kind) else { return .nothing }
      let own = place.command?.parameters.count ?? 0
      let found = Array(place.line.occurrences.dropFirst(own).prefix(outline.globals.count))
      let globals =
        place.command == nil ? found : zip(place.globals, found).map { $0 + $1 }
      let word = CompletedWord(prefix: prefix, arguments: place.line.arguments)
      return request(.words) {
        try completer(bindContext(globals)(), word).map { ($0, "") }
      }
    }
  }

  /// The subcommands that help names and that may follow.
  private func subcommands(
    at place: CompletionPlace<Context>
  ) -> [CompletionRequest.Candidate] {
    if let family = place.family {
      return family.declaration.visibleCommands.map { ($0.word, $0.abstract) }
    }
    let help = ProgramDeclaration.helpCommand
    return declaration.visibleEntries.map { ($0.word, $0.abstract) }
      + (place.helps ? [] : [(help.word, help.abstract)])
      + aliasCandidates(place.line.occurrences)
  }

  /// Each name of an option or flag that may stand there.
  ///
  /// A name that the command declares itself hides the global one.
  private func options(at place: CompletionPlace<Context>) -> [CompletionRequest.Candidate] {
    let own = (place.command?.parameters ?? []).filter { !$0.isPositional }
    let atRoot = place.command == nil && place.family == nil && !place.helps
    let shared =
      outline.globals
      + (atRoot
        ? ProgramDeclaration.builtInsAtRoot
        : [ProgramDeclaration.help, ProgramDeclaration.version])
    let names = { (parameter: ParameterDeclaration) in parameter.names.map { ($0, parameter.help) }
    }
    return own.flatMap(names)
      + shared.flatMap(names).filter { name, _ in !own.contains { $0.isNamed(name.utf8) } }
  }
}
