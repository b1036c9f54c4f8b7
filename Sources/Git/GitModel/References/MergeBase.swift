/// How a chain here compares with the same chain elsewhere.
package enum ChainRelation: String, Sendable, Hashable {
  /// Both have the same tip, or neither has the chain.
  case same
  /// The other chain goes on from ours.
  case behind
  /// Our chain goes on from the other.
  case ahead
  /// Each has what the other has not.
  case diverged
}

extension Chain {
  /// How a chain compares with another.
  ///
  /// One goes on from the other only if it holds all of it, along first parents: what was known
  /// under a number stays what it was. A chain that has our tip only behind another parent has
  /// another beginning than ours.
  ///
  /// Both are read back in turns, so the work is that of the shorter way. Where they diverged, both
  /// were read to their ends, which may be a commit that is not here.
  package mutating func relation(
    to other: inout Chain
  ) throws(RepositoryError) -> ChainRelation {
    let (ours, theirs) = (position, other.position)
    if ours == theirs { return .same }
    guard let ours else { return .behind }
    guard let theirs else { return .ahead }
    while position != nil || other.position != nil {
      if other.position == ours { return .behind }
      _ = try other.next()
      if position == theirs { return .ahead }
      _ = try next()
    }
    return .diverged
  }

  /// Where a chain and another part.
  ///
  /// Both are read back in turns, as far as to the newest commit that both have. Where there is none,
  /// both were read to their ends, which may be a commit that is not here.
  package mutating func mergeBase(
    with other: inout Chain
  ) throws(RepositoryError) -> MergeBase {
    var (ours, theirs) = (MergeBase.Side(), MergeBase.Side())
    while position != nil || other.position != nil {
      if let commit = other.position {
        theirs.append(commit)
        if ours.places[commit] != nil { return MergeBase(commit, ours, theirs) }
        _ = try other.next()
      }
      if let commit = position {
        ours.append(commit)
        if theirs.places[commit] != nil { return MergeBase(commit, ours, theirs) }
        _ = try next()
      }
    }
    return MergeBase(nil, ours, theirs)
  }

  /// Whether a commit is among the steps that are left, or is the missing one at which they end.
  package mutating func contains(_ commit: ObjectID) throws(RepositoryError) -> Bool {
    while position != nil {
      if position == commit { return true }
      _ = try next()
    }
    return false
  }
}

/// The commit at which two chains part, and what each has beyond it.
package struct MergeBase: Sendable {
  /// The newest commit that both have; `nil` when they have none in common.
  package let commit: ObjectID?
  /// Our commits after it, oldest first.
  package let ours: [ObjectID]
  /// Their commits after it, oldest first.
  package let theirs: [ObjectID]

  /// A place at which chains part, where a reader knows it otherwise.
  package init(commit: ObjectID?, ours: [ObjectID], theirs: [ObjectID]) {
    self.commit = commit
    self.ours = ours
    self.theirs = theirs
  }

  fileprivate init(_ commit: ObjectID?, _ ours: Side, _ theirs: Side) {
    self.init(commit: commit, ours: ours.beyond(commit), theirs: theirs.beyond(commit))
  }

  /// One chain as far as it was read, newest first.
  fileprivate struct Side {
    private var commits: [ObjectID] = []
    private(set) var places: [ObjectID: Int] = [:]

    mutating func append(_ commit: ObjectID) {
      places[commit] = commits.count
      commits.append(commit)
    }

    /// The commits after one of them, oldest first; all if it is `nil`.
    func beyond(_ base: ObjectID?) -> [ObjectID] {
      commits[..<(base.flatMap { places[$0] } ?? commits.count)].reversed()
    }
  }
}
