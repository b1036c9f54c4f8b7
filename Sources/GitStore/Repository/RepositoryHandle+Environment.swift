internal import CLibGit2
internal import Platform
internal import PromptRepo

extension RepositoryHandle {
  /// Reads the settings of the user and of the machine where git's own variables say, which the
  /// library knows nothing of: `GIT_CONFIG_GLOBAL`, `GIT_CONFIG_SYSTEM`, `GIT_CONFIG_NOSYSTEM`.
  static func takeSettings(
    _ environment: Environment, of repository: OpaquePointer
  ) throws(RepositoryError) {
    var files: [(path: String, level: git_config_level_t)] = []
    if let path = environment["GIT_CONFIG_GLOBAL"] {
      files = [(path, GIT_CONFIG_LEVEL_GLOBAL), ("", GIT_CONFIG_LEVEL_XDG)]
    }
    let withoutSystem = environment["GIT_CONFIG_NOSYSTEM"].map { !["", "0", "false"].contains($0) }
    if withoutSystem == true {
      files.append(("", GIT_CONFIG_LEVEL_SYSTEM))
    } else if let path = environment["GIT_CONFIG_SYSTEM"] {
      files.append((path, GIT_CONFIG_LEVEL_SYSTEM))
    }
    guard !files.isEmpty else { return }
    var config: OpaquePointer?
    try LibGit2.check(git_repository_config(&config, repository), "git_repository_config", "config")
    defer { git_config_free(config) }
    for (path, level) in files {
      let path = path.isEmpty ? "/dev/null" : path
      try LibGit2.check(
        git_config_add_file_ondisk(config, path, level, repository, 1),
        "git_config_add_file_ondisk", path)
    }
  }
}
