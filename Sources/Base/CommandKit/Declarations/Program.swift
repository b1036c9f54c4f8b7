/// A command-line program: global parameters, commands, and how a context is made for them.
///
/// It reads and writes nothing itself: ``parse(_:width:)`` says what is to be done.
public struct Program<Context>: Sendable {
  /// The program without its closures, as help and completion read it.
  public var declaration: ProgramDeclaration {
    ProgramDeclaration(
      name: outline.name, abstract: outline.abstract, discussion: outline.discussion,
      globals: outline.globals, groups: groups.map { $0.declaration })
  }

  /// The declaration without its commands, which a run of one of them does not need.
  let outline: ProgramDeclaration

  let version: String
  let groups: [CommandGroup<Context>]
  let completers: [String: @Sendable (Context, String) throws -> [String]]

  /// Reads the occurrences of each global parameter and gives what makes the context.
  let bindContext: @Sendable ([[Occurrence]]) throws(UsageError) -> @Sendable () throws -> Context

  /// Declares a program.
  ///
  /// - Parameters:
  ///   - name: what usage lines begin with.
  ///   - version: what `--version` prints.
  ///   - abstract: one line that says what the program does.
  ///   - discussion: paragraphs for its help.
  ///   - globals: options and flags that every command accepts, before or after its name. A command
  ///     that declares the same name has it for itself.
  ///   - context: makes what commands receive from the values of the global parameters. It is called
  ///     when a command runs, not before.
  ///   - groups: the commands as help shows them.
  ///   - completers: for each name used in ``Completion/custom(_:)``, what to offer. It receives the
  ///     word as far as it is typed; answers that do not begin with it are dropped by the shell.
  public init<each Global: Sendable>(
    _ name: String, version: String, abstract: String, discussion: String = "",
    _ globals: repeat Parameter<each Global>,
    context: @escaping @Sendable (repeat each Global) throws -> Context,
    groups: [CommandGroup<Context>],
    completers: [String: @Sendable (Context, _ prefix: String) throws -> [String]] = [:]
  ) {
    var declarations: [ParameterDeclaration] = []
    repeat declarations.append((each globals).declaration)
    precondition(
      declarations.allSatisfy { $0.kind != .argument }, "Global parameters are options and flags.")
    outline = ProgramDeclaration(
      name: name, abstract: abstract, discussion: discussion, globals: declarations, groups: [])
    self.version = version
    // No key paths here: in a function with a parameter pack they crash Swift 6.3's runtime.
    self.groups = groups
    self.completers = completers
    bindContext = { occurrences throws(UsageError) in
      var reader = OccurrenceReader(occurrences)
      let values = (repeat try reader.next(each globals))
      return { try context(repeat each values) }
    }
  }
}

/// Commands that help shows under one heading.
public struct CommandGroup<Context>: Sendable {
  /// A command, or a family of commands.
  public enum Entry: Sendable {
    /// A command of one word.
    case command(CommandEntry<Context>)
    /// Commands of two words; help shows a row for each.
    case family(CommandFamily<Context>)

    /// Names a command of one word without making it, as
    /// ``CommandEntry/init(_:aliases:_:)`` does.
    public init(
      _ name: String, aliases: [String] = [],
      _ command: @autoclosure @escaping @Sendable () -> Command<Context>
    ) {
      self = .command(CommandEntry(name, aliases: aliases, make: command))
    }
  }

  /// The heading as help prints it, in capitals by custom; empty for plain `SUBCOMMANDS`.
  public let title: String
  /// The commands in the order of help.
  let entries: [Entry]

  /// Groups commands that are made when they are asked for.
  public init(_ title: String = "", _ entries: [Entry]) {
    self.title = title
    self.entries = entries
  }

  /// Groups commands that are made already.
  public init(_ title: String = "", _ commands: [Command<Context>]) {
    self.title = title
    entries = commands.map { command in
      Entry(command.declaration.word, aliases: command.declaration.aliases, command)
    }
  }

  /// The group without its commands' closures.
  var declaration: ProgramDeclaration.Group {
    ProgramDeclaration.Group(
      title: title,
      entries: entries.map { entry in
        switch entry {
        case .command(let command): .command(command.command.declaration)
        case .family(let family): .family(family.declaration)
        }
      })
  }
}
