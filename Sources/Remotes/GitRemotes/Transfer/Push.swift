internal import Platform
public import PromptRepo

extension RemoteLedger {
  /// How often a plan is made anew: after each answer of the remote that changes something.
  private static var rounds: Int { 12 }

  /// Fetches, and gives the remote what this ledger has more, prompt by prompt.
  ///
  /// All references of a prompt go together, with `git push --atomic`, and nothing is forced. When
  /// somebody else was quicker with some of the prompts, those are left to a pull, and the others
  /// are pushed. Environments go before the prompts that are live in them, releases after the
  /// prompts that they are of.
  ///
  /// A prompt stays, as a conflict, of which a version includes what the remote neither has nor gets;
  /// and so does the deletion of one that something at the remote includes.
  ///
  /// - Parameter names: Only these prompts, and the environments if the remote lacks one that they
  ///   are live in, or has other rules for it; all, and what is about none, when empty.
  public func push(_ names: [PromptName] = []) throws(RepositoryError) -> RemoteReport {
    var session = PushSession()
    let base = try update()
    var isWhole = names.isEmpty
    if !isWhole { isWhole = try needsEnvironments(names, base: base) }
    if isWhole { try push(.environments, base: base, &session) }
    let plan = try pushPrompts(names, base: base, &session)
    if names.isEmpty { try push(.releases, base: base, &session) }
    return session.report(plan)
  }

  /// Pushes prompts, and answers what is left.
  private func pushPrompts(
    _ names: [PromptName], base: LedgerSnapshot, _ session: inout PushSession
  ) throws(RepositoryError) -> LedgerComparison {
    for _ in 0..<RemoteLedger.rounds {
      let whole = try plan(base: base)
      let plan = try whole.limited(to: names, unless: session.hasPushed)
      session.reconsider(plan)
      let batch = try session.batch(plan) { (batch) throws(RepositoryError) in
        try heldBack(batch, plan, of: whole)
      }
      if batch.isEmpty { return plan.holding(session.held) }
      if names.isEmpty, session.takesMany, let many = PatternPush(batch, of: plan) {
        try send(many, &session)
      } else {
        try sendInParts(batch, plan, of: whole, &session)
      }
      if session.takeNewRace() { _ = try update() }
    }
    return try plan(base: base).limited(to: names, unless: session.hasPushed)
      .holding(session.held)
  }

  /// Fetches, and answers what a push would do.
  public func previewPush(_ names: [PromptName] = []) throws(RepositoryError) -> RemoteReport {
    let whole = try plan(base: update())
    let plan = try whole.limited(to: names)
    var session = PushSession()
    var sent: [PushUpdate] = []
    while true {
      let batch = try session.batch(plan) { (batch) throws(RepositoryError) in
        try heldBack(batch, plan, of: whole, after: sent)
      }
      if batch.isEmpty { return RemoteReport(plan.holding(session.held)) }
      sent += batch.flatMap(\.updates)
      session.rehearsed.formUnion(batch.compactMap(\.state.id))
    }
  }

  /// Pushes prompts with as many commands as it takes.
  ///
  /// What goes with one of them may not include what only comes with another one, which may fail; it
  /// comes with the next round.
  private func sendInParts(
    _ batch: [PushSession.Item], _ plan: LedgerComparison, of whole: LedgerComparison,
    _ session: inout PushSession
  ) throws(RepositoryError) {
    let parts = batch.splitByCommandLine
    guard parts.count > 1 else { return try send(batch, &session) }
    for part in parts {
      let held = try heldBack(part, plan, of: whole)
      let free = part.filter { item in item.state.id.map { held[$0] == nil } ?? true }
      if !free.isEmpty { try send(free, &session) }
    }
  }

  /// Pushes many prompts with one pattern.
  private func send(_ many: PatternPush, _ session: inout PushSession) throws(RepositoryError) {
    let (result, answer) = try push(["--atomic"] + many.leases, many.refspecs)
    if case .signaled = result.status { throw notPushed(result) }
    guard result.succeeded || answer.isAnswered else {
      // An older git does not know refspecs that leave something out.
      session.takesMany = false
      return
    }
    if result.succeeded { try updateTrackingRefs(many.items.flatMap(\.updates)) }
    session.note(many.items, result.succeeded ? nil : answer)
    // Also what was none of the items may have moved.
    if !result.succeeded { session.noteRace() }
  }

