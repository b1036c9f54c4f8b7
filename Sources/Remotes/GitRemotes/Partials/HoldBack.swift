internal import PromptMerge
internal import PromptRepo

extension RemoteLedger {
  /// A plan in which prompts stay that a pull would leave without what they include, or that something
  /// here includes and the remote deleted.
  ///
  /// - Parameters:
  ///   - whole: The plan for all prompts.
  ///   - forced: Names of prompts whose deletion is taken over all the same.
  ///   - mayPrepare: Whether texts that only people can merge have a place.
  func holdingBack(
    _ plan: LedgerComparison, of whole: LedgerComparison, _ resolution: Resolution?,
    forcing forced: [PromptName], mayPrepare: Bool, by committer: Signature
  ) throws(RepositoryError) -> LedgerComparison {
    guard plan.prompts.contains(where: { $0.pulls != nil || $0.hasDiverged }) else { return plan }
    var plan = plan
    let store = repository.store
    let mirror = try LedgerSnapshot.mirror(of: remote, in: store, git: git)
    let origin = Repository(store: RemoteStore(mirror, in: store))
    let before = Repository(store: store)
    let prepare: ((UnresolvedTexts) throws(RepositoryError) -> Void)? =
      mayPrepare ? { (_) throws(RepositoryError) in } : nil
    while true {
      let moves = PullRefUpdates(
        plan, joins(of: plan, resolution, preparing: prepare), joins(of: plan, resolution))
      let states = moves.groups.flatMap(\.prompts)
      let concerns = states.contains { state in
        state.pulls?.kind == .deleted || state.includesMore(in: origin, \.remoteName, than: before)
          || state.hasDiverged && state.includesMore(in: before, \.localName, than: nil)
      }
      guard concerns else { return plan }
      let check = InclusionCheck(
        before: before, after: rehearse(moves, by: committer), origin: origin, isPush: false)
      let obstacles = check.obstacles(
        states.compactMap { state in
          guard let id = state.id else { return nil }
          var moved = InclusionCheck.Moved(id: id, before: state.localName, after: state.finalName)
          switch state.pulls?.kind {
          case .buried: return nil
          case .deleted: moved.isDeletedForced = !state.names.isDisjoint(with: forced)
          default: if moved.after == nil { return nil }
          }
          return moved
        })
      guard !obstacles.isEmpty else { return plan }
      hold(obstacles, in: &plan, of: whole, check)
      plan.holdThoseThatFollow(remote)
    }
  }

  /// The ledger here as moves would leave it, as far as they can be made.
  private func rehearse(_ moves: PullRefUpdates, by committer: Signature) -> Repository {
    let trial = trial()
    do throws(RepositoryError) {
      try trial.apply(moves.groups, by: committer)
    } catch {
      for group in moves.groups {
        // What cannot be taken over is told of when that is tried.
        do throws(RepositoryError) { try trial.apply([group], by: committer) } catch { continue }
      }
    }
    return Repository(store: trial.repository.store)
  }

  /// What of a batch is not pushed, since the remote would be without something that is included.
  ///
  /// - Parameters:
  ///   - whole: The plan for all prompts.
  ///   - done: What is pushed before.
  func heldBack(
    _ batch: [PushSession.Item], _ plan: LedgerComparison, of whole: LedgerComparison,
    after done: [PushUpdate] = []
  ) throws(RepositoryError) -> [PromptID: Conflict] {
    let store = repository.store
    let mirror = try LedgerSnapshot.mirror(of: remote, in: store, git: git)
    let origin = Repository(store: store)
    let before = Repository(store: RemoteStore(mirror, in: store, after: done))
    let concerns = batch.contains { item in
      item.state.pushes?.kind == .deleted
        || item.state.includesMore(in: origin, \.localName, than: before)
    }
    guard concerns else { return [:] }
    let updates = done + batch.flatMap(\.updates)
    let check = InclusionCheck(
      before: before, after: Repository(store: RemoteStore(mirror, in: store, after: updates)),
      origin: origin, isPush: true)
    let obstacles = check.obstacles(
      batch.compactMap { item in
        guard let id = item.state.id, let kind = item.state.pushes?.kind else { return nil }
        if case .buried = kind { return nil }
        return InclusionCheck.Moved(
          id: id, before: item.state.remoteName,
          after: kind == .deleted ? nil : item.stop?.name ?? item.state.finalName)
      })
    var held = plan
    hold(obstacles, in: &held, of: whole, check)
    return held.prompts.reduce(into: [:]) { conflicts, state in
      if let id = state.id, obstacles[id] != nil, case .conflict(let conflict) = state.verdict {
        conflicts[id] = conflict
      }
    }
  }

