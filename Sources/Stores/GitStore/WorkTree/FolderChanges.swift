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
    _ position: Int, tree: ObjectID, parent: ObjectID?, in objects: CodeObjects
  ) throws(RepositoryError) {
    if isRead[position] { return }
    isRead[position] = true
    if tree == parent { return }
    let changes = try FolderChanges.changes(
      from: self.tree(below: parent, objects), to: self.tree(below: tree, objects),
      in: objects)
    for change in changes { blobs[change.path, default: []].append((position, change.blob)) }
  }

  /// The folder's tree below the top's; nil if there is none.
  private func tree(
    below top: ObjectID?, _ objects: CodeObjects
  ) throws(RepositoryError) -> ObjectID? {
    guard let top, !folder.isEmpty else { return top }
    return try objects.tree(top)?.entry(folder.utf8)?.folder
  }

  /// The files that one tree has and another has not, or has otherwise; folders that are the same
  /// are not looked into.
  private static func changes(
    from old: ObjectID?, to new: ObjectID?, in objects: CodeObjects
  ) throws(RepositoryError) -> [(path: String, blob: ObjectID)] {
    var changes: [(path: String, blob: ObjectID)] = []
    var open: [(old: ObjectID?, new: ObjectID?, path: String)] = [(old, new, "")]
    while let (old, new, path) = open.popLast() {
      guard let new, new != old, let tree = try objects.tree(new) else { continue }
      let before = try old.flatMap { old throws(RepositoryError) in try objects.tree(old) }
      let known = Set(before?.entries() ?? [])
      for entry in tree.entries() where !known.contains(entry) {
        let name = String(decoding: entry.name, as: UTF8.self)
        if let blob = entry.file {
          changes.append((path + name, blob))
        } else if let folder = entry.folder {
          open.append((before?.entry(entry.name)?.folder, folder, "\(path)\(name)/"))
        }
      }
    }
    return changes
  }
}
