package import GitModel

/// A commit and its ancestors, read as far back as questions need, the newest first.
package struct CommitHistory: Sendable {
  /// The commit that the history is of.
  let tip: ObjectID

  /// Whether the history is cut short, as in a shallow clone.
  let isShallow: Bool

  private let objects: CodeObjects
  /// The error for a commit that the repository should have.
  private let missing: @Sendable (ObjectID) -> RepositoryError
  /// The commits in the order in which they were found, the tip first.
  package private(set) var commits: [HistoricCommit] = []
  private var positions: [ObjectID: Int] = [:]
  private var unread = CommitQueue()
  private var folders: [String: FolderChanges] = [:]
  /// Where the histories of commits that are not in this one meet it.
  private var mergeBases: [ObjectID: [Int]] = [:]

  /// The history of a commit, of which only that is read yet.
  ///
  /// - Parameter missing: The error for a commit that the repository should have.
  package init(
    of tip: ObjectID, in objects: CodeObjects,
    missing: @escaping @Sendable (ObjectID) -> RepositoryError = RepositoryError.missingCommit
  ) throws(RepositoryError) {
    self.tip = tip
    self.objects = objects
    self.missing = missing
    isShallow = try objects.isShallow()
    _ = try position(of: tip)
  }

  /// Whether a commit is in the history.
  mutating func contains(_ commit: ObjectID) throws(RepositoryError) -> Bool {
    while positions[commit] == nil {
      guard try readOn() else { return false }
    }
    return true
  }

  /// The blobs that a file was given, one after the other, by which commits that are not in the
  /// history of another one; that need not be in this history itself.
  mutating func blobs(
    at path: String, notIn excluded: ObjectID?
  ) throws(RepositoryError) -> [(blob: ObjectID, commit: ObjectID)] {
    while try readOn() {}
    let isExcluded = try ancestors(of: excluded)
    let (folder, rest) = Self.split(path)
    var changes = folders[folder] ?? FolderChanges(below: folder, commits: commits.count)
    // So that it is the only one, and not copied.
    folders[folder] = nil
    for (position, commit) in commits.enumerated() where !isExcluded[position] {
      try changes.read(
        position, tree: commit.tree, parent: commit.parents.first.map { commits[$0].tree },
        in: objects)
    }
    folders[folder] = changes
    var given: [Int: ObjectID] = [:]
    for (position, blob) in changes.blobs[rest] ?? [] where !isExcluded[position] {
      given[position] = blob
    }
    let order = given.count < 2 ? Array(given.keys) : oldestFirst(isExcluded, given)
    return order.compactMap { position in
      given[position].map { ($0, commits[position].id) }
    }
  }

  /// Reads the parents of one more commit; answers false at the end.
  private mutating func readOn() throws(RepositoryError) -> Bool {
    guard let position = unread.removeNewest() else { return false }
    for parent in commits[position].parentIDs {
      if let parent = try self.position(of: parent) { commits[position].parents.append(parent) }
    }
    return true
  }

  /// The position of a commit, which is added if it is new; nil for one that a shallow clone leaves
  /// out.
  private mutating func position(of id: ObjectID) throws(RepositoryError) -> Int? {
    if let known = positions[id] { return known }
    guard let commit = try objects.historic(id) else {
      if isShallow { return nil }
      throw missing(id)
    }
    let position = commits.count
    commits.append(commit)
    positions[id] = position
    unread.insert(position, time: commit.time)
    return position
  }

  /// For each commit, whether it is in the history of another one, which counts.
  private mutating func ancestors(of commit: ObjectID?) throws(RepositoryError) -> [Bool] {
    var isAncestor = [Bool](repeating: false, count: commits.count)
    guard let commit else { return isAncestor }
    var open = try mergeBases(with: commit)
    for position in open { isAncestor[position] = true }
    while let position = open.popLast() {
      for parent in commits[position].parents where !isAncestor[parent] {
        isAncestor[parent] = true
        open.append(parent)
      }
    }
    return isAncestor
  }

  /// Where the history of another commit meets this one: the commit itself, if it is in it, or the
  /// first of its ancestors that are, as after a reset or a rebase.
  mutating func mergeBases(with commit: ObjectID) throws(RepositoryError) -> [Int] {
    while try readOn() {}
    if let position = positions[commit] { return [position] }
    if let known = mergeBases[commit] { return known }
    var found: Set<Int> = []
    var seen: Set<ObjectID> = [commit]
    var open = [commit]
    while let next = open.popLast() {
      if let position = positions[next] {
        found.insert(position)
      } else if let aside = try objects.historic(next) {
        open += aside.parentIDs.filter { seen.insert($0).inserted }
      }
    }
    mergeBases[commit] = Array(found)
    return Array(found)
  }

  /// A path's first folder, and the rest.
  private static func split(_ path: String) -> (folder: String, rest: String) {
    guard let slash = path.utf8.firstIndex(of: UInt8(ascii: "/")) else { return ("", path) }
    return (String(path[..<slash]), String(path[path.utf8.index(after: slash)...]))
  }
}

