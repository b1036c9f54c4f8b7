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
