/// What is known of a family of commands without running one.
public struct FamilyDeclaration: Sendable, Equatable {
  /// The first word of its commands.
  public let name: String
  /// Other words that are accepted in its place.
  public let aliases: [String]
  /// One line that says what its commands are for.
  public let abstract: String
  /// Paragraphs for its own help; may be empty.
  public let discussion: String
  /// Its commands in the order of help, hidden ones too.
  public let commands: [CommandDeclaration]

  /// The commands that help and completion name.
  var visibleCommands: [CommandDeclaration] { commands.filter { !$0.isHidden } }
}
