internal import GitModel

/// A commit and its ancestors, read as far back as questions need, the newest first.
struct CommitHistory: Sendable {
  /// The commit that the history is of.
  let tip: ObjectID

  /// Whether the history is cut short, as in a shallow clone.
  let isShallow: Bool

  private let repository: GitRepository
  private(set) var commits: [HistoricCommit] = []
  private var positions: [ObjectID: Int] = [:]
  private var unread = CommitQueue()
  private var folders: [String: FolderChanges] = [:]
  /// Where the histories of commits that are not in this one meet it.
  private var meetings: [ObjectID: [Int]] = [:]

  init(of tip: ObjectID, in repository: GitRepository) throws(RepositoryError) {
    self.tip = tip
    self.repository = repository
    isShallow = try repository.isShallow()
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
        in: repository)
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
    guard let commit = try repository.historicCommit(id) else {
      if isShallow { return nil }
      throw RepositoryError(
        .damaged, "commit \(id), in the history of HEAD, is missing",
        hint: "`git fsck` shows what is wrong with this repository")
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
    var open = try meetings(with: commit)
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
  mutating func meetings(with commit: ObjectID) throws(RepositoryError) -> [Int] {
    while try readOn() {}
    if let position = positions[commit] { return [position] }
    if let known = meetings[commit] { return known }
    var found: Set<Int> = []
    var seen: Set<ObjectID> = [commit]
    var open = [commit]
    while let next = open.popLast() {
      if let position = positions[next] {
        found.insert(position)
      } else if let aside = try repository.historicCommit(next) {
        open += aside.parentIDs.filter { seen.insert($0).inserted }
      }
    }
    meetings[commit] = Array(found)
    return Array(found)
  }

  /// A path's first folder, and the rest.
  private static func split(_ path: String) -> (folder: String, rest: String) {
    guard let slash = path.utf8.firstIndex(of: UInt8(ascii: "/")) else { return ("", path) }
    return (String(path[..<slash]), String(path[path.utf8.index(after: slash)...]))
  }
}
