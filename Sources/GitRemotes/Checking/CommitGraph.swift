internal import PromptRepo

/// Which commits of chains come before which.
struct CommitGraph {
  let reader: MirrorReader

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

  init(from tip: ObjectID) { next = tip }

  var isDone: Bool { next == nil }

  /// The next commit; nil when there are no more.
  mutating func step(_ reader: MirrorReader) throws(RepositoryError) -> ObjectID? {
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
