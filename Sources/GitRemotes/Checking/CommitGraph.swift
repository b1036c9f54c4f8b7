internal import PromptRepo

/// Which commits come before which.
struct CommitGraph {
  let reader: MirrorReader

  /// How a chain that ends at `local` compares with one that ends at `remote`.
  ///
  /// Both are walked back in turns, so the work is that of the shorter way.
  func relation(
    local: ObjectID?, remote: ObjectID?
  ) throws(RepositoryError) -> ChainRelation {
    if local == remote { return .same }
    guard let local else { return .behind }
    guard let remote else { return .ahead }
    var ours = CommitWalk(from: local)
    var theirs = CommitWalk(from: remote)
    while !ours.isDone || !theirs.isDone {
      if try theirs.step(reader) == local { return .behind }
      if try ours.step(reader) == remote { return .ahead }
    }
    if let missing = theirs.missing ?? ours.missing {
      throw .incomplete(missing, remote: reader.remote)
    }
    return .diverged
  }

  /// Whether a commit is another one, or comes before it, as far as is known here.
  func isKnown(_ commit: ObjectID, upTo tip: ObjectID) throws(RepositoryError) -> Bool {
    var walk = CommitWalk(from: tip)
    while !walk.isDone {
      if try walk.step(reader) == commit { return true }
    }
    return false
  }
}

/// A walk back from a commit through all that came before it.
private struct CommitWalk {
  private var waiting: [ObjectID]
  private var next = 0
  private var seen: Set<ObjectID>
  /// A commit that the walk came to and that is not here.
  private(set) var missing: ObjectID?

  init(from tip: ObjectID) {
    waiting = [tip]
    seen = [tip]
  }

  var isDone: Bool { next == waiting.count }

  /// The next commit; nil when there are no more.
  mutating func step(_ reader: MirrorReader) throws(RepositoryError) -> ObjectID? {
    guard !isDone else { return nil }
    let id = waiting[next]
    next += 1
    guard let object = try reader.repository.object(id) else {
      missing = id
      return id
    }
    for parent in try Commit(object).parents where seen.insert(parent).inserted {
      waiting.append(parent)
    }
    return id
  }
}
