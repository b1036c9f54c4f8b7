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
