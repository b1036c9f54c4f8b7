public import PromptRepo

/// What one side of a prompt gets when the other's steps are taken over.
public struct PromptDifference: Sendable, Hashable {
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
    /// This side has no such prompt; only a tombstone is added, of a rename to this name or of a
    /// deletion.
    case buried(renamedTo: PromptName?)
  }

  /// What becomes of the prompt as a whole.
  public var kind: Kind
  /// The numbers of the versions that are new; `nil` when none are.
  public var versions: ClosedRange<Int>?
  /// The pointers that move, and the numbers of the versions that they move to.
  public var pointers: [Pointer: Int]
  /// Whether the record is another one.
  public var editsRecord: Bool
  /// What is different in the record, if it was there before.
  public internal(set) var recordChanges: [RecordChange] = []
  /// The versions that were made with the same content on both sides, oldest first: the remote's are
  /// taken over in the place of ours.
  public internal(set) var equalVersions: [EqualVersion] = []
  /// Whether the remote's steps come in the place of ours that did the same.
  public internal(set) var isAlike = false

  /// Whether the prompt was renamed and has the name again that this side knows.
  public internal(set) var isPutBack = false

  /// Whether nothing is new.
  var isEmpty: Bool { versions == nil && pointers.isEmpty && !editsRecord }

  /// The number of the version that becomes active; `nil` when the active one stays.
  public var active: Int? { pointers[.active] }
}

extension PromptDifference {
  /// The prompt is gone.
  static var deleted: PromptDifference {
    PromptDifference(kind: .deleted, pointers: [:], editsRecord: false)
  }

  /// Only tombstones, the newest first.
  static func buried(_ entries: [TombstoneEntry]) -> PromptDifference {
    PromptDifference(
      kind: .buried(renamedTo: entries.first?.tombstone.renamedTo), pointers: [:],
      editsRecord: false)
  }
}
