package import GitFiles
internal import Digests
public import Platform
public import GitModel
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
    // Without an identifier every start of a program counts as a restart of the machine.
    let identifier = bootIdentifier ?? "unknown \(SystemClock.nowMilliseconds())"
    boot = Array(SHA256.hash(identifier.utf8).prefix(16))
    objects = ObjectDatabase(directory: paths.objects, files: files)
    references = ReferenceDatabase(files: files, paths: paths, durability: durability)
    overlays = OverlayCache(files: files, paths: paths, boot: boot)
    try recoverAtOpen()
  }
}
