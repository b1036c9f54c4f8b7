internal import CLibGit2
internal import GitModel

/// Which files below a folder the commits of a history changed, read as far as questions need.
struct FolderChanges: Sendable {
  /// The folder's path; empty for the top.
  let folder: String
  /// By path below the folder: the commits' positions, and the blobs that they put there.
  private(set) var blobs: [String: [(position: Int, blob: ObjectID)]] = [:]
  private var isRead: [Bool]

  init(below folder: String, commits: Int) {
    self.folder = folder
    isRead = [Bool](repeating: false, count: commits)
  }

  /// Reads what a commit changed, once.
  ///
  /// - Parameter parent: The tree of its first parent; nil for a commit without one.
  mutating func read(
    _ position: Int, tree: ObjectID, parent: ObjectID?, in repository: GitRepository
  ) throws(RepositoryError) {
    if isRead[position] { return }
    isRead[position] = true
    if tree == parent { return }
    let changes = try repository.withHandle { handle throws(RepositoryError) in
      let new = try self.tree(below: tree, handle)
      let old = try self.tree(below: parent, handle)
      return try Self.changes(from: old, to: new, in: handle)
    }
    for change in changes { blobs[change.path, default: []].append((position, change.blob)) }
  }

  /// The folder's tree below the top's; nil if there is none.
  private func tree(
    below top: ObjectID?, _ handle: OpaquePointer
  ) throws(RepositoryError) -> ObjectID? {
    guard let top, !folder.isEmpty else { return top }
    let entry = try ObjectHandle.read(top, GIT_OBJECT_TREE, in: handle)?.entry(folder)
    return entry?.mode == .tree ? entry?.id : nil
  }

  /// The files that one tree has and another has not, or has otherwise; folders that are the same
  /// are not looked into.
  private static func changes(
    from old: ObjectID?, to new: ObjectID?, in handle: OpaquePointer
  ) throws(RepositoryError) -> [(path: String, blob: ObjectID)] {
    var changes: [(path: String, blob: ObjectID)] = []
    var open: [(old: ObjectID?, new: ObjectID?, path: String)] = [(old, new, "")]
    while let (old, new, path) = open.popLast() {
      guard let new, new != old, let tree = try ObjectHandle.read(new, GIT_OBJECT_TREE, in: handle)
      else { continue }
      let different: [TreeEntry]
      if let old, let before = try ObjectHandle.read(old, GIT_OBJECT_TREE, in: handle) {
        different = tree.entries(differentFrom: before)
      } else {
        different = tree.entries()
      }
      for entry in different {
        if let blob = entry.file {
          changes.append((path + entry.name, blob))
        } else if entry.mode == .tree {
          let folder = try old.flatMap { old throws(RepositoryError) in
            try ObjectHandle.read(old, GIT_OBJECT_TREE, in: handle)?.entry(entry.name)
          }
          open.append((folder?.mode == .tree ? folder?.id : nil, entry.id, "\(path)\(entry.name)/"))
        }
      }
    }
    return changes
  }
}
