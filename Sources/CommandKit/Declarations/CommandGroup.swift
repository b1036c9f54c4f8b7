/// Commands that help shows under one heading.
public struct CommandGroup<Context>: Sendable {
  /// The heading as help prints it, in capitals by custom; empty for plain `SUBCOMMANDS`.
  public let title: String
  /// The commands in the order of help.
  public let commands: [Command<Context>]

  /// Groups commands.
  public init(_ title: String = "", _ commands: [Command<Context>]) {
    self.title = title
    self.commands = commands
  }

  /// The group without its commands' closures.
  var declaration: ProgramDeclaration.Group {
    ProgramDeclaration.Group(title: title, commands: commands.map(\.declaration))
  }
}
