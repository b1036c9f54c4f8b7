internal import CLibGit2
internal import CLibGit2Shim
public import GitModel
internal import Platform

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

/// The settings of the user and of the machine, read where git's own variables say, which the
/// library knows nothing of: `GIT_CONFIG_GLOBAL`, `GIT_CONFIG_SYSTEM`, `GIT_CONFIG_NOSYSTEM`.
enum UserSettings {
  /// Makes the settings of a repository take them from there.
  static func take(
    _ environment: EnvironmentVariables, by repository: OpaquePointer
  ) throws(RepositoryError) {
    guard !files(environment).isEmpty else { return }
    var config: OpaquePointer?
    try LibGit2.check(git_repository_config(&config, repository), "git_repository_config", "config")
    defer { git_config_free(config) }
    try add(files(environment), to: config, of: repository)
  }

  /// Whether the user trusts every repository, whoever owns it: `safe.directory = *`, which
  /// libgit2 1.5 does not know. As in git, an empty value takes back those before it.
  static func trustsAllOwners(_ environment: EnvironmentVariables) throws(RepositoryError) -> Bool {
    var config: OpaquePointer?
    try LibGit2.check(git_config_open_default(&config), "git_config_open_default", "config")
    defer { git_config_free(config) }
    try add(files(environment), to: config, of: nil)
    var iterator: OpaquePointer?
    try LibGit2.check(
      git_config_multivar_iterator_new(&iterator, config, "safe.directory", nil),
      "git_config_multivar_iterator_new", "safe.directory")
    defer { git_config_iterator_free(iterator) }
    var isTrusting = false
    var entry: UnsafeMutablePointer<git_config_entry>?
    while git_config_next(&entry, iterator) == 0, let value = entry?.pointee.value {
      switch String(cString: value) {
      case "*": isTrusting = true
      case "": isTrusting = false
      default: break
      }
    }
    return isTrusting
  }

  private typealias File = (path: String, level: git_config_level_t)

  /// The files that stand in for the usual ones.
  private static func files(_ environment: EnvironmentVariables) -> [File] {
    var files: [File] = []
    if let path = environment["GIT_CONFIG_GLOBAL"] {
      files = [(path, GIT_CONFIG_LEVEL_GLOBAL), ("", GIT_CONFIG_LEVEL_XDG)]
    }
    let withoutSystem = environment["GIT_CONFIG_NOSYSTEM"].map { !["", "0", "false"].contains($0) }
    if withoutSystem == true {
      files.append(("", GIT_CONFIG_LEVEL_SYSTEM))
    } else if let path = environment["GIT_CONFIG_SYSTEM"] {
      files.append((path, GIT_CONFIG_LEVEL_SYSTEM))
    }
    return files
  }

  private static func add(
    _ files: [File], to config: OpaquePointer?, of repository: OpaquePointer?
  ) throws(RepositoryError) {
    for (path, level) in files {
      let path = path.isEmpty || isUnreadable(path) ? "/dev/null" : path
      try LibGit2.check(
        git_config_add_file_ondisk(config, path, level, repository, 1),
        "git_config_add_file_ondisk", path)
    }
  }

  /// Keeps the library from settings in folders of the user's that it may not enter, which it
  /// would fail for: git goes on without them, as where a container has another user's home.
  static func passOverUnreadable(_ environment: EnvironmentVariables) {
    guard let home = environment["HOME"] else { return }
    let xdg = environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 }
    let paths: [File] = [
      ("\(home)/.gitconfig", GIT_CONFIG_LEVEL_GLOBAL),
      ("\(xdg ?? "\(home)/.config")/git/config", GIT_CONFIG_LEVEL_XDG),
    ]
    for (path, level) in paths where isUnreadable(path) {
      _ = clibgit2shim_set_search_path(level.rawValue, "")
    }
  }

  private static func isUnreadable(_ path: String) -> Bool {
    do throws(SystemError) {
      try FileSystem().open(path, .read).close()
      return false
    } catch {
      return error.errno == .accessDenied
    }
  }
}
