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
      let (plan, workspace) = try plan(in: ledger.repository)
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
    var outcome = Outcome(remote: ledger.remote.name, head: try requireHead())
    outcome.isRehearsal = true
    let report = try ledger.fetch().report
    // What a pull would leave here.
    let repository = Repository(store: try ledger.mirroredStore())
    let (plan, workspace) = try plan(in: repository)
    let credits = try history.credits(of: plan, workspace, in: repository)
    let runner = try context.mover()
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
    if let branch = try history.git.currentBranch() ?? context.environment.jobsBranch {
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
  private func plan(in repository: Repository) throws -> (CommitPlan, Workspace) {
    let options = CommitOptions(message: message, activates: activates)
    var (plan, workspace) = try history.plan(in: repository) { workspace in
      try workspace.planCommit(to: repository, options: options)
    }
    if plan.refusal != nil {
      plan = plan.leavingOut(try olderFiles(of: plan, workspace, repository))
    }
    if let refusal = plan.refusal { throw refusal }
    for item in plan.items where !item.isNothing {
      try refuseUncommitted(item.status, workspace)
    }
    try refuseMissing(workspace)
    return (plan, workspace)
  }

  /// The files in conflict with a name that their prompts got after the commit that is checked out: a
  /// job for an older commit has nothing to say of them.
  private func olderFiles(
    of plan: CommitPlan, _ workspace: Workspace, _ repository: Repository
  ) throws -> [PromptName: String] {
    var notes: [PromptName: String] = [:]
    for item in plan.items {
      guard case .refuse = item.action else { continue }
      let status = item.status
      for (commit, name) in try workspace.namingCommits(of: status, in: repository) {
        guard try history.git.bring(commit, from: ledger.remote) else { continue }
        // What has come is known to a reader that begins now.
        let control = try context.newWorkspace().sourceControl
        guard try control?.isHeadInHistory(of: commit) == true,
          try control?.isInHistory(commit) == false
        else { continue }
        notes[status.name] =
          "\(status.path) is left as it is: commit \(commit.short(8)), which the prompt '\(name)' "
          + "has its name or its text from, comes after the one that is checked out"
        break
      }
    }
    return notes
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

extension EnvironmentVariables {
  /// The branch that a job of GitHub or GitLab runs for; nil for none.
  fileprivate var jobsBranch: String? {
    if let branch = self["CI_COMMIT_BRANCH"], !branch.isEmpty { return branch }
    let prefix = "refs/heads/"
    guard let reference = self["GITHUB_REF"], reference.utf8.starts(with: prefix.utf8) else {
      return nil
    }
    return String(reference.dropFirst(prefix.count))
  }
}
