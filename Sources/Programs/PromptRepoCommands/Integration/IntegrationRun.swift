internal import GitRemotes
internal import Platform
internal import PromptFiles
internal import PromptRepo

/// One run of `ci`: pull, commit, push, and again when somebody else was faster.
struct IntegrationRun {
  /// What a rehearsal would do with a prompt.
  struct PlannedChange {
    let name: PromptName
    /// The name that it has before; nil where that is the same.
    let renamedFrom: PromptName?
    let isArchived: Bool
    /// Whether it is brought back, since its file is back.
    let isUnarchived: Bool
    /// The number of the version that would be made; nil for none.
    let number: Int?
    let isRecordEdited: Bool
    let author: Signature
    let message: String
  }

  /// What a run did.
  struct Outcome {
    let remote: String
    /// The commit that is checked out.
    let head: ObjectID
    var attempts = 1
    var isRehearsal = false
    /// What was made and is at the remote; nil for nothing.
    var committed: CommitReport?
    /// What would be made.
    var planned: [PlannedChange] = []
    /// What the push did; in a rehearsal, what the fetch found.
    var pushed: RemoteReport?
    var warnings: [String] = []
    /// Why files were left out.
    var failure: RepositoryError?
    /// How the files stood.
    var plan: CommitPlan?

    /// How many versions were made, or would be.
    var versions: Int {
      isRehearsal
        ? planned.count { $0.number != nil }
        : committed?.results.count { $0.version != nil } ?? 0
    }
  }

  let context: CommandContext
  let history: NeededHistory
  let message: String
  let activates: Bool

  /// How often somebody else may be faster.
  private static let attempts = 8

  private var ledger: RemoteLedger { history.ledger }

  /// Pulls, makes versions and pushes them.
  ///
  /// - Throws: Where nothing was made, or all that was made is taken back.
  func run() throws -> Outcome {
    let head = try requireHead()
    let runner = try context.mover()
    let pending = try PendingPush(in: context, ledger.repository)
    let leftovers = try pending.leftovers()
    if !leftovers.isEmpty {
      try takeBack(leftovers, by: runner)
      context.warn("what an earlier run made and did not push before it was killed was taken back")
    }
    var made: [CommitReport.Result] = []
    var decided: CommitPlan?
    var warnings: [String] = []
    for attempt in 1...Self.attempts {
      if attempt > 1 { pause(atMost: 200 << min(attempt, 4)) }
      let replaced = try history.pull(by: runner)
      warnings += replaced.filter { !warnings.contains($0) }
      let (plan, workspace) = try plan(of: head, in: ledger.repository)
      try pending.write(plan.items.filter { !$0.isNothing })
      let step: Step
      do {
        step = try publish(plan, workspace, by: runner)
        try pending.remove()
      } catch {
        // What was made is taken back already.
        try pending.remove()
        if let error = error as? RepositoryError, error.isLostRace { continue }
        throw error
      }
      made += step.pushed
      if decided == nil, !step.pushed.isEmpty { decided = plan }
      warnings += step.warnings.filter { !warnings.contains($0) }
      guard !step.isFinal else {
        try note(runner)
        var outcome = Outcome(remote: ledger.remote.name, head: head, attempts: attempt)
        if !made.isEmpty || plan.failure != nil {
          outcome.committed = CommitReport(
            results: made.sorted { $0.name < $1.name }, failure: plan.failure, warnings: [])
        }
        outcome.pushed = step.report
        outcome.warnings = warnings
        outcome.plan = decided ?? plan
        outcome.failure = plan.failure
        return outcome
      }
    }
    throw RepositoryError(
      .conflict,
      "somebody else pushed to '\(ledger.remote.name)' at the same time, \(Self.attempts) times",
      hint: "Nothing is lost: run it again, and let one job run at a time")
  }

