/// What is known of a program without running it; help, completion and tests read it.
public struct ProgramDeclaration: Sendable, Equatable {
  /// Commands that help shows together.
  public struct Group: Sendable, Equatable {
    /// The heading, or empty for plain `SUBCOMMANDS`.
    public let title: String
    /// The commands and families in the order of help, hidden ones too.
    public let entries: [Entry]

    /// Every command, also those of families, in the order of help.
    public var commands: [CommandDeclaration] { entries.flatMap(\.commands) }
  }

  /// A command of one word, or a family of commands.
  public enum Entry: Sendable, Equatable {
    /// A command of one word.
    case command(CommandDeclaration)
    /// Commands of two words.
    case family(FamilyDeclaration)

    /// The command, or those of the family.
    var commands: [CommandDeclaration] {
      switch self {
      case .command(let command): [command]
      case .family(let family): family.commands
      }
    }

    /// The first word by which it is named.
    var word: String {
      switch self {
      case .command(let command): command.word
      case .family(let family): family.name
      }
    }

    /// One line that says what it does.
    var abstract: String {
      switch self {
      case .command(let command): command.abstract
      case .family(let family): family.abstract
      }
    }
  }

  /// The name that usage lines begin with.
  public let name: String
  /// One line that says what the program does.
  public let abstract: String
  /// Paragraphs for the program's help; may be empty.
  public let discussion: String
  /// The options and flags that every command accepts, before or after its name.
  public let globals: [ParameterDeclaration]
  /// The commands as help groups them.
  public let groups: [Group]
  /// What help begins and ends with.
  public var guide = ProgramGuide()

  /// Every command, hidden ones too, in the order of help.
  public var commands: [CommandDeclaration] { groups.flatMap(\.commands) }

  /// What help and completion name.
  var visibleEntries: [Entry] {
    groups.flatMap(\.entries).filter { !$0.commands.allSatisfy(\.isHidden) }
  }
}

/// What a program's help tells people who see it for the first time.
public struct ProgramGuide: Sendable, Equatable {
  /// A line to type, and what it does.
  public struct Step: Sendable, Equatable {
    /// The line without the program's name.
    public let line: String
    /// One sentence.
    public let help: String

    /// A line to type, and what it does.
    public init(_ line: String, _ help: String) {
      self.line = line
      self.help = help
    }
  }

  /// A line to type, by which the help of a command shows how it is used.
  public struct Example: Sendable, Equatable {
    /// The command, by its name in full.
    public let command: String
    /// What follows the command, or more of a line for a shell.
    public let rest: String

    /// A command and what follows it.
    public init(_ command: String, _ rest: String = "") {
      self.command = command
      self.rest = rest
    }

    /// The line without the program's name.
    public var line: String { rest.isEmpty ? command : "\(command) \(rest)" }
  }

  /// What to type first, in this order; help begins with it.
  public let firstSteps: [Step]
  /// Where there is more to read; help ends with it.
  public let readMore: String
  /// Examples, which are in the help of their commands.
  public let examples: [Example]

  /// A guide; without anything, help has none of it.
  public init(firstSteps: [Step] = [], readMore: String = "", examples: [Example] = []) {
    self.firstSteps = firstSteps
    self.readMore = readMore
    self.examples = examples
  }

  /// The lines that show how a command is used.
  func examples(of command: CommandDeclaration, _ program: String) -> [String] {
    examples.filter { $0.command.hasSameBytes(as: command.name) }.map { "\(program) \($0.line)" }
  }
}

extension ProgramDeclaration {
  /// `-h` and `--help`.
  static let help = ParameterDeclaration(
    kind: .flag, names: ["-h", "--help"], arity: .optional, help: "Show help information.")

  /// `--version`.
  static let version = ParameterDeclaration(
    kind: .flag, names: ["--version"], arity: .optional, help: "Show the version.")

  /// `--generate-completion-script`.
  static let completionScript = ParameterDeclaration(
    option: Shell.self, names: ["--generate-completion-script"], valueName: "shell",
    arity: .optional, help: "Print a completion script.", completion: nil)

  /// What every program accepts beside its own global parameters.
  static let builtIns = [help, version, completionScript]

  /// The same before any subcommand, where `-v` means the version, as it does in git.
  static let builtInsAtRoot = [
    help,
    ParameterDeclaration(
      kind: .flag, names: ["-v", "--version"], arity: .optional, help: version.help),
    completionScript,
  ]

  /// The command `help`, which every program has.
  ///
  /// What it explains is completed as the commands themselves are.
  static let helpCommand = CommandDeclaration(
    family: nil, word: "help", aliases: [], isHidden: false, abstract: "Show help for a command.",
    discussion: "",
    parameters: [
      ParameterDeclaration(
        kind: .argument, valueName: "command", arity: .repeated, help: "The command to explain.")
    ])
}

/// What is known of a family of commands without running one.
public struct FamilyDeclaration: Sendable, Equatable {
  /// The first word of its commands.
  public let name: String
  /// Other words that are accepted in its place.
  public let aliases: [String]
  /// One line that says what its commands are for.
  public let abstract: String
  /// Paragraphs for its own help; may be empty.
  public let discussion: String
  /// Its commands in the order of help, hidden ones too.
  public let commands: [CommandDeclaration]

