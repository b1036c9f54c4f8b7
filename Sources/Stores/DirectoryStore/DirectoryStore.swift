package import GitFiles
public import GitModel
public import Platform
internal import Synchronization

/// A store in a directory, in the format of a bare git repository.
///
/// Needs neither git nor libgit2, and git reads and checks it. Any number of them may be open on
/// one directory, in one process or many, besides git programs. A change is durable and whole:
/// it is in the redo journal, flushed, before anything that others see changes, and whoever opens
/// the store after a crash carries out what the journal holds.
public final class DirectoryStore: ExclusiveStore {
  /// The directory, as it was given.
  public let path: String
  /// The repository's settings.
  package let configuration: GitConfig

  let paths: GitDirectory
  let files: FileSystem
  let durability: Durability
  let isReadOnly: Bool
  /// Whether what was found out at length may be kept in a file for the next time.
  let keepsIndexes: Bool
  /// This boot of the machine, as the journal's state names it.
  let boot: [UInt8]
  let objects: ObjectDatabase
  let references: ReferenceDatabase
  let overlays: OverlayCache
  /// Held by the thread that changes something, so that threads queue instead of polling.
  let writing = Mutex(())

  /// Opens a store, and carries out what a writer that died left in the journal.
  ///
  /// - Parameters:
  ///   - path: The directory that holds `HEAD`, `config`, `objects` and `refs`.
  ///   - layout: The references that the ledger keeps: `.prompts`.
  ///   - files: The file system, with faults in tests.
  ///   - durability: Whether changes are flushed.
  ///   - isReadOnly: Whether nothing is ever written, the journal included: what it holds is
  ///     then read from there. A directory without write permission is treated so by itself.
  ///   - keepsIndexes: Whether a reader may keep what it found out at length in a file of
  ///     `promptrepo/`; by itself, unless nothing is to be written.
  ///   - bootIdentifier: A text that is another one after each restart of the machine.
  /// - Throws: ``RepositoryError/Code/notFound`` when there is no store,
  ///   ``RepositoryError/Code/unsupported`` for a format that this version does not handle.
  public init(
    opening path: String, layout: ReferenceLayout, files: FileSystem = FileSystem(),
    durability: Durability = .full,
    isReadOnly: Bool = false, keepsIndexes: Bool? = nil,
    bootIdentifier: String? = CurrentProcess.bootIdentifier()
  ) throws(RepositoryError) {
    let paths = GitDirectory(root: path, layout: layout)
    self.path = path
    self.paths = paths
    self.files = files
    self.durability = durability
    self.isReadOnly = isReadOnly
    self.keepsIndexes = keepsIndexes ?? !isReadOnly
    configuration = try StoreFormat(files: files, paths: paths).check()
    boot = JournalState.boot(bootIdentifier)
    objects = ObjectDatabase(directory: paths.objects, files: files)
    references = ReferenceDatabase(files: files, paths: paths, durability: durability)
    overlays = OverlayCache(files: files, paths: paths, boot: boot)
    try recoverAtOpen()
  }
}

extension DirectoryStore {
  /// Reads an object and checks it against its id; `nil` when it is not there.
  public func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? {
    // A good copy is the same wherever it is; only what is missing or torn may wait in the journal.
    do throws(RepositoryError) {
      if let object = try objects.read(id) { return object }
    } catch {
      guard error.code == .damaged else { throw error }
    }
    if let object = try overlays.current()?.objects[id] { return object }
    // Somebody may have carried out the journal between the two looks.
    return try objects.read(id)
  }

  /// The object a reference points at; `nil` when the reference does not exist.
  public func reference(_ name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    guard let overlay = try overlays.current() else { return try references.target(of: name) }
    return try overlay.target(of: name, in: references)
  }

  /// References whose names begin with `prefix`, in the order of their bytes.
  public func references(
    under prefix: String, after: String?, limit: Int?
  ) throws(RepositoryError) -> [Reference] {
    guard let overlay = try overlays.current() else {
      return try references.list(under: prefix, after: after, limit: limit ?? .max)
    }
    return try overlay.list(under: prefix, after: after, limit: limit ?? .max, in: references)
  }
}

