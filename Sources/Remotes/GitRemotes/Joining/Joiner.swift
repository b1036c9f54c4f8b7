internal import CanonicalJSON
internal import PromptMerge
internal import PromptRepo

/// Works out how the two histories of a prompt that went on apart become one.
///
/// The remote's chains stay as they are. What is ours alone is made again on top of them, in the
/// same order and with the same authors, so that for everybody else the prompt only went on.
struct Joiner {
  let reader: MirrorReader
  let remote: GitRemote
  let resolution: Resolution
  let state: PromptState
  let id: PromptID
  let name: PromptName
  /// Where the chains part.
  private(set) var forks: [Concern: ChainFork] = [:]
  /// The versions on both sides; nil where they did not diverge.
  private(set) var sides: VersionSides?

  /// Prepares a join; nil for a prompt that is not to be joined.
  init?(
    _ state: PromptState, _ resolution: Resolution, reader: MirrorReader, remote: GitRemote
  ) throws(RepositoryError) {
    guard case .conflict(let conflict) = state.verdict, conflict.kind == .diverged,
      let id = state.id, let name = state.finalName
    else { return nil }
    self.reader = reader
    self.remote = remote
    self.resolution = resolution
    self.state = state
    self.id = id
    self.name = name
    let graph = CommitGraph(reader: reader)
    for chain in state.chains where chain.relation == .diverged || chain.relation == .ahead {
      guard let concern = chain.concern else { continue }
      forks[concern] = try graph.fork(local: chain.local, remote: chain.remote)
    }
    try ChainChecker(reader: reader, prompt: id).check(state.chains, forks: forks)
    if let fork = diverged(.versions) { sides = try VersionSides(fork, reader: reader) }
  }

  /// Where a chain parts, if both sides went on with it.
  func diverged(_ concern: Concern) -> ChainFork? {
    state.chains.contains { $0.concern == concern && $0.relation == .diverged }
      ? forks[concern] : nil
  }

  /// The steps, or what stands in the way of a merge.
  func plan() throws(RepositoryError) -> (plan: JoinPlan, obstacles: [FieldConflict]) {
    var plan = JoinPlan(
      state: state, name: name, result: PromptJoin(resolution: resolution))
    var obstacles = try joinRecord(&plan)
    try joinVersions(&plan)
    obstacles += try joinPointers(&plan)
    return (plan, obstacles)
  }

  private func joinRecord(_ plan: inout JoinPlan) throws(RepositoryError) -> [FieldConflict] {
    guard let fork = diverged(.info), let ours = fork.ours.last, let theirs = fork.theirs.last
    else { return [] }
    let base = try fork.base.map { commit throws(RepositoryError) in
      try reader.record(at: commit)
    }
    let merge = RecordMerge(
      base: base, ours: try reader.record(at: ours), theirs: try reader.record(at: theirs))
    guard let record = merge.resolved(resolution) else { return merge.conflicts }
    plan.rebuilt.insert(.info)
    plan.edits = fork.ours
    plan.record = record
    plan.result.editsRecord = true
    return []
  }

  private func joinVersions(_ plan: inout JoinPlan) throws(RepositoryError) {
    guard let sides else { return }
    plan.rebuilt.insert(.versions)
    plan.versions = sides.ours
    plan.result.theirs = sides.theirNumbers
    plan.result.ours = sides.ours.map {
      PromptJoin.Renumbered(old: $0.number, new: sides.number(of: $0))
    }
    let merge = sides.merge
    guard let content = merge.resolved(resolution) else {
      plan.result.unresolved = sides.unresolved(merge, name: name, remote: remote.name)
      return
    }
    guard content != sides.ourContent else { return }
    let number = sides.topNumber + 1
    plan.content = content
    plan.result.version = number
    plan.message = sides.message(resolution, remote: remote.name)
  }
}
