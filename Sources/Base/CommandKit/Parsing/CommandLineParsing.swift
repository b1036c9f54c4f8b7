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
      return .complete(completion(Array(arguments.dropFirst())))
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
  func unknown(_ word: String, in family: CommandFamily<Context>?) -> UsageError {
    let known =
      if let family {
        family.declaration.visibleCommands.map(\.word)
      } else {
        declaration.visibleEntries.map(\.word) + [ProgramDeclaration.helpCommand.word]
      }
    return UsageError("Unknown subcommand \(quoted(word))" + suggestion(for: word, among: known))
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
  let body: @Sendable () throws -> Void

  /// Makes the context and runs the command.
  ///
  /// - Throws: ``UsageFailure`` in place of a ``UsageError`` of the command or the context; every
  ///   other error as it was thrown.
  public func run() throws {
    do {
      try body()
    } catch let error as UsageError {
      throw UsageFailure(error, usage: usage)
    }
  }
}
