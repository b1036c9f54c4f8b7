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