  /// Pushes some prompts with one command, or in steps where the remote cannot do it at once.
  private func send(
    _ items: [PushSession.Item], _ session: inout PushSession
  ) throws(RepositoryError) {
    let updates = items.flatMap(\.updates)
    if session.isAtomic {
      let (result, answer) = try run(updates, isAtomic: true)
      if result.succeeded || answer.isAnswered {
        if result.succeeded { try updateTrackingRefs(updates) }
        session.note(items, result.succeeded ? nil : answer)
        return
      }
      if case .signaled = result.status { throw notPushed(result) }
      // Git gave up before it came to the references: the remote cannot push atomically, or
      // cannot be pushed to at all, which the next attempt shows.
      session.isAtomic = false
    }
    var rejections = PushOutput([])
    var isFirst = true
    for stage in 0...PushUpdate.lastStage {
      let turn = items.filter { item in
        item.updates.allSatisfy { rejections.rejections[$0.name.rawValue] == nil }
      }.flatMap(\.updates).filter { $0.stage == stage }
      guard turn.contains(where: { $0.old != $0.new }) else { continue }
      let (result, answer) = try run(turn, isAtomic: false)
      guard result.succeeded || answer.isAnswered else {
        guard !isFirst else { throw notPushed(result) }
        throw git.failure(
          "git could not push all to '\(remote.name)'", result,
          hint: "Push again, so that each prompt is complete there")
      }
      isFirst = false
      rejections.merge(answer)
      try updateTrackingRefs(turn.filter { answer.rejections[$0.name.rawValue] == nil })
    }
    session.note(items, rejections)
  }

  func notPushed(_ result: ProcessResult) -> RepositoryError {
    git.failure(
      "git could not push to '\(remote.name)'", result, hint: remote.addressHint(result, git))
  }

  func run(
    _ updates: [PushUpdate], isAtomic: Bool
  ) throws(RepositoryError) -> (result: ProcessResult, answer: PushOutput) {
    let words = updates.map(\.arguments)
    return try push((isAtomic ? ["--atomic"] : []) + words.map(\.lease), words.map(\.refspec))
  }

  private func push(
    _ options: [String], _ refspecs: [String]
  ) throws(RepositoryError) -> (result: ProcessResult, answer: PushOutput) {
    let result = try git.runVisibly(
      // Git's advice is about branches.
      ["-c", "advice.pushUpdateRejected=false", "push", "--porcelain"] + git.verbosity
        + ["--no-follow-tags", "--recurse-submodules=no"] + options + [remote.name] + refspecs)
    return (result, PushOutput(result.output))
  }

  /// Moves the mirror to what the remote has since a push.
  ///
  /// Git does so by itself only where the remote was set up.
  func updateTrackingRefs(_ updates: [PushUpdate]) throws(RepositoryError) {
    var lines: [UInt8] = []
    for update in updates {
      guard let mirror = try remote.mirror(of: update.name) else { continue }
      lines += (update.new.map { "update \(mirror) \($0.hex)\n" } ?? "delete \(mirror)\n").utf8
    }
    let result = try git.ask(["update-ref", "--stdin"], input: lines)
    guard result.succeeded else {
      throw git.failure(
        "the push was done, but the mirror of '\(remote.name)' could not be moved", result,
        cause: RemoteRefusal.mirrorIsBehind(remote: remote.name))
    }
  }
}

extension LedgerComparison {
  /// As `limited(to:)`, but after a push a name may be gone.
  fileprivate func limited(
    to names: [PromptName], unless hasPushed: Bool
  ) throws(RepositoryError) -> LedgerComparison {
    guard hasPushed else { return try limited(to: names) }
    let known = names.filter { name in
      upToDate.contains(name) || prompts.contains { $0.names.contains(name) }
    }
    guard known.isEmpty, !names.isEmpty else { return try limited(to: known) }
    var copy = self
    copy.prompts = []
    copy.repositoryWide = []
    copy.upToDate = []
    return copy
  }
}
