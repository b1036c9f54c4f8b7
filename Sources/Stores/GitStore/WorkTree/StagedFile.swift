internal import CLibGit2
internal import GitModel

/// What git's own index says of a file of the work tree.
struct StagedFile: Sendable {
  /// The file's content.
  let blob: ObjectID
  /// When git last found the work tree to have that content: the times of the file then; nil where
  /// git has not looked, as after `git reset` and `git stash pop`.
  let stamp: String?
  /// Whether it is a symbolic link.
  let isLink: Bool
}

extension GitRepository {
  /// A file as the index has it; nil for none, for the sides of a merge, and where the library
  /// cannot read the index.
  func stagedFile(_ path: String) throws(RepositoryError) -> StagedFile? {
    try withHandle { repository throws(RepositoryError) -> StagedFile? in
      var index: OpaquePointer?
      guard git_repository_index(&index, repository) == 0, let index else { return nil }
      defer { git_index_free(index) }
      // Split and sparse indexes are beyond the library, and what they say is only a help.
      guard git_index_read(index, 0) == 0,
        let entry = git_index_get_bypath(index, path, 0)?.pointee,
        let blob = ObjectID(entry.id)
      else { return nil }
      let times = [entry.ctime, entry.mtime]
      let isKnown = times.contains { $0.seconds != 0 || $0.nanoseconds != 0 }
      let stamp = times.map { "\($0.seconds).\($0.nanoseconds)" }.joined(separator: "-")
      return StagedFile(
        blob: blob, stamp: isKnown ? stamp : nil, isLink: entry.mode == GIT_FILEMODE_LINK.rawValue)
    }
  }
}
