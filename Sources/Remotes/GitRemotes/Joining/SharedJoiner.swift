internal import CanonicalJSON
internal import PromptMerge
internal import PromptRepo

/// Works out how the two histories of a chain become one that is about no single prompt.
///
/// As with a prompt's chains, the remote's stays as it is, and what is ours alone is made again on
/// top of it.
struct SharedJoiner {
  let reader: MirrorReader
  let resolution: Resolution
  let state: SharedState
  let fork: ChainFork
  let ours: ObjectID
  let theirs: ObjectID

  /// Prepares a join; nil for a chain that is not to be joined.
  init?(
    _ state: SharedState, _ resolution: Resolution, reader: MirrorReader
  ) throws(RepositoryError) {
    guard case .conflict = state.verdict, let ours = state.local, let theirs = state.remote else {
      return nil
    }
    self.reader = reader
    self.resolution = resolution
    self.state = state
    self.ours = ours
    self.theirs = theirs
    fork = try CommitGraph(reader: reader).fork(local: ours, remote: theirs)
  }

  /// The steps, or what stands in the way of a merge.
  func plan() throws(RepositoryError) -> (plan: SharedJoinPlan, obstacles: [FieldConflict]) {
    var plan = SharedJoinPlan(
      state: state, oldTip: ours,
      result: SharedJoin(
        resolution: resolution, theirs: fork.theirs.count, ours: fork.ours.count))
    let obstacles =
      switch state.chain {
      case .environments: try joinEnvironments(&plan)
      case .releases: try joinReleases(&plan)
      }
    return (plan, obstacles)
  }

  private typealias Environments = NamedMerge<EnvironmentName, DeploymentEnvironment>

  private func joinEnvironments(
    _ plan: inout SharedJoinPlan
  ) throws(RepositoryError) -> [FieldConflict] {
    let (base, theirs) = (
      try reader.environmentsIfAny(at: fork.base), try reader.environments(at: theirs)
    )
    let merge = merge(base, try reader.environments(at: ours), theirs)
    var obstacles = merge.conflicts.map { conflict in
      FieldConflict(
        "'\(conflict.name)'", ours: conflict.ours.map { .string($0.rules) },
        theirs: conflict.theirs.map { .string($0.rules) })
    }
    var outcome = merge.resolved(resolution).map(\.value)
    if !outcome.isConsistent {
      // One side requires what the other removed, or each the other: then no half of both can be.
      obstacles.append(
        FieldConflict(
          "what environments require", ours: .string(try list(ours)), theirs: .string(theirs.names))
      )
      outcome = resolution == .theirs ? theirs : try reader.environments(at: ours)
    }
    if resolution == .merge, !obstacles.isEmpty { return obstacles }
    var (before, current) = (base, theirs)
    for commit in fork.ours {
      let after = try reader.environments(at: commit)
      var next = self.merge(before, after, current).resolved(resolution).map(\.value)
      if commit == ours { next = outcome } else if !next.isConsistent { next = current }
      plan.listings.append(SharedJoinPlan.Listing(commit: commit, environments: next))
      (before, current) = (after, next)
    }
    return []
  }

  private func merge(
    _ base: [DeploymentEnvironment], _ ours: [DeploymentEnvironment],
    _ theirs: [DeploymentEnvironment]
  ) -> Environments {
    func items(_ list: [DeploymentEnvironment]) -> [Environments.Item] {
      list.map { Environments.Item(name: $0.name, value: $0) }
    }
    return Environments(base: items(base), ours: items(ours), theirs: items(theirs))
  }

  private func list(_ commit: ObjectID) throws(RepositoryError) -> String {
    try reader.environments(at: commit).names
  }
}

extension DeploymentEnvironment {
  /// Its rules, for people.
  fileprivate var rules: String {
    requires.map { "protected, requires \($0)" } ?? (isProtected ? "protected" : "not protected")
  }
}

extension [DeploymentEnvironment] {
  /// The environments with what they require, for people.
  fileprivate var names: String {
    map { environment in
      environment.requires.map { "\(environment.name) after \($0)" } ?? environment.name.rawValue
    }.joined(separator: ", ")
  }
}