  /// The commands that help and completion name.
  var visibleCommands: [CommandDeclaration] { commands.filter { !$0.isHidden } }
}

/// What is known of a command without running it.
public struct CommandDeclaration: Sendable, Equatable {
  /// The name of the family that it belongs to, which is typed before its own word.
  public internal(set) var family: String?
  /// The last word of its name, and mostly the only one.
  public let word: String
  /// Other words that are accepted in place of ``word``.
  public let aliases: [String]
  /// Whether help and completion leave it out.
  public let isHidden: Bool
  /// One line that says what it does.
  public let abstract: String
  /// Paragraphs for its own help; may be empty.
  public let discussion: String
  /// Its own parameters in declared order, without the program's global ones.
  public let parameters: [ParameterDeclaration]

  /// The name in full, as it is typed after the program's: `rollback`, `remote add`.
  public var name: String { fullName(word) }

  /// The name and the other names in full.
  var names: [String] { ([word] + aliases).map(fullName) }

  private func fullName(_ word: String) -> String {
    family.map { "\($0) \(word)" } ?? word
  }
}

/// What is known of a parameter without its type: enough to parse words, to print help and to
/// complete words.
public struct ParameterDeclaration: Sendable, Equatable {
  /// How a parameter appears on the command line.
  public enum Kind: Sendable, Equatable {
    /// A word in its place: `<prompt>`.
    case argument
    /// A name followed by a value: `--to <spec>`.
    case option
    /// A name alone: `--dry-run`.
    case flag
    /// All words after `--`: `-- <command> ...`.
    case command
  }

  /// How often a parameter may be given.
  public enum Arity: Sendable, Equatable {
    /// Exactly once.
    case required
    /// At most once; an option or flag may be repeated, and the last one counts.
    case optional
    /// Any number of times.
    case repeated
    /// At least once.
    case requiredRepeated
  }

  /// How it appears.
  public let kind: Kind
  /// The names of an option or flag with their dashes, as declared; empty for an argument.
  public let names: [String]
  /// The name of the value, without `<` and `>`; empty for a flag.
  public let valueName: String
  /// How often it may be given.
  public let arity: Arity
  /// One or a few sentences of help.
  public let help: String
  /// The words that are accepted, when they can be listed.
  public let allowedValues: [String]
  /// The default, as it would be written.
  public let defaultValue: String?
  /// What a shell offers for the value.
  public let completion: Completion
  /// What the program's ``Respelling`` calls such words; `nil` for words that it leaves alone.
  let wordKind: String?
  /// Whether a dash and a number stand for the option with that number: `-5` for `-n 5`.
  var isDashAndNumber = false

  init(
    kind: Kind, names: [String] = [], valueName: String = "", arity: Arity, help: String,
    allowedValues: [String] = [], defaultValue: String? = nil, completion: Completion = .none,
    wordKind: String? = nil
  ) {
    precondition(
      (kind == .argument || kind == .command) == names.isEmpty && names.allSatisfy(Self.isName),
      "Options and flags are named like -x or --example, arguments by their value.")
    self.kind = kind
    self.names = names
    self.valueName = valueName
    self.arity = arity
    self.help = help
    self.allowedValues = allowedValues
    self.defaultValue = defaultValue
    self.completion = completion
    self.wordKind = wordKind
  }

  /// Whether more than one occurrence is kept.
  public var isRepeated: Bool { arity == .repeated || arity == .requiredRepeated }

  /// Whether it has a place of its own on the command line in place of a name.
  var isPositional: Bool { kind == .argument || kind == .command }

  /// Whether a command line without it is refused.
  public var isRequired: Bool { arity == .required || arity == .requiredRepeated }

  /// The name that stands for the parameter in messages: the first long one, else the first.
  var preferredName: String {
    names.first { $0.utf8.starts(with: "--".utf8) } ?? names.first ?? ""
  }

  /// The parameter as messages and usage lines write it: `<prompt>`, `--to <spec>`, `--dry-run`.
  public var synopsis: String { synopsis(spelledAs: preferredName) }

  /// The same with one of its other names.
  func synopsis(spelledAs name: String) -> String {
    switch kind {
    // The word for standard input is written as it is.
    case .argument: valueName.utf8.elementsEqual("-".utf8) ? "-" : "<\(valueName)>"
    case .option: "\(name) <\(valueName)>"
    case .flag: name
    case .command: "-- <\(valueName)>"
    }
  }

  /// Whether `name` is one of its names, byte for byte.
  func isNamed(_ name: some Collection<UInt8>) -> Bool {
    names.contains { $0.utf8.elementsEqual(name) }
  }

  /// `-x`, or `--` and a word of ASCII letters, digits and `-`.
  private static func isName(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    let isWord = { (byte: UInt8) in byte.isASCIILetter || byte.isASCIIDigit }
    if bytes.count == 2 { return bytes[0] == .dash && isWord(bytes[1]) }
    return bytes.starts(with: [.dash, .dash]) && bytes.count > 2 && isWord(bytes[2])
      && bytes.dropFirst(2).allSatisfy { isWord($0) || $0 == .dash }
  }
}
