internal import PromptRepo

/// What one push has learned so far about what the remote takes.
struct PushSession {
  /// A prompt to push, and all that it asks of the remote.
  struct Item {
    let state: PromptComparison
    let updates: [PushUpdate]
    /// The earlier name under which it comes now, to go on to its own with the next push.
    var stop: EarlierName?
  }

  /// A reference that the remote did not take.
  private struct RejectedUpdate {
    let update: PushUpdate
    let rejection: PushOutput.Rejection
  }

  /// Whether the remote takes many references at once.
  var isAtomic = true
  /// Whether git takes patterns that leave something out.
  var takesMany = true
  private var done: [PromptID: PromptOutcome] = [:]
  /// What is pushed of prompts that have come under an earlier name so far.
  private var begun: [PromptID: PromptDifference] = [:]
  private var repositoryWide: [LedgerRef.RepositoryKind: RepositoryWideOutcome] = [:]
  /// What holds prompts back, as the remote is now.
  private(set) var held: [PromptID: Conflict] = [:]
  /// Prompts of which a rehearsal has nothing more to push.
  var rehearsed: Set<PromptID> = []
  /// Why prompts are not pushed.
  private var refused: [PromptID: RepositoryError] = [:]
  /// Prompts of a push that the remote declined as a whole, until it is known what the cause is.
  private var declined: Set<PromptID> = []
  /// Prompts whose old references the remote does not remove.
  private var kept: Set<PromptID> = []
  /// How often somebody else was quicker, or seemed to be.
  private var races: [PromptID: Int] = [:]
  private var hasNewRaces = false
  private var hasRaced = false

  /// Whether anything was pushed.
  var hasPushed: Bool { !done.isEmpty }

  /// The prompts that can be pushed now, without those that are held back.
  ///
  /// - Parameter check: Finds which of some that would be pushed together are to be held back.
  mutating func batch(
    _ plan: LedgerComparison,
    _ check: ([Item]) throws(RepositoryError) -> [PromptID: Conflict]
  ) throws(RepositoryError) -> [Item] {
    held = [:]
    while true {
      let batch = batch(plan)
      if batch.isEmpty { return [] }
      let found = try check(batch)
      if found.isEmpty { return batch }
      held.merge(found) { $1 }
    }
  }

  /// The prompts that can be pushed now.
  private func batch(_ plan: LedgerComparison) -> [Item] {
    let free = plan.prompts.filter { $0.waitsFor == nil }
    // A remote may take no deletions, and nothing that is pushed along with one: so they go last.
    for deletes in [false, true] {
      let batch = items(
        free.filter { ($0.pushes?.kind == .deleted) == deletes })
      guard batch.isEmpty else { return batch }
    }
    // Prompts that exchanged their names wait for each other. Here one of them had a third name
    // meanwhile, and goes by way of that, so that at no moment one of them is not there.
    var waiting: [PromptID: PromptID] = [:]
    for state in plan.prompts { if let id = state.id { waiting[id] = state.waitsFor } }
    let circle = plan.prompts.filter { $0.id.map { isInCircle($0, waiting) } ?? false }
    for state in circle {
      guard let stop = state.earlierNames.first(where: { plan.isFreeAtRemote($0.name) }) else {
        continue
      }
      let item = items([state], stoppingAt: stop)
      if !item.isEmpty { return item }
    }
    return []
  }

  private func isInCircle(_ id: PromptID, _ waiting: [PromptID: PromptID]) -> Bool {
    var next = waiting[id]
    for _ in 0..<waiting.count where next != id { next = next.flatMap { waiting[$0] } }
    return next == id
  }

  private func items(
    _ prompts: [PromptComparison], stoppingAt stop: EarlierName? = nil
  ) -> [Item] {
    prompts.compactMap { state in
      guard let id = state.id, state.pushes != nil, refused[id] == nil, held[id] == nil,
        !rehearsed.contains(id),
        stop == nil || !kept.contains(id)
      else { return nil }
      let updates = state.updates(keepingOldNames: kept.contains(id), stoppingAt: stop)
      return updates.contains { $0.old != $0.new }
        ? Item(state: state, updates: updates, stop: stop) : nil
    }
  }

  /// Whether somebody was quicker since the last call, so that it is time to look again.
  mutating func takeNewRace() -> Bool {
    defer { hasNewRaces = false }
    return hasNewRaces
  }

  /// Takes in that the remote was not as expected.
  mutating func noteRace() {
    hasNewRaces = true
    hasRaced = true
  }

  /// Tells pushes that were declined by a rule from those that came too late for a hook that looks
  /// at the whole: then some prompt has moved at the remote, and the others are pushed again.
  mutating func reconsider(_ plan: LedgerComparison) {
    let isRace = plan.prompts.contains { state in
      state.pushes == nil && state.id.map(declined.contains) == true
    }
    if isRace {
      for id in declined { refused[id] = nil }
      hasRaced = true
    }
    declined = []
  }

  /// Takes in what became of a repository-wide chain.
  mutating func note(
    _ kind: LedgerRef.RepositoryKind, _ result: RepositoryWideOutcome.Result
  ) {
    repositoryWide[kind] = RepositoryWideOutcome(kind: kind, result: result)
  }

  /// Takes in what became of prompts.
  ///
  /// - Parameter answer: What git said; `nil` when all was done.
  mutating func note(_ items: [Item], _ answer: PushOutput?) {
    let rejections = answer?.rejections ?? [:]
    // Where no reference was at fault itself, all of them were.
    let hasCulprit = rejections.values.contains { !$0.isCollateral }
    for item in items {
      let found = item.updates.compactMap { update in
        rejections[update.name.rawValue].map { RejectedUpdate(update: update, rejection: $0) }
      }.filter { !hasCulprit || !$0.rejection.isCollateral }
      if !found.isEmpty {
        reject(item, found)
      } else if rejections.isEmpty || !isAtomic {
        finish(item)
      }
    }
  }

