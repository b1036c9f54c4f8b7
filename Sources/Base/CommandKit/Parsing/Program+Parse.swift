extension Program {
  /// Reads a command line.
  ///
  /// `--help` wins over every mistake in the same line. A program or family
  /// without a subcommand shows its help.
  ///
  /// - Parameters:
  ///   - arguments: the words after the program's own name.
  ///   - width: how many columns help may use.
  public func parse(_ arguments: [String], width: Int = 80) -> Outcome {
    if arguments.first?.hasSameBytes(as: completionHook) == true {
      return completion(Array(arguments.dropFirst()))
    }
    let line = WordParser(
      outline.globals + ProgramDeclaration.builtIns, words: arguments, stopsAtArgument: true)
    return parse(line, in: nil, width: width)
  }

  /// Reads on, up to the name of a command of the program or of a family, and what follows.
  private func parse(
    _ lineSoFar: WordParser, in family: CommandFamily<Context>?, width: Int
  ) -> Outcome {
    var line = lineSoFar
    var help: String { self.help(of: family, width: width) }
    do throws(UsageError) {
      try line.parse()
      guard let word = line.takeArgument() else {
        return try builtIn(line.occurrences.suffix(3), helpText: help) ?? .print(help)
      }
      switch find(word, in: family) {
      case .command(let command, let bind): return parse(command, bind, after: line, width: width)
      case .family(let family): return parse(line, in: family, width: width)
      case nil: throw unknown(word, in: family)
      }
    } catch {
      if asksForHelp(lineSoFar, with: line.parameters) { return .print(help) }
      let usage =
        if let family {
          Usage(family: family.name, of: outline, width: width)
        } else {
          Usage(outline, width: width)
        }
      return .refuse(UsageFailure(error, usage: usage))
    }
  }

  /// Reads the words after the subcommand's name.
  private func parse(
    _ command: CommandDeclaration, _ bind: FoundCommand<Context>.Bind?, after line: WordParser,
    width: Int
  ) -> Outcome {
    let usage = Usage(command, of: outline, width: width)
    var help: String { HelpText(outline, width: width).text(for: command) }
    let own = command.parameters
    let all = own + line.parameters
    if asksForHelp(line, with: all) { return .print(help) }
    do {
      var parser = WordParser(all, words: line.words, from: line.position)
      try parser.parse()
      let shared = zip(line.occurrences, parser.occurrences.dropFirst(own.count)).map { $0 + $1 }
      if let outcome = try builtIn(shared.suffix(3), helpText: help) { return outcome }
      try parser.distributeArguments()
      let found = Array(parser.occurrences.prefix(own.count))
      guard let bind else { return try explain(found[0].map(\.value), width) }
      let body = try bind(found)
      let makeContext = try bindContext(Array(shared.prefix(outline.globals.count)))
      return .run(
        Invocation(command: command.name, usage: usage) { try body(makeContext()) })
    } catch {
      return .refuse(UsageFailure(error, usage: usage))
    }
  }

  /// What `help` prints.
  private func explain(_ words: [String], _ width: Int) throws(UsageError) -> Outcome {
    var scope: CommandFamily<Context>?
    for (index, word) in words.enumerated() {
      switch find(word, in: scope) {
      case .command(let command, _):
        let rest = words[(index + 1)...]
        guard rest.isEmpty else { throw UsageError(unexpected: rest) }
        return .print(HelpText(outline, width: width).text(for: command))
      case .family(let family): scope = family
      case nil: throw unknown(word, in: scope)
      }
    }
    return .print(help(of: scope, width: width))
  }

  /// What the flags of ``ProgramDeclaration/builtIns`` ask for, given their occurrences.
  private func builtIn(
    _ occurrences: ArraySlice<[Occurrence]>, helpText: @autoclosure () -> String
  ) throws(UsageError) -> Outcome? {
    var given = occurrences.makeIterator()
    if given.next()?.isEmpty == false { return .print(helpText()) }
    if given.next()?.isEmpty == false { return .print(version + "\n") }
    guard let shell = given.next()?.last else { return nil }
    let script = try ProgramDeclaration.completionScript.value(of: shell, as: Shell.self)
    return .print(script.completionScript(for: declaration))
  }

  /// Whether the words read have `--help` or `-h`, or those that follow have it before any `--`, and
  /// no parameter has that name for itself.
  private func asksForHelp(_ line: WordParser, with known: [ParameterDeclaration]) -> Bool {
    if !line.occurrences[outline.globals.count].isEmpty { return true }
    return line.words[line.position...].prefix { !$0.hasSameBytes(as: "--") }.contains { word in
      ProgramDeclaration.help.isNamed(word.utf8)
        && known.first { $0.isNamed(word.utf8) } == ProgramDeclaration.help
    }
  }
}
