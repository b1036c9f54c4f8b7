internal import CanonicalJSON
internal import PromptMerge
internal import PromptRepo

extension PromptRebaser {
  /// Adds what becomes of pointers, and answers those that both moved and that nothing decides.
  func rebasePointers(_ plan: inout PromptRebasePlan) throws(RepositoryError) -> [FieldConflict] {
    var obstacles: [FieldConflict] = []
    for chain in state.chains {
      guard case .pointer(let pointer)? = chain.kind, chain.relation != .same else { continue }
      let moves = try moves(of: chain)
      let isRebuilt = chain.relation == .diverged || moves.contains(where: isMovedToOurs)
      guard sides != nil || isRebuilt else { continue }
      let (ours, theirs) = (try move(chain.local), try move(chain.remote))
      let merge = PointerMerge(
        base: try move(base(of: chain)).map(version), ours: ours.map(version),
        theirs: theirs?.versionCommit)
      guard let target = target(merge.side(resolution), ours, theirs, plan) else {
        obstacles.append(
          FieldConflict(
            "@\(pointer.label)", ours: ours.map { .string(label($0)) },
            theirs: theirs.map { .string(label($0)) }))
        continue
      }
      if isRebuilt { plan.rebuilt.insert(.pointer(pointer)) }
      plan.pointers.append(
        PromptRebasePlan.PointerSteps(
          pointer: pointer, moves: isRebuilt ? moves : [], target: target, theirs: theirs,
          oldTip: isRebuilt && keepsOurVersions(plan) ? chain.local : nil))
      plan.result.pointers[pointer] = try number(at: target, plan)
    }
    return obstacles
  }

  /// Why the version that holds the outcome of a merge may not be live where the plan puts it.
  ///
  /// Nobody ever saw it, so where an environment takes only what was live in another one, it has to
  /// go live there as well.
  func againstRules(_ plan: PromptRebasePlan) throws(RepositoryError) -> [String] {
    guard let sides, let content = plan.content, content != sides.theirContent else { return [] }
    let onTop = Set(
      plan.pointers.compactMap { steps in
        if case .top = steps.target { steps.pointer.environment } else { nil }
      })
    guard !onTop.isEmpty else { return [] }
    let environments = LedgerRef.RepositoryKind.environments.name
    var tips = [try reader.target(of: environments)]
    if let mirror = try remote.mirror(of: environments) {
      tips.append(try reader.target(of: mirror))
    }
    var reasons: [String] = []
    // After the pull, the list is one of these two, or both joined.
    for list in Set(tips.compactMap(\.self)) {
      for environment in try reader.environments(at: list) where onTop.contains(environment.name) {
        guard let required = environment.requires, !onTop.contains(required) else { continue }
        let reason =
          "@env/\(environment.name) would be at the merged version, and takes only what was live in "
          + "'\(required)'"
        if !reasons.contains(reason) { reasons.append(reason) }
      }
    }
    return reasons
  }

  /// Whether the chain of versions still leads to those of ours that our moves go to.
  ///
  /// Where the remote's versions stand for all of ours, nobody else gets ours. Then our moves as they
  /// were are left to the reflogs too, since others could not verify them.
  private func keepsOurVersions(_ plan: PromptRebasePlan) -> Bool {
    equal.versions.isEmpty || !plan.versions.isEmpty
  }

  /// The target of the side that counts; `nil` where the sides are to be merged and cannot be.
  ///
  /// Pointers that both sides left at their latest version follow to the merged one. One that was
  /// moved on purpose, as by a rollback, is not overruled by a merge of texts.
  private func target(
    _ side: PointerMerge<ObjectID>.Side?, _ ours: PointerMove?, _ theirs: PointerMove?,
    _ plan: PromptRebasePlan
  ) -> PromptRebasePlan.Target? {
    switch side {
    case .ours: return ours.map { .version(version($0)) }
    case .theirs:
      guard let theirs else { return nil }
      // The version on top says the same, so that the latest version is the active one.
      if let sides, theirs.versionCommit == sides.theirLatest.commit,
        (plan.content ?? sides.ourContent) == sides.theirContent,
        plan.result.unresolved == nil
      {
        return .top
      }
      return .version(theirs.versionCommit)
    case nil:
      guard let sides, let theirs, ours.map(version) == sides.ourLatest.commit,
        theirs.versionCommit == sides.theirLatest.commit
      else { return nil }
      // Until somebody has merged the texts, what is live for all others stays live.
      return plan.result.unresolved == nil ? .top : .version(theirs.versionCommit)
    }
  }

  private func moves(of chain: ChainComparison) throws(RepositoryError) -> [PointerMove] {
    guard let kind = chain.kind, let fork = forks[kind] else { return [] }
    return try reader.moves(fork.ours)
  }

  private func base(of chain: ChainComparison) -> ObjectID? {
    switch chain.relation {
    case .behind: chain.local
    case .ahead: chain.remote
    case .same, .diverged: chain.kind.flatMap { forks[$0]?.commit }
    }
  }

  private func move(_ commit: ObjectID?) throws(RepositoryError) -> PointerMove? {
    try commit.map { commit throws(RepositoryError) in try reader.move(at: commit) }
  }

  /// The version that a move goes to, or the remote's that stands for it.
  private func version(_ move: PointerMove) -> ObjectID {
    equal.versions[move.versionCommit] ?? move.versionCommit
  }

  /// Whether a move goes to one of the versions that are made again, or for which the remote's stand.
  private func isMovedToOurs(_ move: PointerMove) -> Bool {
    equal.ours.contains(move.versionCommit)
  }

  private func label(_ move: PointerMove) -> String {
    "v\(move.version) (sha256:\(move.hash.short()))"
  }

  private func number(at target: PromptRebasePlan.Target, _ plan: PromptRebasePlan)
    throws(RepositoryError) -> Int?
  {
    switch target {
    case .top: return plan.result.version ?? sides?.topNumber
    case .version(let commit):
      let version = try reader.version(at: commit)
      return sides?.number(of: version) ?? version.number
    }
  }
}
