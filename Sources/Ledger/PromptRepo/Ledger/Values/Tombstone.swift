/// What a prompt leaves behind under a name that it no longer has: no content.
///
/// Deleted and renamed prompts leave one each time, in a chain for each prompt.
public struct Tombstone: Sendable, Hashable {
  /// The folder of all tombstones' references.
  public static let root = "refs/promptrepo/deleted/"

  /// The prompt.
  public let id: PromptID
  /// The name that it had.
  public let name: PromptName
  /// The name that it has instead; `nil` when it was deleted.
  public let renamedTo: PromptName?
  /// What its references pointed at, by concern without `@`.
  public let tips: [String: ObjectID]

  /// Makes a tombstone from its parts.
  public init(id: PromptID, name: PromptName, renamedTo: PromptName?, tips: [String: ObjectID]) {
    self.id = id
    self.name = name
    self.renamedTo = renamedTo
    self.tips = tips
  }
}
