/// Commands that help shows under one heading.
public struct CommandGroup<Context>: Sendable {
  /// The heading as help prints it, in capitals by custom; empty for plain `SUBCOMMANDS`.
  public let title: String
  /// The commands in the order of help.
  let entries: [CommandEntry<Context>]

  /// Groups commands that are made when they are asked for.
  public init(_ title: String = "", _ entries: [CommandEntry<Context>]) {
    self.title = title
    self.entries = entries
  }

  /// Groups commands that are made already.
  public init(_ title: String = "", _ commands: [Command<Context>]) {
    self.title = title
    entries = commands.map { command in
      CommandEntry(command.declaration.name, aliases: command.declaration.aliases, command)
    }
  }

  /// The group without its commands' closures.
  var declaration: ProgramDeclaration.Group {
    ProgramDeclaration.Group(title: title, commands: entries.map { $0.command.declaration })
  }
}
