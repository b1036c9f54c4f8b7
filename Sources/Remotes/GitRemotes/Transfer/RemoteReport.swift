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
  public let repositoryWide: [RepositoryWideOutcome]
  /// References of either side that belong to no prompt, and were left alone.
  public let foreign: [UnrecognizedReference]
  /// Whether a push failed at first since somebody else pushed at the same time.
  public internal(set) var hadPushRace = false
  /// Whether a push was asked for, and not just what one would do.
  public internal(set) var isOfPush = false

  /// The prompts that came along since something includes them that was named, in order.
  public private(set) var takenAlong: [PromptName] = []

  /// The prompts of which a push sent nothing, since a pull has to come first.
  public var heldBack: [PromptName] {
    guard isOfPush else { return [] }
    return prompts.filter { if case .behindAndAhead = $0.result { true } else { false } }
      .map(\.name)
  }

  /// Whether somebody has to decide: something was left alone because of a conflict, or a prompt's
  /// texts are to be merged in its file.
  public var hasConflicts: Bool {
    repositoryWide.contains(where: \.result.isConflict)
      || prompts.contains { outcome in
        switch outcome.result {
        case .joined(let join), .joinable(let join): join.unresolved != nil
        default: outcome.result.isConflict
        }
      }
  }

  /// The same, with what came along.
  func taking(_ along: [PromptName]) -> RemoteReport {
    var copy = self
    copy.takenAlong = along
    return copy
  }

  /// Whether the remote has got something.
  public var hasPushed: Bool {
    prompts.contains(where: \.result.isPushed) || repositoryWide.contains(where: \.result.isPushed)
  }

  /// Whether something was left alone because it cannot be used or was refused.
  public var hasRefusals: Bool {
    prompts.contains(where: \.result.isRefused)
      || repositoryWide.contains(where: \.result.isRefused)
  }
}

extension RemoteReport {
  /// The report of a plan of which nothing was done but what `done` says.
  init(
    _ plan: LedgerComparison, done: [PromptID: PromptOutcome] = [:],
    repositoryWide: [LedgerRef.RepositoryKind: RepositoryWideOutcome] = [:]
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
      repositoryWide: LedgerRef.RepositoryKind.allCases.compactMap { kind in
        repositoryWide[kind]
          ?? plan.repositoryWide.first { $0.kind == kind }.flatMap { RemoteResult($0.verdict) }
          .map { RepositoryWideOutcome(kind: kind, result: $0) }
      },
      foreign: plan.foreign)
  }
}

/// What was done with a prompt or a repository-wide chain, or what is left to do.
public enum RemoteResult<Difference: Sendable, Rebase: Sendable>: Sendable {
  /// This ledger has got what the remote had more.
  case pulled(Difference)
  /// The remote has got what this ledger had more.
  case pushed(Difference)
  /// The remote has more; a pull brings it.
  case behind(Difference)
  /// This ledger has more; a push brings it there.
  case ahead(Difference)
  /// Each has more; a pull and then a push bring them together.
  case behindAndAhead(pull: Difference, push: Difference)
  /// Both went on in ways that exclude each other, and now have one history here.
  case joined(Rebase)
  /// Both went on in ways that exclude each other; this is what a join would do.
  case joinable(Rebase)
  /// Both went on in ways that exclude each other; nothing was changed.
  case conflict(Conflict)
  /// What is on one of the sides cannot be used, or git or the remote refused it.
  case refused(RepositoryError)
}

extension RemoteResult {
  /// What a comparison says where nothing was done; `nil` where nothing is left to do.
  init?(_ verdict: Verdict<Difference>) {
    switch verdict {
    case .upToDate: return nil
    case .behind(let difference): self = .behind(difference)
    case .ahead(let difference): self = .ahead(difference)
    case .behindAndAhead(let pull, let push): self = .behindAndAhead(pull: pull, push: push)
    case .conflict(let conflict): self = .conflict(conflict)
    case .refused(let error): self = .refused(error)
    }
  }

  /// The same where a join was only worked out.
  var preview: RemoteResult {
    if case .joined(let rebase) = self { .joinable(rebase) } else { self }
  }

  fileprivate var isConflict: Bool { if case .conflict = self { true } else { false } }
  fileprivate var isPushed: Bool { if case .pushed = self { true } else { false } }
  fileprivate var isRefused: Bool { if case .refused = self { true } else { false } }
}

/// What a fetch, a pull or a push did with one prompt.
public struct PromptOutcome: Sendable {
  /// What was done, or what is left to do.
  public typealias Result = RemoteResult<PromptDifference, PromptRebase>

  /// The prompt; `nil` when it could not be read.
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
    self.init(state, Result(state.verdict) ?? .ahead(.buried([])))
  }

  init(_ state: PromptComparison, _ result: Result, note: String? = nil) {
    // A prompt that is on neither side has no name now.
    let isNowhere = state.localName == nil && state.remoteName == nil
    var name = (isNowhere ? nil : state.finalName) ?? state.name
    // What stays as it is keeps its name too.
    if case .conflict(let conflict) = result, case .prompt(let kept) = conflict.subject {
      name = kept
    }
    self.init(id: state.id, name: name, result: result, note: note ?? state.note)
  }
}

/// What a fetch, a pull or a push did with one repository-wide chain.
public struct RepositoryWideOutcome: Sendable {
  /// What was done, or what is left to do.
  public typealias Result = RemoteResult<RepositoryWideDifference, RepositoryWideRebase>

  /// What the chain holds.
  package let kind: LedgerRef.RepositoryKind
  /// What was done.
  public let result: Result
}
