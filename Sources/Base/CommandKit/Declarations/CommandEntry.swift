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
