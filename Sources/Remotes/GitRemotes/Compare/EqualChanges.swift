internal import PromptRepo

/// A version that both sides made with the same content.
public struct EqualVersion: Sendable, Hashable {
  /// The number that it has here.
  public let here: Int
  /// The number that it has at the remote.
  public let there: Int
}

/// What both sides did alike to a prompt since they parted, so that the remote's steps can stand in
/// the place of ours.
///
/// Two clones that make a version of the same file make two commits of it: git would merge equal
/// changes, and so the remote's version counts here, whose number others know already. Author, date
/// and message may differ; content and configuration may not, nor may what a hosted API calls a
/// version. Moves are equal if they go to the same version in the same way, edits of the record if
/// they leave the same record.
///
/// Steps count as equal only in the order in which they were made. Either the remote made all of
/// ours, perhaps with others between them; or both began alike, and the rest of ours follows what
/// both have.
struct EqualChanges {
  /// Where the chains part beyond what is equal.
  private(set) var forks: [LedgerRef.PromptKind: MergeBase]
  /// Our versions that are equal to one of the remote's, oldest first.
  private(set) var numbers: [EqualVersion] = []
  /// The commits of the remote's versions in the place of ours.
  private(set) var versions: [ObjectID: ObjectID] = [:]
  /// The commits of the remote's moves in the place of ours.
  private(set) var moves: [ObjectID: ObjectID] = [:]
  /// Our versions that are not in the remote's chain as they are here.
  let ours: Set<ObjectID>

  /// Compares what came after the forks of chains that diverged.
  ///
  /// Chains that have nothing in common are two histories, and not one that both went on with; but
  /// both may have been the first to deploy to an environment.
  init(
    _ forks: [LedgerRef.PromptKind: MergeBase], reader: FetchedLedgerReader
  ) throws(RepositoryError) {
    self.forks = forks
    ours = Set(forks[.versions]?.ours ?? [])
    // Pointers are compared by the versions that they go to.
    try skipEqualVersions(reader)
    for (kind, fork) in forks where fork.hasShared(kind) {
      switch kind {
      case .info: try skipEqualRecords(reader)
      case .pointer: try skipEqualMoves(kind, reader)
      case .versions: break
      }
    }
  }

  /// Whether one history follows without anybody's decision: of no chain both sides have more.
  var settlesAll: Bool { forks.values.allSatisfy { $0.ours.isEmpty || $0.theirs.isEmpty } }

  private mutating func skipEqualVersions(
    _ reader: FetchedLedgerReader
  ) throws(RepositoryError) {
    guard let fork = forks[.versions], fork.hasShared(.versions) else { return }
    let (ours, theirs) = (try reader.versions(fork.ours), try reader.versions(fork.theirs))
    let places = EqualChanges.places(of: ours, in: theirs) {
      $0.hash == $1.hash && $0.remoteVersion == $1.remoteVersion
    }
    for (mine, place) in zip(ours, places) {
      versions[mine.commit] = theirs[place].commit
      numbers.append(EqualVersion(here: mine.number, there: theirs[place].number))
    }
    forks[.versions] = fork.skipping(places)
  }

  private mutating func skipEqualRecords(_ reader: FetchedLedgerReader) throws(RepositoryError) {
    guard let fork = forks[.info] else { return }
    var (ours, theirs) = ([PromptRecord](), [PromptRecord]())
    for commit in fork.ours { ours.append(try reader.record(at: commit)) }
    for commit in fork.theirs { theirs.append(try reader.record(at: commit)) }
    forks[.info] = fork.skipping(EqualChanges.places(of: ours, in: theirs) { $0.isLike($1) })
  }

  private mutating func skipEqualMoves(
    _ kind: LedgerRef.PromptKind, _ reader: FetchedLedgerReader
  ) throws(RepositoryError) {
    guard let fork = forks[kind] else { return }
    let (ours, theirs) = (try reader.moves(fork.ours), try reader.moves(fork.theirs))
    let places = EqualChanges.places(of: ours, in: theirs) { mine, other in
      (versions[mine.versionCommit] ?? mine.versionCommit) == other.versionCommit
        && (mine.restores == nil) == (other.restores == nil)
        && (mine.undoes == nil) == (other.undoes == nil) && mine.release == nil
    }
    var equal: [ObjectID: ObjectID] = [:]
    for (mine, place) in zip(ours, places) { equal[mine.commit] = theirs[place].commit }
    // Going back to what was live before, they have to go back to the same move.
    let areEqual = zip(ours, places).allSatisfy { mine, place in
      mine.restores.map { equal[$0] ?? $0 } == theirs[place].restores
    }
    guard areEqual else { return }
    moves.merge(equal) { $1 }
    forks[kind] = fork.skipping(places)
  }

  /// Where our first steps are among the remote's: all of them in their order, or as many as both
  /// sides begin with.
  static func places<Step>(
    of ours: [Step], in theirs: [Step], where isEqual: (Step, Step) -> Bool
  ) -> [Int] {
    var places: [Int] = []
    for step in ours {
      let next = places.last.map { $0 + 1 } ?? 0
      guard let place = theirs[next...].firstIndex(where: { isEqual(step, $0) }) else {
        return Array(zip(ours, theirs).prefix { isEqual($0, $1) }.indices)
      }
      places.append(place)
    }
    return places
  }
}

