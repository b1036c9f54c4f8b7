public import PromptRepo

/// What a fetch, a pull or a push did with one prompt.
public struct PromptOutcome: Sendable {
  /// What was done, or what is left to do.
  public enum Result: Sendable {
    /// This ledger has got what the remote had more.
    case pulled(LedgerDifference)
    /// The remote has got what this ledger had more.
    case pushed(LedgerDifference)
    /// The remote has more; a pull brings it.
    case behind(LedgerDifference)
    /// This ledger has more; a push brings it there.
    case ahead(LedgerDifference)
    /// Each has more; a pull and then a push bring them together.
    case behindAndAhead(pull: LedgerDifference, push: LedgerDifference)
    /// Both went on in ways that exclude each other, and now have one history here.
    case joined(PromptJoin)
    /// Both went on in ways that exclude each other; this is what a join would do.
    case joinable(PromptJoin)
    /// Both went on in ways that exclude each other; nothing was changed.
    case conflict(Conflict)
    /// What is on one of the sides cannot be used, or git or the remote refused it.
    case refused(RepositoryError)
  }

  /// The prompt; nil when it could not be read.
  public let id: PromptID?
  /// Its name now, or the one that it had.
  public let name: PromptName
  /// What was done.
  public let result: Result
  /// What does not hinder the result, but somebody should know.
  public let note: String?
}

extension PromptOutcome {
  /// What a plan says about a prompt with which nothing was done.
  init(_ state: PromptState) {
    let result: Result? =
      switch state.verdict {
      case .inStep: nil
      case .behind(let difference): .behind(difference)
      case .ahead(let difference): .ahead(difference)
      case .behindAndAhead(let pull, let push): .behindAndAhead(pull: pull, push: push)
      case .conflict(let conflict): .conflict(conflict)
      case .refused(let error): .refused(error)
      }
    self.init(state, result ?? .ahead(.buried))
  }

  init(_ state: PromptState, _ result: Result, note: String? = nil) {
    var name = state.finalName ?? state.name
    // What stays as it is keeps its name too.
    if case .conflict(let conflict) = result { name = conflict.name }
    self.init(id: state.id, name: name, result: result, note: note)
  }
}
