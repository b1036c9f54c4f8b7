internal import CLibGit2
public import GitModel

extension GitRepository {
  /// A setting of the repository, the user or the machine, such as `user.name`; nil if it is not
  /// set.
  ///
  /// The most particular file wins; `include` and `includeIf` are followed. Like
  /// `git config --get KEY`.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` for what can be no key,
  ///   ``RepositoryError/Code/inputOutput`` for settings that cannot be read.
  public func configuration(_ key: String) throws(RepositoryError) -> String? {
    try withHandle { repository throws(RepositoryError) in
      var config: OpaquePointer?
      try LibGit2.check(
        git_repository_config_snapshot(&config, repository), "git_repository_config_snapshot", key)
      defer { git_config_free(config) }
      var value: UnsafePointer<CChar>?
      let code = git_config_get_string(&value, config, key)
      if code == GIT_ENOTFOUND.rawValue { return nil }
      try LibGit2.check(code, "git_config_get_string", key)
      return value.map { String(cString: $0) }
    }
  }
}
