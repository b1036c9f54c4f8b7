public import PromptRepo

/// How a chain here compares with the same chain at a remote.
public enum ChainRelation: String, Sendable, Hashable {
  /// Both have the same tip, or neither has the chain.
  case same
  /// The remote's chain goes on from ours.
  case behind
  /// Our chain goes on from the remote's.
  case ahead
  /// Each has what the other has not.
  case diverged
}

/// One chain of a prompt on both sides.
public struct ChainState: Sendable, Hashable {
  /// What the chain is about; nil for the chain of tombstones.
  public let concern: Concern?
  /// Its tip here; nil where there is none.
  public let local: ObjectID?
  /// Its tip at the remote; nil where there is none.
  public let remote: ObjectID?
  /// How the two compare.
  public let relation: ChainRelation

  /// The tip that has everything of both; nil when they diverged, or are absent.
  var joined: ObjectID? {
    switch relation {
    case .same, .ahead: local
    case .behind: remote
    case .diverged: nil
    }
  }
}