  /// Fetches, and finds out what would be made.
  func rehearse() throws -> Outcome {
    let head = try requireHead()
    var outcome = Outcome(remote: ledger.remote.name, head: head)
    outcome.isRehearsal = true
    let runner = try context.mover()
    let (report, repository) = try history.rehearsePull(by: runner)
    let (plan, workspace) = try plan(of: head, in: repository)
    let credits = try history.credits(of: plan, workspace, in: repository)
    for item in plan.items where !item.isNothing {
      let credit = credits[item.status.name]
      outcome.planned.append(
        PlannedChange(
          name: item.status.name, renamedFrom: item.status.renamedFrom,
          isArchived: item.archiving != nil, isUnarchived: item.returning != nil,
          number: item.number, isRecordEdited: item.edit != nil && item.number != 1,
          author: credit?.author ?? runner,
          message: message.isEmpty ? credit?.message ?? "" : message))
    }
    outcome.pushed = report
    outcome.plan = plan
    outcome.warnings = plan.warnings
    outcome.failure = plan.failure
    return outcome
  }

  /// The commit that is checked out.
  private func requireHead() throws -> ObjectID {
    guard let head = try context.workspace().sourceControl?.head() else {
      throw RepositoryError(
        .notFound, "nothing is checked out, so there is nothing to make versions of",
        hint: "Check out the commit first")
    }
    try requireBranch(head)
    try requirePublished(head)
    return head
  }

  /// Refuses a commit that the remote does not have: nobody else could see what its versions were
  /// made from.
  private func requirePublished(_ head: ObjectID) throws {
    let name = ledger.remote.name
    switch try history.git.isPublished(head, at: ledger.remote) {
    case true?: break
    case nil:
      context.warn(
        "whether '\(name)' has commit \(head.short(8)), which is checked out, is not known")
    case false?:
      throw RepositoryError(
        .unsupported, "commit \(head.short(8)), which is checked out, is not at '\(name)'",
        hint:
          "Push it first, with `git push`, or check out what is there: versions that are shared "
          + "are made of commits that are")
    }
  }

  /// Refuses another branch than the one on which versions are made.
  ///
  /// A runner checks out a commit and no branch. Then its variables tell the branch, or else the
  /// remote does.
  private func requireBranch(_ head: ObjectID) throws {
    guard let wanted = try context.text(of: .commitBranch) else { return }
    if let branch = try history.branch() {
      if branch == wanted { return }
      throw RepositoryError(
        .unsupported,
        "this is the branch '\(branch)', and versions are made on '\(wanted)' alone",
        hint: "Run it there; the setting \(Setting.commitBranch.key) says so")
    }
    if try history.git.tip(ofBranch: wanted, at: ledger.remote) == head { return }
    throw RepositoryError(
      .unsupported,
      "commit \(head) is not the newest of '\(wanted)' at '\(ledger.remote.name)', and versions "
        + "are made there alone",
      hint: "Check out the branch; the setting \(Setting.commitBranch.key) says so")
  }

  /// What a commit of all files would do; each has to be as HEAD has it.
  ///
  /// What a newer commit of the branch has otherwise is left to the job of that one.
  private func plan(
    of head: ObjectID, in repository: Repository
  ) throws -> (CommitPlan, Workspace) {
    let options = CommitOptions(message: message, activates: activates)
    var (plan, workspace) = try history.plan(in: repository) { workspace in
      try workspace.planCommit(to: repository, options: options)
    }
    plan = plan.leavingOut(try NewerCommit(than: head, history)?.filesLeft(of: plan) ?? [:])
    if let refusal = plan.refusal { throw refusal }
    for item in plan.items where !item.isNothing {
      try refuseUncommitted(item.status, workspace)
    }
    try refuseMissing(workspace)
    return (plan, workspace)
  }

  /// Refuses a work tree without some of the files that the commit has: their changes would be left
  /// out without a word.
  private func refuseMissing(_ workspace: Workspace) throws {
    let folder = workspace.folder
    let paths = try history.git.blobsOfHead(in: folder.path).keys.sorted()
    for path in paths where folder.name(ofFile: path) != nil {
      guard try context.files.statusIfPresent("\(workspace.root)/\(path)") == nil else { continue }
      throw RepositoryError(
        .invalid, "\(path) is in the commit that is checked out, and not in the work tree",
        hint: "Check out all of '\(folder)': `git restore .` brings files back, and "
          + "`git sparse-checkout add \(folder.path.plainOrQuoted)` a folder that was left out")
    }
  }

