/// A command by its name, made only when it is asked for.
///
/// Making a command costs some microseconds for the types of its parameters; a program with many
/// commands runs one of them and so makes one.
public struct CommandEntry<Context>: Sendable {
  let name: String
  let aliases: [String]
  private let make: @Sendable () -> Command<Context>

  /// Names a command without making it.
  ///
  /// - Parameters:
  ///   - name: the name that the command declares.
  ///   - aliases: the other names that it declares.
  ///   - command: the command; evaluated each time it is needed.
  public init(
    _ name: String, aliases: [String] = [],
    _ command: @autoclosure @escaping @Sendable () -> Command<Context>
  ) {
    self.name = name
    self.aliases = aliases
    make = command
  }

  /// The command.
  var command: Command<Context> {
    let command = make()
    assert(
      command.declaration.name == name && command.declaration.aliases == aliases,
      "The entry '\(name)' names another command.")
    return command
  }

  func isNamed(_ word: String) -> Bool {
    ([name] + aliases).contains { $0.hasSameBytes(as: word) }
  }
}
