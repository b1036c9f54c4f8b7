/// A command-line program: global parameters, commands, and how a context is made for them.
///
/// It reads and writes nothing itself: ``parse(_:width:)`` says what is to be done.
public struct Program<Context>: Sendable {
  /// Finds the words that may be completed, given what is typed of one; those that do not begin with
  /// it are dropped.
  public typealias Completer = @Sendable (Context, CompletedWord) throws -> [String]

  /// The program without its closures, as help and completion read it.
  public var declaration: ProgramDeclaration {
    ProgramDeclaration(
      name: outline.name, abstract: outline.abstract, discussion: outline.discussion,
      globals: outline.globals, groups: groups.map { $0.declaration }, guide: guide())
  }

  /// The declaration without its commands, which a run of one of them does not need.
  let outline: ProgramDeclaration

  /// The same with what its help tells besides.
  var guided: ProgramDeclaration {
    var declaration = outline
    declaration.guide = guide()
    return declaration
  }

  let version: String
  let groups: [CommandGroup<Context>]
  let aliases: AliasSource<Context>?
  let respelling: Respelling<Context>?
  let completer: @Sendable (_ kind: String) -> Completer?
  /// Made where a word or an option is not known.
  let habits: @Sendable () -> [Habit]
  /// Made where `help` is asked for what is no command.
  let subjects: @Sendable () -> [HelpSubject]
  /// Made for the program's help.
  private let guide: @Sendable () -> ProgramGuide

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
  ///   - aliases: other names, which the context knows. They are asked for only where a word is no
  ///     command.
  ///   - respelling: what words mean that depend on the context.
  ///   - completer: what to offer for a name used in ``Completion/custom(_:)``; `nil` for nothing.
  ///   - guide: what help tells people who see it for the first time.
  ///   - habits: what people type out of habit; of two about the same the earlier counts.
  ///   - subjects: what `help` explains beside the commands.
  public init<each Global: Sendable>(
    _ name: String, version: String, abstract: String, discussion: String = "",
    _ globals: repeat Parameter<each Global>,
    context: @escaping @Sendable (repeat each Global) throws -> Context,
    groups: [CommandGroup<Context>], aliases: AliasSource<Context>? = nil,
    respelling: Respelling<Context>? = nil,
    completer: @escaping @Sendable (_ kind: String) -> Completer? = { _ in nil },
    guide: @autoclosure @escaping @Sendable () -> ProgramGuide = ProgramGuide(),
    habits: @autoclosure @escaping @Sendable () -> [Habit] = [],
    subjects: @autoclosure @escaping @Sendable () -> [HelpSubject] = []
  ) {
    var declarations: [ParameterDeclaration] = []
    repeat declarations.append((each globals).declaration)
    precondition(
      declarations.allSatisfy { !$0.isPositional }, "Global parameters are options and flags.")
    outline = ProgramDeclaration(
      name: name, abstract: abstract, discussion: discussion, globals: declarations, groups: [])
    self.version = version
    // No key paths here: in a function with a parameter pack they crash Swift 6.3's runtime.
    self.groups = groups
    self.aliases = aliases
    self.respelling = respelling
    self.completer = completer
    self.guide = guide
    self.habits = habits
    self.subjects = subjects
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

/// A subcommand: its declaration and what it does.
///
/// ```swift
/// Command(
///   "rollback", abstract: "Make an earlier version active again.",
///   .argument("prompt", help: "The prompt."),
///   .option("--to", help: "The version."),
///   .flag("--dry-run", help: "Only say what would happen.")
/// ) { (context: Context, prompt: PromptName, to: VersionSpec?, dryRun: Bool) in
///   …
/// }
/// ```
public struct Command<Context>: Sendable {
  /// The command without its closure.
  public internal(set) var declaration: CommandDeclaration

  /// Reads the occurrences of each parameter, in declared order, and gives what is to be run.
  let bind: @Sendable ([[Occurrence]]) throws(UsageError) -> @Sendable (Context) throws -> Void

  /// Declares a command.
  ///
  /// - Parameters:
  ///   - name: the subcommand's name; in a family, its second word.
  ///   - aliases: other names that are accepted.
  ///   - isHidden: leaves it out of help and completion.
  ///   - abstract: one line that says what it does.
  ///   - discussion: paragraphs for its own help.
  ///   - parameters: what it accepts; the closure receives one value for each, in this order.
  ///   - run: does the work. A ``UsageError`` it throws is shown with the command's usage; any other
  ///     error reaches the caller of ``Invocation/run()`` as it is.
  public init<each Value: Sendable>(
    _ name: String, aliases: [String] = [], isHidden: Bool = false, abstract: String,
    discussion: String = "", _ parameters: repeat Parameter<each Value>,
    run: @escaping @Sendable (Context, repeat each Value) throws -> Void
  ) {
    var declarations: [ParameterDeclaration] = []
    repeat declarations.append((each parameters).declaration)
    declaration = CommandDeclaration(
      family: nil, word: name, aliases: aliases, isHidden: isHidden, abstract: abstract,
      discussion: discussion, parameters: declarations)
    bind = { occurrences throws(UsageError) in
      var reader = OccurrenceReader(occurrences)
      let values = (repeat try reader.next(each parameters))
      return { context in try run(context, repeat each values) }
    }
  }
}

/// A command by its name, made only when it is asked for.
///
/// Making a command costs some microseconds for the types of its parameters; a program with many
/// commands runs one of them and so makes one.
public struct CommandEntry<Context>: Sendable {
  let name: String
  let aliases: [String]
  private var family: String?
  private let make: @Sendable () -> Command<Context>

  /// Names a command without making it.
  ///
  /// - Parameters:
  ///   - name: the name that the command declares; in a family, its second word.
  ///   - aliases: the other names that it declares.
  ///   - command: the command; evaluated each time it is needed.
  public init(
    _ name: String, aliases: [String] = [],
    _ command: @autoclosure @escaping @Sendable () -> Command<Context>
  ) {
    self.init(name, aliases: aliases, make: command)
  }

  init(_ name: String, aliases: [String], make: @escaping @Sendable () -> Command<Context>) {
    self.name = name
    self.aliases = aliases
    self.make = make
  }

  /// The command.
  var command: Command<Context> {
    var command = make()
    assert(
      command.declaration.word == name && command.declaration.aliases == aliases,
      "The entry '\(name)' names another command.")
    command.declaration.family = family
    return command
  }

  /// The same command as a member of a family.
  func member(of family: String) -> CommandEntry {
    var member = self
    member.family = family
    return member
  }

  func isNamed(_ word: String) -> Bool {
    ([name] + aliases).contains { $0.hasSameBytes(as: word) }
  }
}

/// Commands of two words that share the first: `remote add`, `remote remove`.
///
/// The first word alone shows the family's help.
///
/// ```swift
/// CommandFamily(
///   "remote", abstract: "Work with other repositories.",
///   [.init("add", remoteAddCommand), .init("remove", remoteRemoveCommand)])
/// ```
public struct CommandFamily<Context>: Sendable {
  let name: String
  let aliases: [String]
  private let abstract: String
  private let discussion: String
  /// What is meant where the word after the family's names none of its commands.
  let otherwise: CommandEntry<Context>?
  private let makeEntries: @Sendable () -> [CommandEntry<Context>]

  /// Declares a family.
  ///
  /// - Parameters:
  ///   - name: the first word.
  ///   - aliases: other words that are accepted in its place.
  ///   - abstract: one line that says what its commands are for.
  ///   - discussion: paragraphs for its own help.
  ///   - otherwise: the command that is meant where the word after the family's names none of them.
  ///   - entries: its commands as help shows them, each by its second word; evaluated each time they
  ///     are needed.
  public init(
    _ name: String, aliases: [String] = [], abstract: String, discussion: String = "",
    otherwise: CommandEntry<Context>? = nil,
    _ entries: @autoclosure @escaping @Sendable () -> [CommandEntry<Context>]
  ) {
    self.name = name
    self.aliases = aliases
    self.abstract = abstract
    self.discussion = discussion
    self.otherwise = otherwise
    makeEntries = entries
  }

  /// Its commands, each of which knows its first word.
  var entries: [CommandEntry<Context>] { makeEntries().map { $0.member(of: name) } }

  /// The family without its commands' closures.
  var declaration: FamilyDeclaration {
    FamilyDeclaration(
      name: name, aliases: aliases, abstract: abstract, discussion: discussion,
      commands: entries.map { $0.command.declaration })
  }

  func isNamed(_ word: String) -> Bool {
    name.hasSameBytes(as: word) || aliases.contains { $0.hasSameBytes(as: word) }
  }
}