extension MergeBase {
  /// Whether both sides went on with one chain, if it is one that every prompt has from the start.
  fileprivate func hasShared(_ kind: LedgerRef.PromptKind) -> Bool {
    if case .pointer(.environment) = kind { true } else { commit != nil }
  }

  /// Where the chains part if our first steps stand for those of the remote at these places.
  fileprivate func skipping(_ places: [Int]) -> MergeBase {
    guard let last = places.last else { return self }
    return MergeBase(
      commit: theirs[last], ours: Array(ours.dropFirst(places.count)),
      theirs: Array(theirs.dropFirst(last + 1)))
  }
}

extension PromptRecord {
  /// Whether the records say the same; two who archived a prompt did so at two times.
  fileprivate func isLike(_ other: PromptRecord) -> Bool {
    let sameTime = PromptRecord(
      id: other.id, createdAt: other.createdAt, title: other.title,
      description: other.description, metadata: other.metadata,
      archivedAt: other.isArchived ? archivedAt : nil)
    return isArchived == other.isArchived && self == sameTime
  }
}

extension FetchedLedgerReader {
  func versions(_ commits: [ObjectID]) throws(RepositoryError) -> [Version] {
    var versions: [Version] = []
    for commit in commits { versions.append(try version(at: commit)) }
    return versions
  }

  func moves(_ commits: [ObjectID]) throws(RepositoryError) -> [PointerMove] {
    var moves: [PointerMove] = []
    for commit in commits { moves.append(try move(at: commit)) }
    return moves
  }
}

extension LedgerComparator {
  /// What both sides did alike; `nil` where the remote's steps cannot stand for ours.
  func equalChanges(in state: PromptComparison) throws(RepositoryError) -> EqualChanges? {
    guard mergesEqualChanges, state.localName == state.remoteName, try !isRewritten(state) else {
      return nil
    }
    return try EqualChanges(try reader.forks(of: state.chains), reader: reader)
  }

  /// What follows where all that both sides did alike is the remote's, if nobody has to decide then;
  /// `nil` where somebody has to.
  func verdict(
    on state: PromptComparison, _ equal: EqualChanges
  ) throws(RepositoryError) -> Verdict<PromptDifference>? {
    guard let id = state.id, equal.settlesAll else { return nil }
    let checker = PromptHistoryChecker(reader: reader, prompt: id)
    try checker.check(state.chains, forks: reader.forks(of: state.chains))
    try checker.checkOwnMoves(state.chains)
    var pull = try difference(of: state, for: state.localName, .behind)
    var push = try difference(of: state, for: state.remoteName, .ahead)
    pull.equalVersions = equal.numbers
    pull.isAlike = true
    for (kind, fork) in equal.forks {
      guard state.chains.contains(where: { $0.kind == kind && $0.relation == .diverged }) else {
        continue
      }
      try add(fork.theirs, after: fork, of: kind, to: &pull)
      try add(fork.ours, after: fork, of: kind, to: &push)
    }
    return push.isEmpty ? .behind(pull) : .behindAndAhead(pull: pull, push: push)
  }

  /// Whether a chain at the remote no longer has what it had at the last fetch.
  func isRewritten(_ state: PromptComparison) throws(RepositoryError) -> Bool {
    guard let name = state.remoteName ?? state.localName, let known = base.prompts[name] else {
      return false
    }
    for chain in state.chains {
      guard let kind = chain.kind, let before = known[kind], before != chain.remote else {
        continue
      }
      guard let now = chain.remote else {
        // It is gone, unless what was there was another prompt's.
        if let here = chain.local, try reader.isAncestor(before, of: here) { return true }
        continue
      }
      if try !reader.isAncestor(before, of: now) { return true }
    }
    return false
  }

  /// Adds steps of a chain, oldest first, to what one side gets.
  private func add(
    _ steps: [ObjectID], after fork: MergeBase, of kind: LedgerRef.PromptKind,
    to difference: inout PromptDifference
  ) throws(RepositoryError) {
    guard let first = steps.first, let last = steps.last else { return }
    switch kind {
    case .info:
      difference.editsRecord = true
      difference.recordChanges = try reader.recordChanges(from: fork.commit, to: last)
    case .versions:
      let numbers = (try reader.version(at: first).number, try reader.version(at: last).number)
      if numbers.0 <= numbers.1 { difference.versions = numbers.0...numbers.1 }
    case .pointer(let pointer): difference.pointers[pointer] = try reader.move(at: last).version
    }
  }
}

extension FetchedLedgerReader {
  /// Where the chains part that diverged, or that have more here.
  func forks(
    of chains: [ChainComparison]
  ) throws(RepositoryError) -> [LedgerRef.PromptKind: MergeBase] {
    var forks: [LedgerRef.PromptKind: MergeBase] = [:]
    for chain in chains where chain.relation == .diverged || chain.relation == .ahead {
      guard let kind = chain.kind else { continue }
      forks[kind] = try mergeBase(local: chain.local, remote: chain.remote)
    }
    return forks
  }
}
