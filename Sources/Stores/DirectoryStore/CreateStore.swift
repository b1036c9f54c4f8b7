internal import GitFiles
public import GitModel
public import Platform

extension DirectoryStore {
  /// Makes an empty store, and opens it.
  ///
  /// The directory becomes a store with the last step. Where an earlier attempt ended in the
  /// middle, it is completed.
  ///
  /// - Parameters:
  ///   - path: The directory; it and those above it are made if they are missing.
  ///   - layout: The references that the ledger keeps: `.prompts`.
  ///   - isHidden: Whether a `.gitignore` inside hides it from a git repository around it.
  ///   - files: The file system, with faults in tests.
  ///   - durability: Whether the store and its changes are flushed.
  /// - Throws: ``RepositoryError/Code/conflict`` when there is a store, or a directory with
  ///   something else in it.
  public static func create(
    at path: String, layout: ReferenceLayout, isHidden: Bool = false,
    files: FileSystem = FileSystem(),
    durability: Durability = .full
  ) throws(RepositoryError) -> DirectoryStore {
    let paths = GitDirectory(root: path, layout: layout)
    try mappingSystemErrors { () throws(SystemError) in
      try files.makeDirectories(path)
    }
    try refuseOccupied(paths, files)
    try mappingSystemErrors { () throws(SystemError) in
      for folder in ["objects/info", "objects/pack", "refs/heads", "refs/tags", "promptrepo"] {
        try files.makeDirectories("\(path)/\(folder)")
      }
      if isHidden { try files.writeFile("\(path)/.gitignore", Array("*\n".utf8)) }
      try files.writeFile(paths.head, Array("ref: refs/heads/main\n".utf8))
      if durability == .full {
        for folder in ["", "/objects", "/refs", "/promptrepo"] {
          try files.syncDirectory("\(path)\(folder)")
        }
        try files.open(paths.head, .readWrite).sync()
      }
      try files.replaceFile(
        paths.config, with: Array(newConfiguration.utf8), durably: durability == .full)
      if durability == .full { try files.syncDirectory(path.parentDirectory) }
    }
    return try DirectoryStore(
      opening: path, layout: layout, files: files, durability: durability)
  }

  private static let newConfiguration = """
    [core]
    \trepositoryformatversion = 0
    \tbare = true
    \tlogAllRefUpdates = always
    [gc]
    \tauto = 0
    [extensions]
    \tpreciousObjects = true

    """

  /// Refuses a directory that holds anything but the beginnings of a store.
  private static func refuseOccupied(
    _ paths: GitDirectory, _ files: FileSystem
  ) throws(RepositoryError) {
    let ours = [".gitignore", "HEAD", "objects", "refs", "promptrepo"]
    let names = try mappingSystemErrors { () throws(SystemError) in
      try files.listDirectory(paths.root).map(\.name)
    }
    if names.contains("config") {
      throw RepositoryError(
        .conflict, "there is a repository in '\(paths.root)' already",
        hint: "Open it, or choose another directory")
    }
    let isTemporary = { (name: String) in
      name.utf8.starts(with: "config.".utf8) && name.utf8.suffix(4).elementsEqual(".tmp".utf8)
    }
    if let other = names.first(where: { !ours.contains($0) && !isTemporary($0) }) {
      throw RepositoryError(
        .conflict, "'\(paths.root)' holds '\(other)', so no repository is made there",
        hint: "Choose a directory that is empty or does not exist")
    }
  }
}

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
        cause: StoreRefusal.noStore(path: paths.root))
    case .directory:
      return RepositoryError(
        .notFound,
        "'\(paths.root)' is no repository, or one that was not made to the end: it "
          + "has no config",
        cause: StoreRefusal.unfinishedStore(path: paths.root))
    default:
      return RepositoryError(
        .unsupported, "'\(paths.root)' is a file, as git has it in worktrees and submodules",
        hint: "Name the repository that it points to")
    }
  }
}

/// Why a folder is no store: the cause of a ``RepositoryError`` whose way out depends on the program.
///
/// New cases may be added.
public enum StoreRefusal: Error, Sendable, Hashable {
  /// There is nothing at this path.
  case noStore(path: String)
  /// The folder at this path has no configuration; perhaps a store was not made to the end.
  case unfinishedStore(path: String)
}
