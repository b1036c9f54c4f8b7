internal import GitFiles
internal import Platform
internal import GitModel

/// Which repositories this version can open.
struct StoreFormat {
  let files: FileSystem
  let paths: GitDirectory

  /// Extensions that change nothing for a store that reads and writes as this one does.
  private static let knownExtensions: Set<String> = ["noop", "preciousobjects"]

  /// Reads the configuration and refuses what this version does not handle.
  func check() throws(RepositoryError) -> GitConfig {
    let bytes: [UInt8]?
    do throws(SystemError) {
      bytes = try files.readFileIfPresent(paths.config, maxBytes: 1 << 20)
    } catch {
      throw .failedCall(error)
    }
    guard let bytes else { throw try whatIsMissing() }
    let config = try GitConfig(parsing: bytes, path: paths.config)
    try config.checkFormat(
      of: paths.root, file: paths.config, knownExtensions: StoreFormat.knownExtensions)
    try ObjectDatabase(directory: paths.objects, files: files).refuseAlternates()
    return config
  }

  /// Why a directory without a configuration is no store.
  private func whatIsMissing() throws(RepositoryError) -> RepositoryError {
    let status = try mappingSystemErrors { () throws(SystemError) in
      try files.statusIfPresent(paths.root)
    }
    switch status?.type {
    case nil:
      return RepositoryError(
        .notFound, "there is no repository in '\(paths.root)'",
        hint: "`promptrepo init` makes one")
    case .directory:
      return RepositoryError(
        .notFound,
        "'\(paths.root)' is no repository, or one that was not made to the end: it "
          + "has no config",
        hint: "`promptrepo init` makes it, or completes it")
    default:
      return RepositoryError(
        .unsupported, "'\(paths.root)' is a file, as git has it in worktrees and submodules",
        hint: "Name the repository that it points to")
    }
  }
}
