extension Program {
  /// Reads a command line.
  ///
  /// `--help` wins over every mistake in the same line. A program without a subcommand shows its help.
  ///
  /// - Parameters:
  ///   - arguments: the words after the program's own name.
  ///   - width: how many columns help may use.
  public func parse(_ arguments: [String], width: Int = 80) -> Outcome {
    if arguments.first?.hasSameBytes(as: completionHook) == true {
      return completion(Array(arguments.dropFirst()))
    }
    let shared = outline.globals + ProgramDeclaration.builtIns
    var root = WordParser(shared, words: arguments, stopsAtArgument: true)
    let usage = Usage(outline, width: width)
    var help: HelpText { HelpText(declaration, width: width) }
    do {
      try root.parse()
    } catch {
      return asksForHelp(arguments[...], shared)
        ? .print(help.text) : .refuse(UsageFailure(error, usage: usage))
    }
    guard root.position < arguments.count else {
      do {
        let outcome = try builtIn(root.occurrences.suffix(3), helpText: help.text)
        return outcome ?? .print(help.text)
      } catch {
        return .refuse(UsageFailure(error, usage: usage))
      }
    }
    let name = arguments[root.position]
    guard let (command, bind) = command(named: name) else {
      if asksForHelp(arguments[...], shared) { return .print(help.text) }
      let names = (declaration.visibleCommands + [declaration.helpCommand]).map(\.name)
      let error = UsageError(
        "Unknown subcommand \(quoted(name))" + suggestion(for: name, among: names))
      return .refuse(UsageFailure(error, usage: usage))
    }
    return parse(
      command, bind, words: arguments, after: root, width: width,
      usage: Usage(command, of: outline, width: width))
  }

  private typealias Bind =
    @Sendable ([[Occurrence]]) throws(UsageError) -> @Sendable (Context) throws -> Void

  /// The command with this name or alias; `help` binds nothing.
  private func command(named name: String) -> (CommandDeclaration, Bind?)? {
    for group in groups {
      if let command = group.entries.first(where: { $0.isNamed(name) })?.command {
        return (command.declaration, command.bind)
      }
    }
    let help = declaration.helpCommand
    return help.isNamed(name) ? (help, nil) : nil
  }

  /// Reads the words after the subcommand's name.
  private func parse(
    _ command: CommandDeclaration, _ bind: Bind?, words: [String], after root: WordParser,
    width: Int, usage: Usage
  ) -> Outcome {
    let help = HelpText(outline, width: width)
    let own = command.parameters
    let all = own + root.parameters
    let start = root.position + 1
    if asksForHelp(words[..<root.position], root.parameters) || asksForHelp(words[start...], all) {
      return .print(help.text(for: command))
    }
    do {
      var parser = WordParser(all, words: words, from: start)
      try parser.parse()
      let shared = zip(root.occurrences, parser.occurrences.dropFirst(own.count)).map { $0 + $1 }
      if let outcome = try builtIn(shared.suffix(3), helpText: help.text(for: command)) {
        return outcome
      }
      try parser.distributeArguments()
      let found = Array(parser.occurrences.prefix(own.count))
      guard let bind else { return try explain(found[0].last?.value, width) }
      let body = try bind(found)
      let makeContext = try bindContext(Array(shared.prefix(outline.globals.count)))
      return .run(
        Invocation(command: command.name, usage: usage) { try body(makeContext()) })
    } catch {
      return .refuse(UsageFailure(error, usage: usage))
    }
  }

  /// What `help` prints.
  private func explain(_ name: String?, _ width: Int) throws(UsageError) -> Outcome {
    let help = HelpText(declaration, width: width)
    guard let name else { return .print(help.text) }
    guard let (command, _) = command(named: name) else {
      let names = declaration.visibleCommands.map(\.name)
      throw UsageError("Unknown subcommand \(quoted(name))" + suggestion(for: name, among: names))
    }
    return .print(help.text(for: command))
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

  /// Whether a word before any `--` is `--help` or `-h`, and no parameter has that name for itself.
  private func asksForHelp(_ words: ArraySlice<String>, _ known: [ParameterDeclaration]) -> Bool {
    words.prefix { !$0.hasSameBytes(as: "--") }.contains { word in
      ProgramDeclaration.help.isNamed(word.utf8)
        && known.first { $0.isNamed(word.utf8) } == ProgramDeclaration.help
    }
  }
}
