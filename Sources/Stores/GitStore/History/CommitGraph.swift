internal import GitModel

/// All commits that a commit builds on, itself included.
struct CommitGraph {
  private(set) var ids: [ObjectID] = []
  private(set) var trees: [ObjectID] = []
  /// The parents of each commit, by number.
  private(set) var parents: [[Int]] = []
  /// The numbers of all commits, each after its parents.
  ///
  /// All that a merge's first parent builds on comes before what only its other parents do. So
  /// no clock has a part in it, and a branch that is merged comes after all that was there.
  private(set) var order: [Int] = []

  init(from tip: ObjectID, _ objects: ObjectReader) throws(RepositoryError) {
    var numbers: [ObjectID: Int] = [:]
    var links: [[ObjectID]] = []
    var path: [(commit: Int, reached: Int)] = []
    var next: ObjectID? = tip
    while true {
      if let id = next {
        next = nil
        if numbers[id] == nil {
          guard let commit = RawCommit(try objects.bytes(id)) else { throw .notCommit(id) }
          numbers[id] = ids.count
          path.append((ids.count, 0))
          ids.append(id)
          trees.append(commit.tree)
          links.append(commit.parents)
        }
      }
      guard let (commit, reached) = path.last else { break }
      if reached < links[commit].count {
        path[path.count - 1].reached += 1
        next = links[commit][reached]
      } else {
        order.append(commit)
        path.removeLast()
      }
    }
    parents = links.map { $0.compactMap { numbers[$0] } }
  }
}

extension RepositoryError {
  static func notCommit(_ id: ObjectID) -> RepositoryError {
    .damagedObject(id, "is not a well-formed commit")
  }
}
