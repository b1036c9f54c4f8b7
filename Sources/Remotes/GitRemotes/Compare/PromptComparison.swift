public import PromptRepo

/// What two ledgers say about one prompt, and what follows from it.
public struct PromptComparison: Sendable {
  /// The prompt; `nil` when it could not be read.
  public let id: PromptID?
  /// The name to speak of it by.
  public let name: PromptName
  /// Its name here; `nil` where it is not.
  public let localName: PromptName?
  /// Its name at the remote; `nil` where it is not.
  public let remoteName: PromptName?
  /// Its name once both sides are brought together; `nil` when it is deleted.
  public let finalName: PromptName?
  /// Its chains on both sides, in the order in which they lean on each other.
  public let chains: [ChainComparison]
  /// Its chain of tombstones on both sides.
  public internal(set) var tombstones: ChainComparison
  /// What follows.
  public internal(set) var verdict: Verdict<PromptDifference>
  /// Names at the remote with references of this prompt that a tombstone says are dead.
  var leftovers: [PromptName: LedgerSnapshot.Chains] = [:]
  /// Whether the leftovers are in the way of another prompt.
  var clearsLeftovers = false
  /// The prompt that has to leave the name at the remote before this one can be pushed.
  var waitsFor: PromptID?
  /// The names that it had here since the one that it has at the remote, the oldest first, without the
  /// one that it has now.
  var earlierNames: [EarlierName] = []
  /// Whether the tombstones here give way to the remote's, which say the same.
  var adoptsTombstones = false
  /// What should be known of the prompt, whatever becomes of it.
  var note: String?
  /// Whether it is left diverged: it was not named, and comes since something includes it that was; or
  /// its join failed.
  var isNotJoined = false

  /// All names that the prompt has or had on either side.
  var names: Set<PromptName> {
    Set([name] + [localName, remoteName, finalName].compactMap(\.self)).union(leftovers.keys)
  }

  /// Whether both sides went on with one of its chains.
  var hasDiverged: Bool {
    if case .conflict(let conflict) = verdict { return conflict.kind == .diverged }
    return verdict.pulls?.isAlike ?? false
  }

  /// What a pull would do; `nil` when there is nothing that it can.
  public var pulls: PromptDifference? { verdict.pulls }

  /// What a push would do; `nil` when there is nothing that it can.
  public var pushes: PromptDifference? { verdict.pushes }
}