extension CommitHistory {
  /// The positions of all commits, each after its parents.
  ///
  /// All that a merge's first parent builds on comes before what only its other parents do. So no
  /// clock has a part in it, and a branch that is merged comes after all that was there.
  package mutating func oldestFirst() throws(RepositoryError) -> [Int] {
    while try readOn() {}
    return oldestFirst([Bool](repeating: false, count: commits.count)) { commits[$0].parents }
  }

  /// The positions of all commits that are not left out, each after its ancestors.
  ///
  /// Where sides were merged and the merge has a file as some of them have it, these sides are the
  /// later ones: what the others had came before the decision for it.
  ///
  /// - Parameter given: The blobs that commits gave the file, where it is not as in the first
  ///   parent.
  func oldestFirst(_ isExcluded: [Bool], _ given: [Int: ObjectID]) -> [Int] {
    let order = oldestFirst(isExcluded) { commits[$0].parents }
    guard order.contains(where: { commits[$0].parents.count > 1 }) else { return order }
    var held = [ObjectID?](repeating: nil, count: commits.count)
    for position in order {
      held[position] = given[position] ?? commits[position].parents.first.flatMap { held[$0] }
    }
    return oldestFirst(isExcluded) { position in
      let parents = commits[position].parents
      if parents.count < 2 { return parents }
      return parents.filter { held[$0] != held[position] }
        + parents.filter { held[$0] == held[position] }
    }
  }

  /// The positions in an order in which the parents of each commit come before it, as they are
  /// named.
  private func oldestFirst(_ isExcluded: [Bool], parents: (Int) -> [Int]) -> [Int] {
    var order: [Int] = []
    var isSeen = isExcluded
    // The newest is the tip.
    var open: [(position: Int, isDone: Bool)] = [(0, false)]
    while let (position, isDone) = open.popLast() {
      if isDone {
        order.append(position)
        continue
      }
      if isSeen[position] { continue }
      isSeen[position] = true
      open.append((position, true))
      for parent in parents(position).reversed() where !isSeen[parent] {
        open.append((parent, false))
      }
    }
    return order
  }
}

/// Commits that wait to be read, the newest first: a binary heap.
struct CommitQueue: Sendable {
  private var heap: [(position: Int, time: Int64)] = []

  mutating func insert(_ position: Int, time: Int64) {
    heap.append((position, time))
    var child = heap.count - 1
    while child > 0, heap[(child - 1) / 2].time < heap[child].time {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func removeNewest() -> Int? {
    guard let newest = heap.first, let last = heap.popLast() else { return nil }
    if heap.isEmpty { return newest.position }
    heap[0] = last
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count, heap[child].time < heap[child + 1].time { child += 1 }
      guard heap[parent].time < heap[child].time else { break }
      heap.swapAt(parent, child)
      parent = child
    }
    return newest.position
  }
}

/// What a walk through a history needs of a commit.
package struct HistoricCommit: Sendable {
  package let id: ObjectID
  package let tree: ObjectID
  /// The time of the committer, in seconds.
  let time: Int64
  let parentIDs: [ObjectID]
  /// The parents' positions in the history, once they are read.
  package fileprivate(set) var parents: [Int] = []
}

extension CodeObjects {
  /// Reads a commit for a walk; `nil` if it is not there.
  func historic(_ id: ObjectID) throws(RepositoryError) -> HistoricCommit? {
    guard let commit = try commit(id) else { return nil }
    return HistoricCommit(
      id: id, tree: commit.tree, time: commit.committed.seconds, parentIDs: commit.parents)
  }
}
