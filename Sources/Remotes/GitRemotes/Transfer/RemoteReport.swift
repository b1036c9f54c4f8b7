public import PromptRepo

/// What a fetch, a pull or a push did, prompt by prompt.
public struct RemoteReport: Sendable {
  /// The remote's name.
  public let remote: String
  /// The prompts on which the ledgers differ or differed, in the order of names.
  public let prompts: [PromptOutcome]
  /// The names of the prompts on which the ledgers agreed from the start, in order.
  public let upToDate: [PromptName]
  /// The environments and the releases, as far as the ledgers differ or differed on them; none
  /// where only some prompts were asked for.
  public let shared: [SharedOutcome]
  /// References of either side that belong to no prompt, and were left alone.
  public let foreign: [UnrecognizedReference]
  /// Whether a push failed at first since somebody else pushed at the same time.
  public internal(set) var hadPushRace = false

  /// Whether somebody has to decide: something was left alone because of a conflict, or a prompt's
  /// texts are to be merged in its file.
  public var hasConflicts: Bool {
    shared.contains { if case .conflict = $0.result { true } else { false } }
      || prompts.contains { outcome in
        switch outcome.result {
        case .conflict: true
        case .joined(let join), .joinable(let join): join.unresolved != nil
        default: false
        }
      }
  }

  /// Whether the remote has got something.
  public var hasPushed: Bool {
    prompts.contains { if case .pushed = $0.result { true } else { false } }
      || shared.contains { if case .pushed = $0.result { true } else { false } }
  }

  /// Whether something was left alone because it cannot be used or was refused.
  public var hasRefusals: Bool {
    prompts.contains { if case .refused = $0.result { true } else { false } }
      || shared.contains { if case .refused = $0.result { true } else { false } }
  }
}

extension RemoteReport {
  /// The report of a plan of which nothing was done but what `done` says.
  init(
    _ plan: LedgerComparison, done: [PromptID: PromptOutcome] = [:],
    shared: [LedgerRef.RepositoryKind: SharedOutcome] = [:]
  ) {
    var rest = done
    var outcomes: [PromptOutcome] = []
    for state in plan.prompts {
      if let outcome = state.id.flatMap({ rest.removeValue(forKey: $0) }) {
        outcomes.append(outcome)
      } else {
        outcomes.append(PromptOutcome(state))
      }
    }
    outcomes += rest.values
    let finished = Set(done.values.map(\.name))
    self.init(
      remote: plan.remote,
      prompts: outcomes.sorted {
        ($0.name, $0.id?.rawValue ?? "") < ($1.name, $1.id?.rawValue ?? "")
      },
      upToDate: plan.upToDate.filter { !finished.contains($0) },
      shared: LedgerRef.RepositoryKind.allCases.compactMap { chain in
        shared[chain] ?? plan.shared.first { $0.chain == chain }.map { SharedOutcome($0) }
      },
      foreign: plan.foreign)
  }
}

/// What a fetch, a pull or a push did with one prompt.
public struct PromptOutcome: Sendable {
  /// What was done, or what is left to do.
  public enum Result: Sendable {
    /// This ledger has got what the remote had more.
    case pulled(PromptDifference)
    /// The remote has got what this ledger had more.
    case pushed(PromptDifference)
    /// The remote has more; a pull brings it.
    case behind(PromptDifference)
    /// This ledger has more; a push brings it there.
    case ahead(PromptDifference)
    /// Each has more; a pull and then a push bring them together.
    case behindAndAhead(pull: PromptDifference, push: PromptDifference)
    /// Both went on in ways that exclude each other, and now have one history here.
    case joined(PromptRebase)
    /// Both went on in ways that exclude each other; this is what a join would do.
    case joinable(PromptRebase)
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
  init(_ state: PromptComparison) {
    let result: Result? =
      switch state.verdict {
      case .upToDate: nil
      case .behind(let difference): .behind(difference)
      case .ahead(let difference): .ahead(difference)
      case .behindAndAhead(let pull, let push): .behindAndAhead(pull: pull, push: push)
      case .conflict(let conflict): .conflict(conflict)
      case .refused(let error): .refused(error)
      }
    self.init(state, result ?? .ahead(.buried))
  }

  init(_ state: PromptComparison, _ result: Result, note: String? = nil) {
    var name = state.finalName ?? state.name
    // What stays as it is keeps its name too.
    if case .conflict(let conflict) = result { name = conflict.name }
    self.init(id: state.id, name: name, result: result, note: note)
  }
}

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
  public let chain: LedgerRef.RepositoryKind
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
