internal import CanonicalJSON
public import PromptMerge
public import PromptRepo

/// Works out how the two histories of a prompt that went on apart become one.
///
/// The remote's chains stay as they are. What is ours alone is made again on top of them, in the
/// same order and with the same authors, so that for everybody else the prompt only went on.
struct PromptRebaser {
  let reader: FetchedLedgerReader
  let remote: GitRemote
  let resolution: Resolution
  let state: PromptComparison
  let id: PromptID
  let name: PromptName
  /// What both did alike, where the remote's steps stand for ours.
  let equal: EqualChanges
  /// The versions on both sides; `nil` where they did not diverge.
  private(set) var sides: DivergedVersions?

  /// Where the chains part beyond that.
  var forks: [LedgerRef.PromptKind: MergeBase] { equal.forks }

  /// Prepares a join; `nil` for a prompt that is not to be joined.
  init?(
    _ state: PromptComparison, _ resolution: Resolution, reader: FetchedLedgerReader,
    remote: GitRemote
  ) throws(RepositoryError) {
    guard state.hasDiverged, let id = state.id, let name = state.finalName else { return nil }
    self.reader = reader
    self.remote = remote
    self.resolution = resolution
    self.state = state
    self.id = id
    self.name = name
    let forks = try reader.forks(of: state.chains)
    try PromptHistoryChecker(reader: reader, prompt: id).check(state.chains, forks: forks)
    equal = try EqualChanges(forks, reader: reader)
    if let fork = diverged(.versions) { sides = try DivergedVersions(fork, reader: reader) }
  }

  /// Where a chain parts, if both sides went on with it.
  func diverged(_ kind: LedgerRef.PromptKind) -> MergeBase? {
    state.chains.contains { $0.kind == kind && $0.relation == .diverged }
      ? forks[kind] : nil
  }

  /// The steps, or what stands in the way of a merge, in words.
  func plan() throws(RepositoryError) -> (plan: PromptRebasePlan, obstacles: [String]) {
    var plan = PromptRebasePlan(
      state: state, name: name, result: PromptRebase(resolution: resolution), equal: equal)
    plan.result.equalVersions = equal.numbers
    for chain in state.chains where chain.relation == .diverged {
      if let kind = chain.kind { plan.rebuilt.insert(kind) }
    }
    var obstacles = try rebaseRecord(&plan)
    try rebaseVersions(&plan)
    obstacles += try rebasePointers(&plan)
    return try (plan, obstacles.map(\.sentence) + againstRules(plan))
  }

  private func rebaseRecord(_ plan: inout PromptRebasePlan) throws(RepositoryError)
    -> [FieldConflict]
  {
    guard let fork = diverged(.info), let ours = fork.ours.last else { return [] }
    guard let theirs = fork.theirs.last else {
      plan.edits = fork.ours
      plan.result.editsRecord = true
      return []
    }
    let base = try fork.commit.map { commit throws(RepositoryError) in
      try reader.record(at: commit)
    }
    let merge = RecordMerge(
      base: base, ours: try reader.record(at: ours), theirs: try reader.record(at: theirs))
    guard let record = merge.resolved(resolution) else { return merge.conflicts }
    plan.edits = fork.ours
    plan.record = record
    plan.result.editsRecord = true
    return []
  }

