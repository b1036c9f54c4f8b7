/// What is known of a program without running it; help, completion scripts and tests read it.
public struct ProgramDeclaration: Sendable, Equatable {
  /// Commands that help shows together.
  public struct Group: Sendable, Equatable {
    /// The heading, or empty for plain `SUBCOMMANDS`.
    public let title: String
    /// The commands in the order of help, hidden ones too.
    public let commands: [CommandDeclaration]
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

  /// The commands that help and completion name.
  var visibleCommands: [CommandDeclaration] { commands.filter { !$0.isHidden } }
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
  var helpCommand: CommandDeclaration {
    let command = ParameterDeclaration(
      kind: .argument, valueName: "command", arity: .optional, help: "The command to explain.",
      completion: .list(visibleCommands.map(\.name)))
    return CommandDeclaration(
      name: "help", aliases: [], isHidden: false, abstract: "Show help for a command.",
      discussion: "", parameters: [command])
  }
}
