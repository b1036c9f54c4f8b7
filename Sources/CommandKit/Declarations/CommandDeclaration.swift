/// What is known of a command without running it.
public struct CommandDeclaration: Sendable, Equatable {
  /// The subcommand's name.
  public let name: String
  /// Other names that are accepted.
  public let aliases: [String]
  /// Whether help and completion leave it out.
  public let isHidden: Bool
  /// One line that says what it does.
  public let abstract: String
  /// Paragraphs for its own help; may be empty.
  public let discussion: String
  /// Its own parameters in declared order, without the program's global ones.
  public let parameters: [ParameterDeclaration]

  /// Whether `word` is its name or an alias, byte for byte.
  func isNamed(_ word: String) -> Bool {
    name.hasSameBytes(as: word) || aliases.contains { $0.hasSameBytes(as: word) }
  }
}
