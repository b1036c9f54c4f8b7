internal import GitFiles
public import GitModel
public import Platform
internal import Synchronization

/// A store in a git repository.
///
/// Holds references under `refs/prompts/` and `refs/promptrepo/` and the objects they reach, and
/// touches nothing else of the repository. Objects are read and written through libgit2.
/// References are read and moved as git does it, under its locks, by the code that directory
/// stores use as well, since libgit2 1.5 has no way to do it safely: its deletion of a packed
/// reference loses what another program packs at that moment, its listing passes over damaged
/// references, and its transactions hold a file open for every lock and commit in no order.
public final class GitStore: ExclusiveStore {
  /// The repository it is in.
  public let repository: GitRepository

  let files: FileSystem
  let paths: GitDirectory
  let references: ReferenceDatabase
  let changeReader: ChangeReader
  /// Held by the thread that changes something, so that threads queue instead of polling.
  let writing = Mutex(())

  /// Makes a store of a repository.
  ///
  /// - Parameters:
  ///   - repository: The repository.
  ///   - layout: The references that the ledger keeps.
  ///   - files: The file system, with faults in tests; libgit2 does not use it.
  /// - Throws: ``RepositoryError/Code/unsupported`` for a format that this version does not handle.
  public init(
    _ repository: GitRepository, layout: ReferenceLayout, files: FileSystem = FileSystem()
  ) throws(RepositoryError) {
    self.repository = repository
    self.files = files
    paths = GitDirectory(root: repository.commonDirectory, layout: layout)
    references = ReferenceDatabase(files: files, paths: paths, durability: .full)
    changeReader = ChangeReader(files: files, paths: paths)
    try recoverAtOpen()
  }

  /// Reads an object and checks it against its id; `nil` when it is not there.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when what is stored is not what the id says;
  ///   ``RepositoryError/Code/unsupported`` when the ledger names the object, but the repository is
  ///   a shallow or partial clone without it.
  public func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? {
    let found = try repository.withHandle { (handle) throws(RepositoryError) in
      try ObjectDatabaseHandle(repository: handle).read(id)
    }
    if found == nil { try refuseGap(id) }
    return found
  }

  /// The object a reference points at; `nil` when the reference does not exist.
  public func reference(_ name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    try references.target(of: name)
  }

  /// References whose names begin with `prefix`, in the order of their bytes.
  public func references(
    under prefix: String, after: String?, limit: Int?
  ) throws(RepositoryError) -> [Reference] {
    try references.list(under: prefix, after: after, limit: limit ?? .max)
  }
}

extension GitStore: ChronologicalStore {
  /// The ledger's references that point at commits, as they are now, the newest first.
  public func chronology() throws(RepositoryError) -> any ReferenceChronology {
    try references.chronology(keepsIndex: true) { (id) throws(RepositoryError) in
      try self.object(id)
    }
  }
}

// A ledger that was moved to another store: writers that opened this one before must not go on.
extension GitStore {
  /// Notes that another store holds the ledger now, or with nil that this one does.
  ///
  /// - Parameter path: The other store, as an absolute path.
  public func noteMove(to path: String?) throws(RepositoryError) {
    try mappingSystemErrors { () throws(SystemError) in
      if let path {
        try files.makeDirectories(paths.moved.parentDirectory)
        try files.replaceFile(paths.moved, with: Array(path.utf8))
      } else {
        _ = try files.unlinkIfPresent(paths.moved)
      }
    }
  }

  /// Refuses to change a ledger that is in another store by now.
  func refuseMoved() throws(RepositoryError) {
    let path = try mappingSystemErrors { () throws(SystemError) -> String? in
      guard let bytes = try files.readFileIfPresent(paths.moved) else { return nil }
      let path = String(decoding: bytes, as: UTF8.self)
      // Whoever removes that store begins here anew.
      return try files.exists(path) ? path : nil
    }
    guard let path else { return }
    throw RepositoryError(
      .conflict, "the prompts were moved to '\(path)' meanwhile, so nothing was changed",
      hint: "Run the command again")
  }
}
