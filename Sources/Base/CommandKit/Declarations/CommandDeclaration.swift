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
