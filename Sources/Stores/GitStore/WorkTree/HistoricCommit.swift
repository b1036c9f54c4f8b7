internal import CLibGit2
internal import GitModel

/// What a walk through a history needs of a commit.
struct HistoricCommit: Sendable {
  let id: ObjectID
  let tree: ObjectID
  /// The time of the committer, in seconds.
  let time: Int64
  let parentIDs: [ObjectID]
  /// The parents' positions in the history, once they are read.
  var parents: [Int] = []
}

extension GitRepository {
  /// Reads a commit; nil if it is not there.
  func historicCommit(_ id: ObjectID) throws(RepositoryError) -> HistoricCommit? {
    try withHandle { repository throws(RepositoryError) in
      guard let commit = try ObjectHandle.read(id, GIT_OBJECT_COMMIT, in: repository),
        let treeID = git_commit_tree_id(commit.pointer), let tree = ObjectID(treeID.pointee)
      else { return nil }
      // As they are stored: libgit2 from 1.7 on keeps a shallow clone's commit without its parents,
      // also once `git fetch --unshallow` has brought them.
      let header = git_commit_raw_header(commit.pointer).map { String(cString: $0) } ?? ""
      let parents = header.split(separator: "\n").filter { $0.hasPrefix("parent ") }
        .compactMap { ObjectID(hex: $0.dropFirst(7).description) }
      return HistoricCommit(
        id: id, tree: tree, time: git_commit_time(commit.pointer), parentIDs: parents)
    }
  }
}
