public import PromptMerge
public import PromptRepo

/// How the two histories of a prompt that went on apart became one, or would.
public struct PromptJoin: Sendable {
  /// A version of ours that was made again on top of theirs.
  public struct Renumbered: Sendable, Hashable {
    /// The number that it had.
    public let old: Int
    /// The number that it has now.
    public let new: Int
  }

  /// What decided where both changed the same.
  public let resolution: Resolution
  /// The numbers of the versions that the remote had more; nil where versions did not diverge.
  public internal(set) var theirs: ClosedRange<Int>?
  /// Our versions, made again on top of those, oldest first.
  public internal(set) var ours: [Renumbered] = []
  /// The number of the version that was cut on top, since neither side's last one has the outcome.
  public internal(set) var version: Int?
  /// The pointers that either side moved, and the number of the version that each is at.
  public internal(set) var pointers: [Pointer: Int] = [:]
  /// Whether edits of the record were brought together.
  public internal(set) var editsRecord = false
  /// The texts that somebody has to merge; nil where nothing is left to do.
  public internal(set) var unresolved: UnresolvedTexts?

  /// The number of the version that is active; nil when neither side moved the active pointer.
  public var active: Int? { pointers[.active] }
}
