/// How a prompt here and the same prompt at a remote stand to each other, since they were in step.
public struct Comparison: Sendable, Hashable {
  /// The side on which something has changed.
  public enum Side: String, Sendable, Hashable {
    /// Neither, or both in the same way.
    case neither
    /// Here.
    case local
    /// There.
    case remote
    /// On both, differently.
    case both

    init(local: Bool, remote: Bool) {
      self = local ? (remote ? .both : .local) : (remote ? .remote : .neither)
    }
  }

  /// Versions that are here and not there, by their numbers here.
  public var newLocal: [Int]
  /// Versions that are there and not here, by their numbers there.
  public var newRemote: [Int]
  /// For each version there, its number here; 0 where it is not here.
  public var versions: [Int]
  /// Where the record has changed.
  public var record: Side
  /// Where the active pointer has moved.
  public var pointer: Side

  /// Where versions were cut.
  public var cut: Side { Side(local: !newLocal.isEmpty, remote: !newRemote.isEmpty) }

  /// Whether both sides have a say in what is to be active.
  ///
  /// Versions come with their activation: the other side's alone would undo it.
  public var isPointerContested: Bool {
    pointer == .both || (cut == .local && pointer == .remote)
      || (cut == .remote && pointer == .local)
  }

  /// The number here of a version there; `nil` when it is not here.
  func local(_ remote: Int) -> Int? {
    guard remote >= 1, remote <= versions.count, versions[remote - 1] > 0 else { return nil }
    return versions[remote - 1]
  }

  /// How it stands, in one word.
  public var state: SyncState {
    let sides = [cut, record]
    if sides.contains(.both) || isPointerContested { return .diverged }
    let all = sides + [pointer]
    let (isAhead, isBehind) = (all.contains(.local), all.contains(.remote))
    return isAhead ? (isBehind ? .both : .ahead) : (isBehind ? .behind : .clean)
  }
}

/// How a prompt stands to a remote.
public enum SyncState: String, Sendable, Hashable, CaseIterable {
  /// In step.
  case clean
  /// Changed here.
  case ahead
  /// Changed there.
  case behind
  /// Changed on both sides, in things that go together.
  case both
  /// Changed on both sides, in things that exclude each other.
  case diverged
  /// No longer there.
  case gone
  /// Deleted here, still there.
  case deleted
  /// Never fetched, or never created there.
  case unknown
}
