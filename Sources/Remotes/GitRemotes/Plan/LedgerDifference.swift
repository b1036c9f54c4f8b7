public import PromptRepo

/// What one side of a prompt gets when the other's steps are taken over.
public struct LedgerDifference: Sendable, Hashable {
  /// What becomes of the prompt as a whole.
  public enum Kind: Sendable, Hashable {
    /// It is new to this side.
    case created
    /// It has the name it had.
    case changed
    /// It moves here from this name.
    case renamed(from: PromptName)
    /// It is removed.
    case deleted
    /// This side has no such prompt; only a tombstone is added.
    case buried
  }

  /// What becomes of the prompt as a whole.
  public var kind: Kind
  /// The numbers of the versions that are new; nil when none are.
  public var versions: ClosedRange<Int>?
  /// The pointers that move, and the numbers of the versions that they move to.
  public var pointers: [Pointer: Int]
  /// Whether the record is another one.
  public var editsRecord: Bool

  /// The number of the version that becomes active; nil when the active one stays.
  public var active: Int? { pointers[.active] }
}
