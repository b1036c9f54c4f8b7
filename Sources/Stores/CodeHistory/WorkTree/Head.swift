internal import CLibGit2
public import GitModel

extension GitRepository {
  /// The commit that is checked out in this work tree; nil before the first one.
  ///
  /// A detached HEAD is fine, and a linked work tree has its own.
  public func head() throws(RepositoryError) -> ObjectID? {
    try withHandle { repository throws(RepositoryError) in
      var oid = git_oid()
      let code = git_reference_name_to_id(&oid, repository, "HEAD")
      if code == GIT_ENOTFOUND.rawValue { return nil }
      try LibGit2.check(code, "git_reference_name_to_id", "HEAD")
      return ObjectID(oid)
    }
  }

  /// Whether the repository has a commit.
  public func hasCommit(_ id: ObjectID) throws(RepositoryError) -> Bool {
    try withHandle { repository throws(RepositoryError) in
      try ObjectHandle.read(id, GIT_OBJECT_COMMIT, in: repository) != nil
    }
  }

  /// Whether this is a shallow clone, whose history is cut short.
  public func isShallow() throws(RepositoryError) -> Bool {
    try withHandle { git_repository_is_shallow($0) == 1 }
  }

  /// Whether a commit is an ancestor of another one, which does not count; false if one of them is
  /// not here, or what lies between in a shallow clone.
  public func isAncestor(
    _ ancestor: ObjectID, of commit: ObjectID
  ) throws(RepositoryError) -> Bool {
    guard try hasCommit(ancestor), try hasCommit(commit) else { return false }
    let isShallow = try isShallow()
    return try withHandle { repository throws(RepositoryError) in
      guard var ancestor = ancestor.libGit2, var commit = commit.libGit2 else { return false }
      let code = git_graph_descendant_of(repository, &commit, &ancestor)
      if code == GIT_ENOTFOUND.rawValue, isShallow { return false }
      try LibGit2.check(code, "git_graph_descendant_of", "the history of HEAD")
      return code == 1
    }
  }

  /// The blob of the file that a commit has at a path; nil if the commit is not in this repository,
  /// or has a folder, a link or nothing there.
  public func blob(at path: String, of commit: ObjectID) throws(RepositoryError) -> ObjectID? {
    try withHandle { repository throws(RepositoryError) in
      guard let tree = try ObjectHandle.rootTree(of: commit, in: repository) else { return nil }
      return try tree.entry(path)?.file
    }
  }
}

/// What moved HEAD, from git's log of it.
struct HeadLog: Sendable {
  /// One movement.
  struct Move: Sendable {
    let old: ObjectID?
    let new: ObjectID
    let message: String

    /// Whether it is a commit of what the work tree had.
    var isCommit: Bool {
      ["commit: ", "commit (amend): ", "commit (initial): "].contains { message.hasPrefix($0) }
    }

    /// Whether it is a switch, which leaves nothing of other texts.
    var isSwitch: Bool { message.hasPrefix("checkout: ") }

    /// Whether it may have left the files of the work tree alone.
    var isReset: Bool { message.hasPrefix("reset: ") }
  }

  /// The movements since HEAD was a commit, oldest first, or all for none; nil if the log does not
  /// go back that far.
  let moves: [Move]?

  /// Reads the log back to a commit.
  init(since commit: ObjectID?, in repository: GitRepository) throws(RepositoryError) {
    moves = try repository.withHandle { repository throws(RepositoryError) -> [Move]? in
      var log: OpaquePointer?
      try LibGit2.check(git_reflog_read(&log, repository, "HEAD"), "git_reflog_read", "HEAD")
      defer { git_reflog_free(log) }
      var moves: [Move] = []
      for place in 0..<git_reflog_entrycount(log) {
        guard let entry = git_reflog_entry_byindex(log, place),
          let new = git_reflog_entry_id_new(entry).flatMap({ ObjectID($0.pointee) }),
          let old = git_reflog_entry_id_old(entry).flatMap({ ObjectID($0.pointee) })
        else { return nil }
        if new == commit { return moves.reversed() }
        let isFirst = old.hex.utf8.allSatisfy { $0 == UInt8(ascii: "0") }
        let message = git_reflog_entry_message(entry).map { String(cString: $0) }
        moves.append(Move(old: isFirst ? nil : old, new: new, message: message ?? ""))
        if old == commit { return moves.reversed() }
        if isFirst { return commit == nil ? moves.reversed() : nil }
      }
      return nil
    }
  }
}
