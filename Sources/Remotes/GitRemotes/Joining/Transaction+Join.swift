internal import PromptRepo

extension Transaction {
  /// Makes one history of two, once the references have the remote's chains.
  mutating func join(_ plan: JoinPlan, with remote: String) throws(RepositoryError) {
    for (index, edit) in plan.edits.enumerated() {
      try replayRecord(edit, of: plan.name, alsoAfter: index == 0 ? plan.oldTips(.info) : [])
    }
    if let record = plan.record { try settle(record, of: plan.name) }
    var versions: [ObjectID: Version] = [:]
    for (index, version) in plan.versions.enumerated() {
      versions[version.commit] = try replay(
        version, onto: plan.name, alsoAfter: index == 0 ? plan.oldTips(.versions) : [])
    }
    if let content = plan.content {
      try addVersion(
        VersionDraft(content, message: plan.message, activates: false, mayRepeat: true),
        to: plan.name)
    }
    for steps in plan.pointers { try join(steps, of: plan, versions, with: remote) }
  }

  private mutating func join(
    _ steps: JoinPlan.PointerSteps, of plan: JoinPlan, _ versions: [ObjectID: Version],
    with remote: String
  ) throws(RepositoryError) {
    func version(_ commit: ObjectID) throws(RepositoryError) -> Version {
      if let version = versions[commit] { return version }
      return try self.version(at: commit)
    }
    var moves: [ObjectID: ObjectID] = [:]
    for (index, move) in steps.moves.enumerated() {
      moves[move.commit] = try replay(
        move, of: steps.pointer, plan.name, to: version(move.versionCommit),
        restoring: move.restores.map { moves[$0] ?? $0 },
        alsoAfter: index == 0 ? [steps.oldTip].compactMap(\.self) : []
      ).commit
    }
    let target: Version? =
      switch steps.target {
      case .top: try latest(of: plan.name)
      case .version(let commit): try version(commit)
      }
    let last = try lastMove(of: steps.pointer, plan.name)
    guard let target, target.commit != last?.versionCommit else { return }
    // Going on from their move, a rollback goes where it would have gone for them.
    let theirs = steps.theirs.flatMap { $0.versionCommit == target.commit ? $0 : nil }
    try move(
      steps.pointer, of: plan.name, to: target, restoring: theirs,
      reason: PointerMove.joinReason(remote))
  }

  /// Edits the record unless it says this already.
  private mutating func settle(
    _ record: PromptRecord, of name: PromptName
  ) throws(RepositoryError) {
    let edit = RecordEdit(
      title: .set(record.title), description: .set(record.description),
      metadata: .set(record.metadata), archivedAt: .set(record.archivedAt))
    let current = try existing(name).record
    if edit.applied(to: current) != current { try self.edit(name, edit) }
  }
}

extension JoinPlan {
  /// The old ends of our chains that the first step made again has to name, so that git keeps them.
  ///
  /// Where the remote has no chain to go on from, there is no place for a further parent; then the
  /// first version names the end of that chain too.
  fileprivate func oldTips(_ concern: Concern) -> [ObjectID] {
    let own = state.chains.first { $0.concern == concern }?.local
    var tips = [own].compactMap(\.self)
    if concern == .versions {
      tips += state.chains.filter { chain in
        chain.remote == nil && chain.concern.map(rebuilt.contains) ?? false
      }.compactMap(\.local)
    }
    return tips
  }
}
