public import PromptRepo

/// What two ledgers say about one prompt, and what follows from it.
public struct PromptState: Sendable {
  /// What follows from a comparison.
  public enum Verdict: Sendable {
    /// Both say the same.
    case inStep
    /// The remote went on; a pull takes it over.
    case behind(LedgerDifference)
    /// This ledger went on; a push takes it over.
    case ahead(LedgerDifference)
    /// Each went on with other chains, so that a pull and then a push bring them together.
    case behindAndAhead(pull: LedgerDifference, push: LedgerDifference)
    /// Both went on in ways that exclude each other.
    case conflict(Conflict)
    /// What is on one of the sides cannot be used.
    case refused(RepositoryError)
  }

  /// The prompt; nil when it could not be read.
  public let id: PromptID?
  /// The name to speak of it by.
  public let name: PromptName
  /// Its name here; nil where it is not.
  public let localName: PromptName?
  /// Its name at the remote; nil where it is not.
  public let remoteName: PromptName?
  /// Its name once both sides are brought together; nil when it is deleted.
  public let finalName: PromptName?
  /// Its chains on both sides, in the order in which they lean on each other.
  public let chains: [ChainState]
  /// Its chain of tombstones on both sides.
  public let tombstones: ChainState
  /// What follows.
  public internal(set) var verdict: Verdict
  /// Names at the remote with references of this prompt that a tombstone says are dead.
  var leftovers: [PromptName: LedgerSnapshot.Chains] = [:]
  /// Whether the leftovers are in the way of another prompt.
  var clearsLeftovers = false
  /// The prompt that has to leave the name at the remote before this one can be pushed.
  var waitsFor: PromptID?
  /// Whether the tombstones here give way to the remote's, which say the same.
  var adoptsTombstones = false

  /// All names that the prompt has or had on either side.
  var names: Set<PromptName> {
    Set([name] + [localName, remoteName, finalName].compactMap(\.self)).union(leftovers.keys)
  }

  /// What a pull would do; nil when there is nothing that it can.
  public var pulls: LedgerDifference? {
    switch verdict {
    case .behind(let difference), .behindAndAhead(let difference, _): difference
    default: nil
    }
  }

  /// What a push would do; nil when there is nothing that it can.
  public var pushes: LedgerDifference? {
    if case .ahead(let difference) = verdict { difference } else { nil }
  }
}
