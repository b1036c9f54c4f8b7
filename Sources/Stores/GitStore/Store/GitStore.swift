internal import GitFiles
public import Platform
public import GitModel
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
