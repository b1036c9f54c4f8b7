internal import Platform
internal import PromptRepo

/// Which repositories this version can open.
struct StoreFormat {
  let files: FileSystem
  let paths: StorePaths

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
    try checkVersion(config)
    try ObjectDatabase(directory: paths.objects, files: files).refuseAlternates()
    return config
  }

  private func checkVersion(_ config: GitConfig) throws(RepositoryError) {
    let version = config["core.repositoryformatversion"] ?? "0"
    guard let number = Int(version), number <= 1 else {
      throw RepositoryError(
        .unsupported,
        "'\(paths.root)' has repository format version \(version); this version of promptrepo "
          + "knows 0 and 1",
        hint: "Use a later version of promptrepo")
    }
    if let format = config["extensions.objectformat"], format.lowercased() != "sha1" {
      throw RepositoryError(
        .unsupported, "'\(paths.root)' names its objects by \(format)",
        hint: "Use a repository that was made with `git init --object-format=sha1`")
    }
    if let storage = config["extensions.refstorage"], storage.lowercased() != "files" {
      throw RepositoryError(
        .unsupported, "'\(paths.root)' keeps its references as \(storage)",
        hint: "`git refs migrate --ref-format=files` changes that")
    }
    let handled = ["objectformat", "refstorage"]
    for entry in config.entries where entry.section == "extensions" {
      guard !StoreFormat.knownExtensions.contains(entry.name), !handled.contains(entry.name)
      else { continue }
      throw RepositoryError(
        .unsupported,
        "'\(paths.config)' demands the extension \(entry.name), which this version of promptrepo "
          + "does not handle",
        hint: "Use a later version of promptrepo, or a repository without that extension")
    }
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
