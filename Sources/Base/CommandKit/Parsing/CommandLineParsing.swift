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
    parse(arguments, expanded: [], width: width)
  }

  /// Reads a command line in which aliases were replaced.
  ///
  /// - Parameter aliases: The aliases, in the order in which one led to the next.
  func parse(_ arguments: [String], expanded aliases: [String], width: Int) -> Outcome {
    if arguments.first?.hasSameBytes(as: completionHook) == true {
      return .complete(completion(Array(arguments.dropFirst())))
    }
    let line = WordParser(
      outline.globals + ProgramDeclaration.builtInsAtRoot, words: arguments, stopsAtArgument: true)
    return parse(line, in: nil, expanded: aliases, width: width)
  }

  /// Reads on, up to the name of a command of the program or of a family, and what follows.
  private func parse(
    _ lineSoFar: WordParser, in family: CommandFamily<Context>?, expanded aliases: [String],
    width: Int
  ) -> Outcome {
    var line = lineSoFar
    func otherwise(_ line: WordParser) -> Outcome? {
      guard let other = family?.otherwise?.command else { return nil }
      return parse(other.declaration, other.bind, after: line, expanded: aliases, width: width)
    }
    var help: String { self.help(of: family, width: width) }
    do throws(UsageError) {
      try line.parse()
      let before = line
      guard let word = line.takeArgument() else {
        return try builtIn(line.occurrences.suffix(3), helpText: help) ?? .print(help)
      }
      switch find(word, in: family) {
      case .command(let command, let bind):
        return parse(command, bind, after: line, expanded: aliases, width: width)
      case .family(let family):
        line.rename(to: outline.globals + ProgramDeclaration.builtIns)
        return parse(line, in: family, expanded: aliases, width: width)
      case nil:
        if family?.otherwise != nil, asksForHelp(lineSoFar, with: line.parameters) {
          return .print(help)
        }
        if meaning(of: word, in: family) == nil, let outcome = otherwise(before) { return outcome }
        guard family == nil else { throw unknown(word, in: family) }
        return try expand(word, after: line, expanded: aliases, width: width)
      }
    } catch {
      if let word = error.option ?? error.subcommand {
        switch meaning(of: word, in: family)
          ?? meaning(ofOption: word, of: nil, known: line.parameters)
        {
        case .words(let words):
          line.replaceLastWord(with: words)
          return parse(line, in: family, expanded: aliases, width: width)
        case .advice(let advice):
          let rest = line.words[line.position...]
          return .refuse(
            UsageFailure(
              advice: "There is no \(quoted(word)) here: \(advice).",
              with: error.subcommand == nil ? [] : rest.filter { $0.utf8.first != .dash },
              in: LineAsRead(line)))
        case nil: break
        }
      }
      if error.subcommand == nil, asksForHelp(lineSoFar, with: line.parameters) {
        return .print(help)
      }
      if let outcome = otherwise(lineSoFar) { return outcome }
      let usage =
        if let family {
          Usage(family: family.name, of: outline, width: width)
        } else {
          Usage(outline, width: width)
        }
      return .refuse(UsageFailure(error, usage: usage, in: LineAsRead(line)))
    }
  }

  /// Reads the words after the subcommand's name.
  private func parse(
    _ command: CommandDeclaration, _ bind: FoundCommand<Context>.Bind?, after line: WordParser,
    expanded aliases: [String], width: Int
  ) -> Outcome {
    let usage = Usage(command, of: outline, width: width)
    var help: String { HelpText(guided, width: width).text(for: command) }
    let own = command.parameters
    let all = own + outline.globals + ProgramDeclaration.builtIns
    if asksForHelp(line, with: all) { return .print(help) }
    var parser = WordParser(all, words: line.words, from: line.position)
    do throws(UsageError) {
      try parse(&parser, by: command)
      let shared = zip(line.occurrences, parser.occurrences.dropFirst(own.count)).map { $0 + $1 }
      if let outcome = try builtIn(shared.suffix(3), helpText: help) { return outcome }
      try parser.distributeArguments()
      var found = Array(parser.occurrences.prefix(own.count))
      guard let bind else {
        let read = LineAsRead(parser, after: line, by: command)
        return try explain(found[0].map(\.value), shared, width, read)
      }
      do {
        try respell(&found, of: own, shared)
      } catch let error as UsageError {
        throw error
      } catch {
        return .run(Invocation(command: command.name, usage: usage, readLine: nil) { throw error })
      }
      let body = try bind(found)
      let makeContext = try bindContext(Array(shared.prefix(outline.globals.count)))
      return .run(
        Invocation(
          command: command.name, usage: usage,
          readLine: { [parser] in LineAsRead(parser, after: line, by: command) }
        ) { try body(makeContext()) })
    } catch {
      let read = LineAsRead(parser, after: line, by: command)
      if let option = error.option,
        case .advice(let advice)? = meaning(ofOption: option, of: command.name, known: all)
      {
        let name = "'\(outline.name) \(command.name)'"
        let isBuiltIn = ProgramDeclaration.builtIns.contains { $0.isNamed(option.utf8) }
        return .refuse(
          UsageFailure(
            advice: isBuiltIn
              ? "\(name) takes \(quoted(option)) only alone, for the version of the program: "
                + "\(advice)."
              : "\(name) has no option \(quoted(option)): \(advice).", with: parser.arguments,
            in: read))
      }
      return .refuse(
        UsageFailure(error, usage: usage, of: command.name, with: parser.arguments, in: read))
    }
  }

  /// Reads a command's words, with what stands for options that are typed out of habit.
  private func parse(
    _ parser: inout WordParser, by command: CommandDeclaration
  ) throws(UsageError) {
    while true {
      do throws(UsageError) {
        try parser.parse()
        break
      } catch {
        if let letter = error.letter,
          let meaning = meaning(ofOption: letter, of: command.name, known: parser.parameters)
        {
          let name: String? = if case .words(let words) = meaning { words.last } else { nil }
          parser.splitLastWord(at: letter, for: name)
          continue
        }
        guard let option = error.option,
          case .words(let words)? = meaning(
            ofOption: option, of: command.name, known: parser.parameters)
        else { throw error }
        parser.replaceLastOption(option, with: words)
      }
    }
    // With anything beside it, that is no question about the program.
    let version = ProgramDeclaration.version
    let isAlone =
      parser.arguments.isEmpty
      && parser.occurrences.prefix(command.parameters.count).allSatisfy(\.isEmpty)
    if !isAlone, let index = parser.parameters.lastIndex(of: version),
      let name = parser.occurrences[index].first?.name,
      meaning(ofOption: name, of: command.name, known: parser.parameters) != nil
    {
      throw UsageError("The option '\(name)' goes alone.", option: name)
    }
  }

  /// What `help` prints.
  private func explain(
    _ words: [String], _ globals: [[Occurrence]], _ width: Int, _ line: LineAsRead
  ) throws(UsageError) -> Outcome {
    var scope: CommandFamily<Context>?
    for (index, word) in words.enumerated() {
      switch find(word, in: scope) {
      case .command(let command, _):
        let rest = words[(index + 1)...]
        guard rest.isEmpty else { throw UsageError(unexpected: rest) }
        return .print(HelpText(guided, width: width).text(for: command))
      case .family(let family): scope = family
      case nil:
        if index == 0, words.count == 1, let text = explain(subject: word, width: width) {
          return .print(text)
        }
        if index == 0, words.count == 1,
          let outcome = try explain(alias: word, globals, width: width)
        {
          return outcome
        }
        switch meaning(of: word, in: scope) {
        case .words(let meant) where meant.first?.utf8.first == .dash:
          return .refuse(
            UsageFailure(
              "There is no \(quoted(word)) to explain: it is "
                + "`\(outline.name) \(meant.joined(separator: " "))`."))
        case .words(let meant):
          return try explain(
            words[..<index] + meant + words[(index + 1)...], globals, width, line)
        case .advice(let advice):
          return .refuse(
            UsageFailure(
              advice: "There is no \(quoted(word)) here: \(advice).",
              with: Array(words[(index + 1)...]), in: line))
        case nil: throw unknown(word, in: scope)
        }
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
    if given.next()?.isEmpty == false { return .version(version) }
    guard let shell = given.next()?.last else { return nil }
    let script = try ProgramDeclaration.completionScript.value(of: shell, as: Shell.self)
    return .print(script.completionScript(for: outline.name))
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

/// What a word names in place of a subcommand.
enum FoundCommand<Context> {
  typealias Bind =
    @Sendable ([[Occurrence]]) throws(UsageError) -> @Sendable (Context) throws -> Void

  /// A command, of which `help` binds nothing.
  case command(CommandDeclaration, Bind?)
  /// The first word of commands.
  case family(CommandFamily<Context>)
}

extension Program {
  /// What this word names in the program or, after a family's name, in that family.
  func find(_ word: String, in family: CommandFamily<Context>?) -> FoundCommand<Context>? {
    if let family {
      return family.entries.first { $0.isNamed(word) }.map { found($0.command) }
    }
    for group in groups {
      for entry in group.entries {
        switch entry {
        case .command(let entry) where entry.isNamed(word): return found(entry.command)
        case .family(let family) where family.isNamed(word): return .family(family)
        case .command, .family: continue
        }
      }
    }
    let help = ProgramDeclaration.helpCommand
    return help.word.hasSameBytes(as: word) ? .command(help, nil) : nil
  }

  private func found(_ command: Command<Context>) -> FoundCommand<Context> {
    .command(command.declaration, command.bind)
  }

  /// The error for a word that names nothing there.
  ///
  /// - Parameters:
  ///   - aliases: Names that are near words, too.
  ///   - source: The alias that says the word.
  func unknown(
    _ word: String, in family: CommandFamily<Context>?, aliases: [String] = [],
    from source: String? = nil
  ) -> UsageError {
    let known =
      if let family {
        family.declaration.visibleCommands.map(\.word)
      } else {
        declaration.visibleEntries.map(\.word) + [ProgramDeclaration.helpCommand.word] + aliases
      }
    return UsageError(
      "Unknown subcommand \(quoted(word))"
        + (source.map { ", for which the alias \(quoted($0)) stands" } ?? "")
        + suggestion(for: word, among: known), subcommand: word)
  }

  /// The help of the program or of one of its families.
  func help(of family: CommandFamily<Context>?, width: Int) -> String {
    if let family {
      HelpText(outline, width: width).text(for: family.declaration)
    } else {
      HelpText(declaration, width: width).text
    }
  }
}

/// What a command line asks for.
public enum Outcome: Sendable {
  /// Run this command.
  case run(Invocation)
  /// Print this text, which ends with a line feed, to standard output and exit with 0.
  case print(String)
  /// Print this version, or more about it, and exit with 0.
  case version(String)
  /// A shell asks for completions: print ``CompletionRequest/lines()`` and exit with 0.
  case complete(CompletionRequest)
  /// The command line is wrong: print ``UsageFailure/text`` to standard error and exit with
  /// ``UsageFailure/exitCode``.
  case refuse(UsageFailure)
}

/// A command with its parameters read, ready to run.
public struct Invocation: Sendable {
  /// The command's declared name, also when an alias was typed.
  public let command: String

  let usage: Usage
  /// What makes ``line``.
  let readLine: (@Sendable () -> LineAsRead)?
  let body: @Sendable () throws -> Void

  /// The line as it was read, for who says what to type instead; nil where it is not at hand.
  public var line: LineAsRead? { readLine?() }

  /// Makes the context and runs the command.
  ///
  /// - Throws: ``UsageFailure`` in place of a ``UsageError`` of the command or the context; every
  ///   other error as it was thrown.
  public func run() throws {
    do {
      try body()
    } catch let error as UsageError {
      throw UsageFailure(error, usage: usage, in: line)
    }
  }
}
