extension ProgramDeclaration {
  /// The program's help, as `--help` prints it in `width` columns.
  public func help(width: Int = 80) -> String {
    HelpText(self, width: width).text
  }

  /// The help of one of the program's commands, as `help NAME` prints it.
  public func help(for command: CommandDeclaration, width: Int = 80) -> String {
    HelpText(self, width: width).text(for: command)
  }

  /// The help of one of the program's families, as `help NAME` prints it.
  public func help(for family: FamilyDeclaration, width: Int = 80) -> String {
    HelpText(self, width: width).text(for: family)
  }

  /// A command's usage on one line: `promptrepo rollback <prompt> [--to <to>]`.
  public func usage(of command: CommandDeclaration) -> String {
    Usage(command, of: self, width: .max).lines(indent: 0)
  }
}
