internal import CLibGit2
internal import PromptRepo

/// A commit and its ancestors, read as far back as questions need, the newest first.
struct CommitHistory: Sendable {
  /// The commit that the history is of.
  let tip: ObjectID

  /// Whether the history is cut short, as in a shallow clone.
  let isShallow: Bool

  private let repository: GitRepository
  private var commits: [HistoricCommit] = []
  private var positions: [ObjectID: Int] = [:]
  private var unread = CommitQueue()
  private var folders: [String: [ObjectID?]] = [:]

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

  /// The blobs that a file had, each once, in commits that are not in the history of another one.
  mutating func blobs(
    at path: String, notIn excluded: ObjectID?
  ) throws(RepositoryError) -> [ObjectID] {
    while try readOn() {}
    let isExcluded = ancestors(of: excluded)
    let (folder, rest) = Self.split(path)
    let trees = try trees(of: folder)
    var seenTrees: Set<ObjectID> = []
    var seen: Set<ObjectID> = []
    var blobs: [ObjectID] = []
    for position in commits.indices where !isExcluded[position] {
      guard let tree = trees[position], seenTrees.insert(tree).inserted else { continue }
      let blob = try repository.withHandle { handle throws(RepositoryError) in
        try ObjectHandle.read(tree, GIT_OBJECT_TREE, in: handle)?.entry(rest)?.file
      }
      if let blob, seen.insert(blob).inserted { blobs.append(blob) }
    }
    return blobs
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
  private func ancestors(of commit: ObjectID?) -> [Bool] {
    var isAncestor = [Bool](repeating: false, count: commits.count)
    guard let commit, let first = positions[commit] else { return isAncestor }
    isAncestor[first] = true
    var open = [first]
    while let position = open.popLast() {
      for parent in commits[position].parents where !isAncestor[parent] {
        isAncestor[parent] = true
        open.append(parent)
      }
    }
    return isAncestor
  }

  /// The tree of a folder in each of the commits; of the top for an empty name.
  private mutating func trees(of folder: String) throws(RepositoryError) -> [ObjectID?] {
    if let known = folders[folder] { return known }
    var trees: [ObjectID?] = []
    trees.reserveCapacity(commits.count)
    for commit in commits {
      trees.append(
        try repository.withHandle { handle throws(RepositoryError) in
          if folder.isEmpty { return commit.tree }
          let tree = try ObjectHandle.read(commit.tree, GIT_OBJECT_TREE, in: handle)
          let entry = try tree?.entry(folder)
          return entry?.mode == .tree ? entry?.id : nil
        })
    }
    folders[folder] = trees
    return trees
  }

  /// A path's first folder, and the rest.
  private static func split(_ path: String) -> (folder: String, rest: String) {
    guard let slash = path.utf8.firstIndex(of: UInt8(ascii: "/")) else { return ("", path) }
    return (String(path[..<slash]), String(path[path.utf8.index(after: slash)...]))
  }
}
