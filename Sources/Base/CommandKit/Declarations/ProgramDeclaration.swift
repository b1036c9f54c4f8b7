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

  /// Every command, hidden ones too, in the order of help.
  public var commands: [CommandDeclaration] { groups.flatMap(\.commands) }

  /// What help and completion name.
  var visibleEntries: [Entry] {
    groups.flatMap(\.entries).filter { !$0.commands.allSatisfy(\.isHidden) }
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
