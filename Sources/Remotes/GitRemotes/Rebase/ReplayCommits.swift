internal import PromptRepo

/// The steps that make one history of the two of a prompt, on top of the remote's chains.
struct PromptRebasePlan {
  /// Where a pointer is to end.
  enum Target {
    /// At the version on top of all.
    case top
    /// At a version, by the commit that it has or had.
    case version(ObjectID)
  }

  /// What becomes of a pointer.
  struct PointerSteps {
    let pointer: Pointer
    /// Our moves that are made again, oldest first; none where the chain stays as it is.
    let moves: [PointerMove]
    let target: Target
    /// Their last move; `nil` where they have none.
    let theirs: PointerMove?
    /// What our moves were before; `nil` where the chain stays, or goes to versions that nobody
    /// else gets.
    let oldTip: ObjectID?
  }

  /// The prompt on both sides.
  let state: PromptComparison
  /// The name that it has then.
  let name: PromptName
  /// The edits of the record that are made again, oldest first.
  var edits: [ObjectID] = []
  /// What the record is then; `nil` where it stays as the last edit leaves it.
  var record: PromptRecord?
  /// The versions that are made again, oldest first.
  var versions: [Version] = []
  /// The content of a version on top of them; `nil` for none.
  var content: VersionContent?
  /// What the author of that version says.
  var message = ""
  /// What becomes of pointers.
  var pointers: [PointerSteps] = []
  /// The chains that begin with what the remote has.
  var rebuilt: Set<LedgerRef.PromptKind> = []
  /// What is said about it.
  var result: PromptRebase
  /// What both did alike, where the remote's steps stand for ours.
  let equal: EqualChanges
}

extension Transaction {
  /// Makes one history of two, once the references have the remote's chains.
  mutating func join(_ plan: PromptRebasePlan, with remote: String) throws(RepositoryError) {
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
    _ steps: PromptRebasePlan.PointerSteps, of plan: PromptRebasePlan,
    _ versions: [ObjectID: Version],
    with remote: String
  ) throws(RepositoryError) {
    func version(_ commit: ObjectID) throws(RepositoryError) -> Version {
      if let version = versions[commit] { return version }
      return try self.version(at: plan.equal.versions[commit] ?? commit)
    }
    var moves = plan.equal.moves
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
      reason: PointerMove.rebaseReason(remote))
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

extension PromptRebasePlan {
  /// The old ends of our chains that the first step made again has to name, so that git keeps them.
  ///
  /// Where the remote has no chain to go on from, there is no place for a further parent; then the
  /// first version names the end of that chain too.
  fileprivate func oldTips(_ kind: LedgerRef.PromptKind) -> [ObjectID] {
    let own = state.chains.first { $0.kind == kind }?.local
    var tips = [own].compactMap(\.self)
    if kind == .versions {
      tips += state.chains.filter { chain in
        chain.remote == nil && chain.kind.map(rebuilt.contains) ?? false
      }.compactMap(\.local)
    }
    return tips
  }
}

/// The steps that make one history of the two of a repository-wide chain, on top of the remote's.
struct RepositoryWideRebasePlan {
  /// What is made again, oldest first.
  enum Steps {
    /// Changes of the environments.
    case environments([Listing])
    /// Steps of releases, and where the remote's release counts though ours comes later.
    case releases([Releasing], [Restoring])
  }

  /// A change of the environments that is made again, and what the list is after it.
  struct Listing {
    let commit: ObjectID
    let environments: [DeploymentEnvironment]
  }

  /// A step of a release that is made again, and the files of all releases after it.
  struct Releasing {
    let step: ReleaseStep
    let files: [ReleaseName: ObjectID]
  }

  /// An environment in which the release counts that the remote has there.
  struct Restoring {
    let environment: EnvironmentName
    /// Our last step there.
    let ours: ReleaseStep
    /// The remote's step that counts; `nil` where no release does.
    let theirs: ReleaseStep?
  }

  /// The end of our chain, which the first step made again has to name, so that git keeps it.
  let oldTip: ObjectID
  let steps: Steps
  /// What is said about it.
  let result: RepositoryWideRebase
}

extension Transaction {
  /// Makes one history of two, once the reference has the remote's chain.
  mutating func join(
    _ plan: RepositoryWideRebasePlan, with remote: String
  ) throws(RepositoryError) {
    switch plan.steps {
    case .environments(let listings):
      for (index, listing) in listings.enumerated() {
        try replayEnvironments(
          listing.commit, as: listing.environments, alsoAfter: index == 0 ? [plan.oldTip] : [])
      }
    case .releases(let releasings, let restorings):
      var steps: [ObjectID: ObjectID] = [:]
      for (index, releasing) in releasings.enumerated() {
        steps[releasing.step.commit] = try replayRelease(
          releasing.step.commit, with: releasing.files,
          restoring: releasing.step.restores.map { steps[$0] ?? $0 },
          alsoAfter: index == 0 ? [plan.oldTip] : [])
      }
      for restoring in restorings {
        try restoreRelease(
          restoring.theirs, over: restoring.ours, in: restoring.environment,
          reason: PointerMove.rebaseReason(remote))
      }
    }
  }
}