  private func hold(
    _ obstacles: [PromptID: InclusionCheck.Obstacle], in plan: inout LedgerComparison,
    of whole: LedgerComparison, _ check: InclusionCheck
  ) {
    let planned = plan
    for index in plan.prompts.indices {
      let state = plan.prompts[index]
      guard let id = state.id, let obstacle = obstacles[id] else { continue }
      let name = state.localName ?? state.remoteName ?? state.name
      let conflict: Conflict
      switch obstacle {
      case .included(let includer):
        conflict = Conflict(
          IncludedDeletion(
            prompt: name, includer: includer, isPush: check.isPush, remote: remote.name),
          state, remote)
      case .missing(let version, let pin):
        let (partial, reason) = self.reason(pin, planned, whole, check)
        conflict = Conflict(
          MissingPartial(
            prompt: name, number: version.number, partial: partial, hash: pin.hash, reason: reason,
            isPush: check.isPush, remote: remote.name),
          state, remote)
      }
      plan.prompts[index].verdict = .conflict(conflict)
    }
  }

  /// Why something that is included does not go along, and its name on the side that has it.
  private func reason(
    _ pin: InclusionCheck.VersionPin, _ plan: LedgerComparison, _ whole: LedgerComparison,
    _ check: InclusionCheck
  ) -> (PromptName, MissingPartial.Reason) {
    var id: PromptID?
    do throws(RepositoryError) {
      id = try check.origin.pinnedAnywhere(pin.name, pin.hash)?.version.promptID
    } catch {
      // What cannot be read there is not there.
      id = nil
    }
    guard let id else { return (pin.name, .nowhere) }
    guard let state = whole.prompts.first(where: { $0.id == id }) else { return (pin.name, .stays) }
    let name = (check.isPush ? state.localName : state.remoteName) ?? pin.name
    guard let planned = plan.prompts.first(where: { $0.id == id }) else { return (name, .notNamed) }
    let reason: MissingPartial.Reason =
      switch planned.verdict {
      case .conflict(let conflict):
        switch conflict.kind {
        case .missingPartial, .included: .stays
        case .deletedThere: check.isPush ? .deleted : .conflict
        case .deletedHere: check.isPush ? .conflict : .deleted
        default: .conflict
        }
      case .behind(let difference) where check.isPush:
        difference.kind == .deleted ? .deleted : .toPull
      case .behindAndAhead where check.isPush: .toPull
      case .ahead(let difference) where !check.isPush:
        difference.kind == .deleted ? .deleted : .stays
      case .refused: .refused
      default: .stays
      }
    return (name, reason)
  }
}

extension PromptComparison {
  /// Whether a ledger has versions of the prompt that include something, beyond those of another one.
  fileprivate func includesMore(
    in ledger: Repository, _ name: KeyPath<PromptComparison, PromptName?>, than other: Repository?
  ) -> Bool {
    guard let here = self[keyPath: name] else { return false }
    var known: Set<ObjectID> = []
    do throws(RepositoryError) {
      let there = name == \.remoteName ? localName : remoteName
      if let other, let there { known = Set(try other.versions(of: there).map(\.commit)) }
    } catch {
      // Then all are looked at.
      known = []
    }
    return InclusionCheck.includesSomething(here, in: ledger, beyond: known)
  }
}

extension LedgerComparison {
  /// Holds back those that would get the name of a prompt that stays.
  fileprivate mutating func holdThoseThatFollow(_ remote: GitRemote) {
    var holders = prompts.filter { state in
      if case .conflict(let conflict) = state.verdict { conflict.isOfInclusion } else { false }
    }
    while let holder = holders.popLast() {
      guard let name = holder.localName else { continue }
      for index in prompts.indices {
        let state = prompts[index]
        guard state.id != holder.id, state.finalName == name, state.localName != name,
          state.pulls != nil || state.hasDiverged
        else { continue }
        prompts[index].verdict = .conflict(Conflict(waitingFor: name, state, remote))
        holders.append(state)
      }
    }
  }

  /// Leaves prompts as they are whose join failed.
  ///
  /// - Returns: Whether there are any that were not left before.
  mutating func leave(_ outcomes: [PromptID: PromptOutcome]) -> Bool {
    var isNew = false
    for index in prompts.indices where prompts[index].hasDiverged && !prompts[index].isNotJoined {
      switch prompts[index].id.flatMap({ outcomes[$0]?.result }) {
      case .conflict(let conflict): prompts[index].verdict = .conflict(conflict)
      case .refused(let error): prompts[index].verdict = .refused(error)
      default: continue
      }
      prompts[index].isNotJoined = true
      isNew = true
    }
    return isNew
  }

  /// The same with prompts as conflicts that a push held back.
  func holding(_ held: [PromptID: Conflict]) -> LedgerComparison {
    var copy = self
    for index in prompts.indices {
      if let conflict = prompts[index].id.flatMap({ held[$0] }) {
        copy.prompts[index].verdict = .conflict(conflict)
      }
    }
    return copy
  }
}

extension Conflict {
  fileprivate var isOfInclusion: Bool { kind == .missingPartial || kind == .included }
}