extension DirectoryStore {
  /// Makes an empty store, and opens it.
  ///
  /// The directory becomes a store with the last step. Where an earlier attempt ended in the
  /// middle, it is completed, and so is a store whose configuration was lost.
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
      // A store that lost its configuration has one, which may name another branch.
      if try files.statusIfPresent(paths.head)?.size ?? 0 == 0 {
        try files.writeFile(paths.head, Array("ref: refs/heads/main\n".utf8))
      }
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

  /// Refuses a directory that holds anything but the beginnings of a store, or a store without its
  /// configuration.
  private static func refuseOccupied(
    _ paths: GitDirectory, _ files: FileSystem
  ) throws(RepositoryError) {
    let ours = [".gitignore", "HEAD", "objects", "refs", "promptrepo", "logs", "packed-refs"]
    let names = try mappingSystemErrors { () throws(SystemError) in
      try files.listDirectory(paths.root).map(\.name)
    }
    if names.contains("config") {
      throw RepositoryError(
        .conflict, "there is a repository in '\(paths.root)' already",
        hint: "Open it, or choose another directory")
    }
    // Git may have put more into a store that was in use, such as FETCH_HEAD.
    if names.contains("promptrepo"), names.contains("objects") { return }
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
  private static let knownExtensions = ["noop", "preciousobjects"]

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

extension DirectoryStore: ChronologicalStore {
  /// The ledger's references that point at commits, as they are now, the newest first.
  ///
  /// The order of a large packed file is kept in `promptrepo/recent`, so that the next look costs
  /// no more than what is taken from it and what is loose.
  package func chronology() throws(RepositoryError) -> any ReferenceChronology {
    var waiting: [ReferenceName: ObjectID?] = [:]
    if let overlay = try overlays.current() {
      for name in overlay.moves.keys where paths.layout.holds(name.rawValue.utf8) {
        waiting[name] = .some(try overlay.target(of: name, in: references))
      }
    }
    return try references.chronology(waiting: waiting, keepsIndex: keepsIndexes) {
      (id) throws(RepositoryError) in try self.object(id)
    }
  }
}

extension DirectoryStore: InspectableStore {
  /// The names of the references that begin with `prefix`, whatever stands under them.
  package func referenceNames(under prefix: String) throws(RepositoryError) -> [ReferenceName] {
    guard let overlay = try overlays.current() else {
      return try references.names(under: prefix).sorted()
    }
    return try overlay.names(under: prefix, in: references).sorted()
  }

  /// The object that a reference itself names; `nil` when there is no such reference.
  package func ownTarget(of name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    guard let overlay = try overlays.current() else { return try references.ownTarget(of: name) }
    if case .symbolic = try references.stored(name) { return try references.ownTarget(of: name) }
    return try overlay.target(of: name, in: references)
  }
}

extension DirectoryStore: SurveyableStore {
  /// Tells the references under `refs/prompts/` one after the other, in the order of their names.
  ///
  /// Whose record each packed chain is of is kept in `promptrepo/prompts`, so that this reads
  /// objects for loose references at most.
  package func surveyRecords(
    findingKeys findsKeys: Bool,
    _ body: (_ name: [UInt8], _ target: ObjectID, _ key: RecordKey?) throws(RepositoryError) -> Void
  ) throws(RepositoryError) -> Bool {
    let read: ReferenceDatabase.ObjectReader = { (id) throws(RepositoryError) in
      try self.object(id)
    }
    guard try overlays.current() == nil else {
      for reference in try self.references(under: paths.layout.recordFolder) {
        let name = Array(reference.name.rawValue.utf8)
        let note =
          findsKeys && paths.layout.isRecord(name)
          ? TipNote(reading: reference.target, key: paths.layout.readKey, read) : nil
        try body(name, reference.target, note?.record)
      }
      return true
    }
    return try references.survey(
      keepsIndex: keepsIndexes, reading: findsKeys ? read : nil, body)
  }

  /// How many prompts there are.
  public func recordCount() throws(RepositoryError) -> Int {
    guard try overlays.current() == nil else {
      return try references(under: paths.layout.recordFolder).count {
        paths.layout.isRecord(Array($0.name.rawValue.utf8))
      }
    }
    return try references.recordCount()
  }
}