  private mutating func finish(_ item: Item) {
    guard let id = item.state.id, let difference = begun[id] ?? item.state.pushes else {
      return
    }
    guard item.stop == nil else {
      begun[id] = difference
      return
    }
    let isKept = kept.contains(id) && item.state.remoteName != item.state.finalName
    done[id] = PromptOutcome(
      item.state, .pushed(difference),
      note: isKept
        ? "the remote does not remove references, so those of the old name stay there; the "
          + "tombstone says that they are dead" : nil)
  }

  private mutating func reject(_ item: Item, _ found: [RejectedUpdate]) {
    guard let id = item.state.id, let first = found.first?.rejection else { return }
    if found.allSatisfy({ $0.update.isDeletion && $0.rejection.isByRemote }), !kept.contains(id) {
      kept.insert(id)
      if !isAtomic { finish(item) }
      return
    }
    races[id, default: 0] += 1
    guard found.contains(where: { $0.rejection.isPolicy }) || races[id, default: 0] > 2 else {
      noteRace()
      return
    }
    let reasons = Set(found.map(\.rejection.reason)).sorted().joined(separator: ", ")
    refused[id] =
      first.isByRemote
      ? .rejected(reasons, pushing: found[0].update.name) : .raced(reasons)
    guard races[id, default: 0] < 3, found.contains(where: { $0.rejection.isOfWhole }) else {
      return
    }
    declined.insert(id)
    hasNewRaces = true
  }

  /// What became of each prompt.
  func report(_ plan: LedgerComparison) -> RemoteReport {
    var outcomes = done
    for state in plan.prompts {
      guard let id = state.id else { continue }
      if let error = refused[id], state.pushes != nil {
        outcomes[id] = PromptOutcome(state, .refused(ofDeletion(state, error, plan.remote)))
      } else if let other = state.waitsFor, !plan.isToPull(other) {
        outcomes[id] = PromptOutcome(state, .refused(whyItWaits(state, plan)))
      } else if case .conflict = state.verdict {
        outcomes[id] = PromptOutcome(state)
      }
    }
    var report = RemoteReport(plan, done: outcomes, repositoryWide: repositoryWide)
    report.hadPushRace = hasRaced
    report.isOfPush = true
    return report
  }

  /// The same refusal, with the way back where it is about a deletion.
  private func ofDeletion(
    _ state: PromptComparison, _ error: RepositoryError, _ remote: String
  ) -> RepositoryError {
    guard state.pushes?.kind == .deleted, error.code == .unsupported else { return error }
    return RepositoryError(
      error.code,
      "it is deleted here, and '\(remote)' does not take the deletion; "
        + error.message,
      cause: RemoteRefusal.deletionIsRefused(state.remoteName ?? state.name, remote: remote))
  }

  /// Why a prompt is not pushed that gets the name of another one: why that one was not, or else what
  /// is left of it at the remote.
  private func whyItWaits(
    _ state: PromptComparison, _ plan: LedgerComparison
  ) -> RepositoryError {
    var waiting: [PromptID: PromptComparison] = [:]
    for state in plan.prompts { if let id = state.id { waiting[id] = state } }
    var holder = state.waitsFor.flatMap { waiting[$0] }
    for _ in plan.prompts {
      guard let id = holder?.id, refused[id] == nil else { break }
      holder = holder?.waitsFor.flatMap { waiting[$0] }
    }
    guard let holder, let error = holder.id.flatMap({ refused[$0] }) else {
      return nameIsHeld(state, plan.remote)
    }
    return RepositoryError(
      error.code,
      "it waits for '\(holder.finalName ?? holder.name)' to leave its name at '\(plan.remote)', and "
        + "that was not pushed: \(error.message)", cause: error.cause)
  }

  private func nameIsHeld(_ state: PromptComparison, _ remote: String) -> RepositoryError {
    RepositoryError(
      .conflict,
      "'\(state.finalName ?? state.name)' at '\(remote)' is still held by references of a prompt "
        + "that left it",
      cause: RemoteRefusal.nameIsHeld(state.finalName ?? state.name, remote: remote))
  }
}

extension RepositoryError {
  /// The remote has a rule against a push.
  static func rejected(_ reason: String, pushing name: ReferenceName) -> RepositoryError {
    RepositoryError(
      .unsupported, "the remote rejected it: \(reason)",
      hint: "Its rules may not let you push to \(name)")
  }

  /// Somebody was quicker each time.
  static func raced(_ reason: String) -> RepositoryError {
    RepositoryError(
      .conflict, "somebody else keeps pushing it at the same time: \(reason)", hint: "Push again")
  }
}

extension PushSession {
  /// The longest part of a command line; systems allow one or two million bytes.
  static var commandLineLimit: Int { 512 * 1024 }
}

extension [PushSession.Item] {
  /// Parts that each fit on one command line.
  var splitByCommandLine: [[PushSession.Item]] {
    var parts: [[PushSession.Item]] = []
    var length = 0
    for item in self {
      let needed = item.updates.reduce(0) { $0 + $1.length }
      if parts.isEmpty || length + needed > PushSession.commandLineLimit {
        parts.append([])
        length = 0
      }
      parts[parts.count - 1].append(item)
      length += needed
    }
    return parts
  }
}

extension LedgerComparison {
  /// Whether a pull has to come before a prompt can be pushed, so that it may leave its name then.
  fileprivate func isToPull(_ id: PromptID) -> Bool {
    prompts.contains { $0.id == id && ($0.pulls != nil || $0.hasDiverged) }
  }
}
