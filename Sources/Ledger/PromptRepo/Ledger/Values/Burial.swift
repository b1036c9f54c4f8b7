/// One entry of a prompt's chain of tombstones: a tombstone, and who left it, when.
public struct Burial: Sendable, Hashable {
  /// The commit that holds the tombstone.
  public let commit: ObjectID
  /// The entry before it; `nil` for the first.
  public let parent: ObjectID?
  /// What was left behind.
  public let tombstone: Tombstone
  /// Who deleted or renamed the prompt, and when.
  public let author: Signature
  /// Why it was done; may be absent.
  public let reason: String?
}
