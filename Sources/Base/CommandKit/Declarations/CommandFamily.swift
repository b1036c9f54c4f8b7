/// Commands of two words that share the first: `remote add`, `remote remove`.
///
/// The first word alone shows the family's help.
///
/// ```swift
/// CommandFamily(
///   "remote", abstract: "Work with other repositories.",
///   [.init("add", remoteAddCommand), .init("remove", remoteRemoveCommand)])
/// ```
public struct CommandFamily<Context>: Sendable {
  let name: String
  let aliases: [String]
  private let abstract: String
  private let discussion: String
  private let makeEntries: @Sendable () -> [CommandEntry<Context>]

  /// Declares a family.
  ///
  /// - Parameters:
  ///   - name: the first word.
  ///   - aliases: other words that are accepted in its place.
  ///   - abstract: one line that says what its commands are for.
  ///   - discussion: paragraphs for its own help.
  ///   - entries: its commands as help shows them, each by its second word; evaluated each time they
  ///     are needed.
  public init(
    _ name: String, aliases: [String] = [], abstract: String, discussion: String = "",
    _ entries: @autoclosure @escaping @Sendable () -> [CommandEntry<Context>]
  ) {
    self.name = name
    self.aliases = aliases
    self.abstract = abstract
    self.discussion = discussion
    makeEntries = entries
  }

  /// Its commands, each of which knows its first word.
  var entries: [CommandEntry<Context>] { makeEntries().map { $0.member(of: name) } }

  /// The family without its commands' closures.
  var declaration: FamilyDeclaration {
    FamilyDeclaration(
      name: name, aliases: aliases, abstract: abstract, discussion: discussion,
      commands: entries.map { $0.command.declaration })
  }

  func isNamed(_ word: String) -> Bool {
    name.hasSameBytes(as: word) || aliases.contains { $0.hasSameBytes(as: word) }
  }
}
