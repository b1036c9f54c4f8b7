public import PromptRepo

/// What two ledgers say about a chain that is about no single prompt, and what follows from it.
public struct SharedState: Sendable {
  /// What follows from a comparison.
  public enum Verdict: Sendable {
    /// The remote went on; a pull takes it over.
    case behind(SharedDifference)
    /// This ledger went on; a push takes it over.
    case ahead(SharedDifference)
    /// Both went on.
    case conflict(SharedConflict)
    /// What is on one of the sides cannot be used.
    case refused(RepositoryError)
  }

  /// The chain.
  public let chain: SharedChain
  /// Its tip here; nil where there is none.
  public let local: ObjectID?
  /// Its tip at the remote; nil where there is none.
  public let remote: ObjectID?
  /// What follows.
  public let verdict: Verdict
}