  private func rebaseVersions(_ plan: inout PromptRebasePlan) throws(RepositoryError) {
    guard let sides else {
      // Where the remote has no more than what is equal, ours follow that.
      if let fork = diverged(.versions) { plan.versions = try reader.versions(fork.ours) }
      return
    }
    plan.versions = sides.ours
    plan.result.theirs = sides.theirNumbers
    plan.result.ours = sides.ours.map {
      PromptRebase.Renumbered(old: $0.number, new: sides.number(of: $0))
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

/// How the two histories of a prompt that went on apart became one, or would.
public struct PromptRebase: Sendable {
  /// A version of ours that was made again on top of theirs.
  public struct Renumbered: Sendable, Hashable {
    /// The number that it had.
    public let old: Int
    /// The number that it has now.
    public let new: Int
  }

  /// What decided where both changed the same.
  public let resolution: Resolution
  /// The numbers of the versions that the remote had more; `nil` where versions did not diverge.
  public internal(set) var theirs: ClosedRange<Int>?
  /// Our versions, made again on top of those, oldest first.
  public internal(set) var ours: [Renumbered] = []
  /// The number of the version that was cut on top, since neither side's last one has the outcome.
  public internal(set) var version: Int?
  /// The pointers that either side moved, and the number of the version that each is at.
  public internal(set) var pointers: [Pointer: Int] = [:]
  /// The versions that both had made with the same content, of which the remote's count.
  public internal(set) var equalVersions: [EqualVersion] = []
  /// Whether edits of the record were brought together.
  public internal(set) var editsRecord = false
  /// The texts that somebody has to merge; `nil` where nothing is left to do.
  public internal(set) var unresolved: UnresolvedTexts?

  /// The number of the version that is active; `nil` when neither side moved the active pointer.
  public var active: Int? { pointers[.active] }
}

/// The versions of a prompt that both sides cut, and what they come from.
struct DivergedVersions {
  let base: Version?
  /// Ours, oldest first; never empty.
  let ours: [Version]
  let ourLatest: Version
  let theirLatest: Version
  let baseContent: VersionContent?
  let ourContent: VersionContent
  let theirContent: VersionContent

  /// Reads the versions; `nil` where one side has none of its own.
  init?(_ fork: MergeBase, reader: FetchedLedgerReader) throws(RepositoryError) {
    base = try fork.commit.map { commit throws(RepositoryError) in try reader.version(at: commit) }
    var ours: [Version] = []
    for commit in fork.ours { ours.append(try reader.version(at: commit)) }
    guard let ourLatest = ours.last, let theirs = fork.theirs.last else { return nil }
    self.ours = ours
    self.ourLatest = ourLatest
    theirLatest = try reader.version(at: theirs)
    baseContent = try base.map { version throws(RepositoryError) in
      try reader.content(of: version)
    }
    ourContent = try reader.content(of: ourLatest)
    theirContent = try reader.content(of: theirLatest)
  }

  var merge: ContentMerge {
    ContentMerge(base: baseContent, ours: ourContent, theirs: theirContent)
  }

  /// The numbers of the versions that only they have.
  var theirNumbers: ClosedRange<Int> {
    let first = (base?.number ?? 0) + 1
    return min(first, theirLatest.number)...theirLatest.number
  }

  /// The number that a version has once ours are on top of theirs.
  func number(of version: Version) -> Int {
    guard let place = ours.firstIndex(where: { $0.commit == version.commit }) else {
      return version.number
    }
    return theirLatest.number + 1 + place
  }

  /// The number of our last version then.
  var topNumber: Int { theirLatest.number + ours.count }

  /// What the version says of itself that holds the outcome.
  func message(_ resolution: Resolution, remote: String) -> String {
    let both = "v\(theirLatest.number) of \(remote) and v\(topNumber)"
    let from = base.map { ", which both go on from v\($0.number)" } ?? ""
    return resolution == .merge
      ? "Merge \(both)\(from)" : "Take v\(theirLatest.number) of \(remote) over v\(topNumber)"
  }

  func unresolved(_ merge: ContentMerge, name: PromptName, remote: String) -> UnresolvedTexts {
    var before: UnresolvedTexts.Side?
    if let base, let baseContent {
      before = UnresolvedTexts.Side(number: base.number, content: baseContent)
    }
    return UnresolvedTexts(
      name: name, remote: remote, base: before,
      ours: UnresolvedTexts.Side(number: topNumber, content: ourContent),
      theirs: UnresolvedTexts.Side(number: theirLatest.number, content: theirContent),
      places: merge.templateConflicts, keys: merge.configConflicts)
  }
}
