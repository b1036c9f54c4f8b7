internal import GitFiles
public import GitModel
public import Platform
internal import Synchronization

/// A store in a git repository.
///
/// Holds references under `refs/prompts/` and `refs/promptrepo/` and the objects they reach, and
/// touches nothing else of the repository. Both are read and written as git does it, under its
/// locks, by the code that directory stores use as well; neither git nor libgit2 is needed.
public final class GitStore: ExclusiveStore {
  /// Tells a setting of the repository, the user or the machine; `nil` if it is not set.
  public typealias Setting = @Sendable (_ key: String) throws(RepositoryError) -> String?

  /// The git directory, which all work trees share.
  public let path: String

  let setting: Setting
  let files: FileSystem
  let objects: ObjectDatabase
  let paths: GitDirectory
  let references: ReferenceDatabase
  let changeReader: ChangeReader
  /// This boot of the machine, as the journal's state names it.
  let boot: [UInt8]
  /// Held by the thread that changes something, so that threads queue instead of polling.
  let writing = Mutex(())

  /// Opens the store of a repository.
  ///
  /// - Parameters:
  ///   - path: The git directory, which all work trees share.
  ///   - layout: The references that the ledger keeps.
  ///   - files: The file system, with faults in tests.
  ///   - bootIdentifier: A text that is another one after each restart of the machine.
  ///   - setting: Tells a setting of git, of the repository, the user or the machine.
  /// - Throws: ``RepositoryError/Code/unsupported`` for a format that this version does not handle.
  public init(
    opening path: String, layout: ReferenceLayout, files: FileSystem = FileSystem(),
    bootIdentifier: String? = CurrentProcess.bootIdentifier(),
    setting: @escaping Setting
  ) throws(RepositoryError) {
    try GitStore.checkFormat(of: path, files)
    self.path = path
    self.setting = setting
    self.files = files
    boot = JournalState.boot(bootIdentifier)
    paths = GitDirectory(root: path, layout: layout)
    objects = ObjectDatabase(
      directory: paths.objects, files: files, alternateDepth: GitStore.alternateDepth)
    references = ReferenceDatabase(files: files, paths: paths, durability: .full)
    changeReader = ChangeReader(files: files, paths: paths)
    try recoverAtOpen()
  }

  /// Git follows as many alternates in a row.
  static let alternateDepth = 5

  /// Reads an object and checks it against its id; `nil` when it is not there.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when what is stored is not what the id says;
  ///   ``RepositoryError/Code/unsupported`` when the ledger names the object, but the repository is
  ///   a shallow or partial clone without it.
  public func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? {
    let found = try objects.read(id)
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

extension GitStore: InspectableStore {
  /// The names of the references that begin with `prefix`, whatever stands under them.
  package func referenceNames(under prefix: String) throws(RepositoryError) -> [ReferenceName] {
    try references.names(under: prefix).sorted()
  }

  /// The object that a reference itself names; `nil` when there is no such reference.
  package func ownTarget(of name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    try references.ownTarget(of: name)
  }
}

extension GitStore: ChronologicalStore {
  /// The ledger's references that point at commits, as they are now, the newest first.
  package func chronology() throws(RepositoryError) -> any ReferenceChronology {
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
      hint: "Run the command again", cause: StoreMoved())
  }
}

extension GitStore: SurveyableStore {
  /// Tells the references under `refs/prompts/` one after the other, in the order of their names.
  package func surveyRecords(
    findingKeys findsKeys: Bool,
    _ body: (_ name: [UInt8], _ target: ObjectID, _ key: RecordKey?) throws(RepositoryError) -> Void
  ) throws(RepositoryError) -> Bool {
    let read: ReferenceDatabase.ObjectReader = { (id) throws(RepositoryError) in
      try self.object(id)
    }
    return try references.survey(keepsIndex: true, reading: findsKeys ? read : nil, body)
  }

  /// How many prompts there are.
  public func recordCount() throws(RepositoryError) -> Int { try references.recordCount() }
}

extension GitStore {
  /// Extensions of the format, in lower case, that change nothing of what a store does.
  ///
  /// Libgit2 1.5 itself knows `noop` only. A clone's promisor (`partialclone`) is looked at when an
  /// object is missing; settings of one work tree (`worktreeconfig`) are none of ours; objects are
  /// never removed (`preciousobjects`). `objectformat` and `refstorage` are here so that the check
  /// of their values is ours, and says what to do.
  package static let knownExtensions: [StaticString] = [
    "noop", "partialclone", "preciousobjects", "worktreeconfig", "objectformat", "refstorage",
  ]

  /// Refuses a repository whose format this version does not handle.
  ///
  /// - Parameter commonDirectory: The git directory that all work trees share.
  package static func checkFormat(
    of commonDirectory: String, _ files: FileSystem = FileSystem()
  ) throws(RepositoryError) {
    guard let config = try configuration(of: commonDirectory, files) else { return }
    try config.checkFormat(
      of: commonDirectory, file: "\(commonDirectory)/config",
      knownExtensions: knownExtensions.map { "\($0)" })
  }

  /// The repository's own settings; `nil` when it has no file of them.
  static func configuration(
    of commonDirectory: String, _ files: FileSystem
  ) throws(RepositoryError) -> GitConfig? {
    let path = "\(commonDirectory)/config"
    let bytes = try mappingSystemErrors { () throws(SystemError) in
      try files.readFileIfPresent(path, maxBytes: 16 << 20)
    }
    return try bytes.map { bytes throws(RepositoryError) in
      try GitConfig(parsing: bytes, path: path)
    }
  }
}
