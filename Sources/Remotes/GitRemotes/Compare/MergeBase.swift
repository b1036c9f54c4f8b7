public import PromptRepo

/// Which commits of chains come before which.
struct CommitGraph {
  let reader: FetchedLedgerReader

  /// How a chain that ends at `local` compares with one that ends at `remote`.
  ///
  /// One goes on from the other only if it holds all of it, along first parents: what was known
  /// under a number stays what it was.
  ///
  /// Both are walked back in turns, so the work is that of the shorter way.
  func relation(
    local: ObjectID?, remote: ObjectID?
  ) throws(RepositoryError) -> ChainRelation {
    if local == remote { return .same }
    guard let local else { return .behind }
    guard let remote else { return .ahead }
    var ours = ChainWalk(from: local)
    var theirs = ChainWalk(from: remote)
    while !ours.isDone || !theirs.isDone {
      if try theirs.step(reader) == local { return .behind }
      if try ours.step(reader) == remote { return .ahead }
    }
    if let missing = theirs.missing ?? ours.missing {
      throw .incomplete(missing, remote: reader.remote)
    }
    return .diverged
  }

  /// Where two chains part, and what each has beyond that.
  func fork(local: ObjectID?, remote: ObjectID?) throws(RepositoryError) -> ChainFork {
    var (ours, theirs) = (ChainSide(from: local), ChainSide(from: remote))
    while !ours.walk.isDone || !theirs.walk.isDone {
      if let id = try theirs.step(reader), ours.places[id] != nil {
        return ChainFork(base: id, ours: ours.beyond(id), theirs: theirs.beyond(id))
      }
      if let id = try ours.step(reader), theirs.places[id] != nil {
        return ChainFork(base: id, ours: ours.beyond(id), theirs: theirs.beyond(id))
      }
    }
    if let missing = theirs.walk.missing ?? ours.walk.missing {
      throw .incomplete(missing, remote: reader.remote)
    }
    return ChainFork(base: nil, ours: ours.beyond(nil), theirs: theirs.beyond(nil))
  }

  /// Whether a commit is another one, or comes before it in its chain, as far as is known here.
  func isKnown(_ commit: ObjectID, upTo tip: ObjectID) throws(RepositoryError) -> Bool {
    var walk = ChainWalk(from: tip)
    while !walk.isDone {
      if try walk.step(reader) == commit { return true }
    }
    return false
  }
}

/// A walk back along a chain: from each commit to its first parent.
///
/// Other parents are not of the chain. A chain that has our tip only behind one of those has
/// another beginning than ours.
private struct ChainWalk {
  private var next: ObjectID?
  /// A commit that the walk came to and that is not here.
  private(set) var missing: ObjectID?

  init(from tip: ObjectID?) { next = tip }

  var isDone: Bool { next == nil }

  /// The next commit; nil when there are no more.
  mutating func step(_ reader: FetchedLedgerReader) throws(RepositoryError) -> ObjectID? {
    guard let id = next else { return nil }
    if let object = try reader.repository.object(id) {
      next = try Commit(object).parents.first
    } else {
      missing = id
      next = nil
    }
    return id
  }
}

/// One side's chain as far as a walk came, newest first.
private struct ChainSide {
  var walk: ChainWalk
  private var ids: [ObjectID] = []
  private(set) var places: [ObjectID: Int] = [:]

  init(from tip: ObjectID?) { walk = ChainWalk(from: tip) }

  mutating func step(_ reader: FetchedLedgerReader) throws(RepositoryError) -> ObjectID? {
    guard let id = try walk.step(reader) else { return nil }
    places[id] = ids.count
    ids.append(id)
    return id
  }

  /// The commits after one of them, oldest first; all if it is nil.
  func beyond(_ base: ObjectID?) -> [ObjectID] {
    ids[..<(base.flatMap { places[$0] } ?? ids.count)].reversed()
  }
}

/// Where two chains part, and what each has beyond that, oldest first.
struct ChainFork {
  /// The last commit that both have; nil when they have none in common.
  let base: ObjectID?
  let ours: [ObjectID]
  let theirs: [ObjectID]
}

/// How a chain here compares with the same chain at a remote.
public enum ChainRelation: String, Sendable, Hashable {
  /// Both have the same tip, or neither has the chain.
  case same
  /// The remote's chain goes on from ours.
  case behind
  /// Our chain goes on from the remote's.
  case ahead
  /// Each has what the other has not.
  case diverged
}

/// One chain of a prompt on both sides.
public struct ChainComparison: Sendable, Hashable {
  /// What the chain is about; nil for the chain of tombstones.
  public let kind: LedgerRef.PromptKind?
  /// Its tip here; nil where there is none.
  public let local: ObjectID?
  /// Its tip at the remote; nil where there is none.
  public let remote: ObjectID?
  /// How the two compare.
  public let relation: ChainRelation

  /// The tip that has everything of both; nil when they diverged, or are absent.
  var joined: ObjectID? {
    switch relation {
    case .same, .ahead: local
    case .behind: remote
    case .diverged: nil
    }
  }
}
