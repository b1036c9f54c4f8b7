public import PromptRepo

/// What a fetch, a pull or a push did with a chain that is about no single prompt.
public struct SharedOutcome: Sendable {
  /// What was done, or what is left to do.
  public enum Result: Sendable {
    /// This ledger has got what the remote had more.
    case pulled(SharedDifference)
    /// The remote has got what this ledger had more.
    case pushed(SharedDifference)
    /// The remote has more; a pull brings it.
    case behind(SharedDifference)
    /// This ledger has more; a push brings it there.
    case ahead(SharedDifference)
    /// Both went on, and now have one history here.
    case joined(SharedJoin)
    /// Both went on; this is what a join would do.
    case joinable(SharedJoin)
    /// Both went on; nothing was changed.
    case conflict(SharedConflict)
    /// What is on one of the sides cannot be used, or git or the remote refused it.
    case refused(RepositoryError)
  }

  /// The chain.
  public let chain: SharedChain
  /// What was done.
  public let result: Result
}

extension SharedOutcome {
  /// What a plan says about a chain with which nothing was done.
  init(_ state: SharedState) {
    let result: Result =
      switch state.verdict {
      case .behind(let difference): .behind(difference)
      case .ahead(let difference): .ahead(difference)
      case .conflict(let conflict): .conflict(conflict)
      case .refused(let error): .refused(error)
      }
    self.init(chain: state.chain, result: result)
  }
}
