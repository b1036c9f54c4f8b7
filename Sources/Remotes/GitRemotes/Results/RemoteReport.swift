public import PromptRepo

/// What a fetch, a pull or a push did, prompt by prompt.
public struct RemoteReport: Sendable {
  /// The remote's name.
  public let remote: String
  /// The prompts on which the ledgers differ or differed, in the order of names.
  public let prompts: [PromptOutcome]
  /// The names of the prompts on which the ledgers agreed from the start, in order.
  public let inStep: [PromptName]
  /// The environments and the releases, as far as the ledgers differ or differed on them; none
  /// where only some prompts were asked for.
  public let shared: [SharedOutcome]
  /// References of either side that belong to no prompt, and were left alone.
  public let foreign: [ForeignReference]
  /// Whether a push failed at first since somebody else pushed at the same time.
  public internal(set) var wasOvertaken = false

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
    _ plan: MirrorPlan, done: [PromptID: PromptOutcome] = [:],
    shared: [SharedChain: SharedOutcome] = [:]
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
      inStep: plan.inStep.filter { !finished.contains($0) },
      shared: SharedChain.allCases.compactMap { chain in
        shared[chain] ?? plan.shared.first { $0.chain == chain }.map { SharedOutcome($0) }
      },
      foreign: plan.foreign)
  }
}
