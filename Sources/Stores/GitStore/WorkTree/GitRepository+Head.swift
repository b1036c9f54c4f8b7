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