  private func refuseUncommitted(_ status: PromptStatus, _ workspace: Workspace) throws {
    guard
      let bytes = try context.files.readFileIfPresent("\(workspace.root)/\(status.path)"),
      try workspace.sourceControl?.source(of: status.path, bytes: bytes) == nil
    else { return }
    throw RepositoryError(
      .invalid, "\(status.path) is not as the commit has it that is checked out",
      hint: "`promptrepo ci` makes versions of committed files alone: commit it with git, or "
        + "restore it")
  }
}

// Making versions, and taking back what does not arrive.
extension IntegrationRun {
  /// What became of one attempt.
  private struct Step {
    let pushed: [CommitReport.Result]
    let report: RemoteReport
    let warnings: [String]
    /// Whether another attempt changes nothing.
    let isFinal: Bool
  }

  private func publish(
    _ plan: CommitPlan, _ workspace: Workspace, by runner: Signature
  ) throws -> Step {
    let credits = try history.credits(of: plan, workspace, in: ledger.repository)
    let moves = MovesOfChange()
    let repository = Repository(store: ledger.repository.store, noteChange: moves.note)
    let commit = try context.working("Committing") { progress in
      try workspace.commit(
        plan, to: repository, by: runner, crediting: credits, notesFiles: false,
        progress: progress)
    }
    let report: RemoteReport
    do {
      report = try ledger.push()
    } catch {
      try takeBack(moves.all, by: runner)
      throw error
    }
    let arrived = report.arrived
    let lost = try moves.lost(of: commit.results, arrived, ledger.repository)
    try takeBack(lost, by: runner)
    let pushed = commit.results.filter { arrived.contains($0.name) }
    if report.hasPushed {
      context.done.note(
        "what could be pushed was pushed",
        hint: "it is at the remote; the same command again does the rest")
    }
    return Step(
      pushed: pushed, report: report, warnings: commit.warnings,
      isFinal: lost.isEmpty
        || !report.hasRace(among: commit.results.flatMap { [$0.name, $0.ledgerName] }))
  }

  /// Moves references back to where they were, so that this clone has no versions that nobody else
  /// has.
  private func takeBack(_ moves: [ReferenceMove], by runner: Signature) throws {
    guard !moves.isEmpty else { return }
    try ledger.repository.change(by: runner) { transaction throws(RepositoryError) in
      for move in moves {
        try transaction.transfer(
          ReferenceMove(move.name, from: move.new, to: move.old, message: "was not pushed"))
      }
    }
  }

  /// Notes what the files are now, for the next command in this clone.
  private func note(_ runner: Signature) throws {
    let workspace = try context.newWorkspace()
    let plan = try workspace.planCommit(to: ledger.repository)
    if plan.isNothing { _ = try workspace.commit(plan, to: ledger.repository, by: runner) }
  }
}

extension RemoteReport {
  /// The prompts that are the same on both sides now.
  fileprivate var arrived: Set<PromptName> {
    Set(upToDate).union(
      prompts.compactMap { outcome in
        if case .pushed = outcome.result { outcome.name } else { nil }
      })
  }

  /// Whether some of these prompts did not arrive since somebody else was faster.
  fileprivate func hasRace(among names: [PromptName]) -> Bool {
    let wanted = Set(names)
    return prompts.contains { outcome in
      guard wanted.contains(outcome.name) else { return false }
      return switch outcome.result {
      case .conflict, .behind, .behindAndAhead: true
      case .refused(let error): error.code == .conflict
      case .pulled, .pushed, .ahead, .joined, .joinable: false
      }
    }
  }
}

extension RepositoryError {
  /// Whether somebody else changed the ledger here at the same time.
  fileprivate var isLostRace: Bool {
    guard code == .conflict else { return false }
    return switch cause {
    case nil: true
    case let refusal as FileRefusal:
      if case .changedMeanwhile = refusal { true } else { false }
    default: false
    }
  }
}

extension CommitItem {
  /// The number of the version that it makes; nil for none.
  fileprivate var number: Int? {
    switch action {
    case .create: 1
    case .cut(let number): number
    case .nothing, .leave, .keep, .skip, .refuse: nil
    }
  }
}
