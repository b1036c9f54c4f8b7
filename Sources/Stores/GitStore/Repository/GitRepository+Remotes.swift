internal import CLibGit2
public import GitModel

extension GitRepository {
  /// The names of the configured remotes, as `git remote` lists them.
  public func remotes() throws(RepositoryError) -> [String] {
    try withHandle { (handle) throws(RepositoryError) in
      var names = git_strarray()
      try LibGit2.check(git_remote_list(&names, handle), "git_remote_list", gitDirectory)
      defer { git_strarray_dispose(&names) }
      return (0..<names.count).compactMap { index in
        names.strings[index].map { String(cString: $0) }
      }.sorted()
    }
  }
}
