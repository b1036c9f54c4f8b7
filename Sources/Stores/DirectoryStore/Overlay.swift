internal import GitFiles
internal import GitModel
internal import Platform
internal import Synchronization

/// What the journal holds and the files do not yet, for readers that cannot or need not write.
struct Overlay: Sendable {
  private(set) var objects: [ObjectID: GitObject] = [:]
  /// The moves of each reference, in the order of the journal.
  private(set) var moves: [ReferenceName: [ReferenceMove]] = [:]

  var isEmpty: Bool { moves.isEmpty && objects.isEmpty }

  mutating func add(_ record: JournalRecord) {
    for object in record.objects { objects[object.id] = object }
    for move in record.moves { moves[move.name, default: []].append(move) }
  }

  /// The value a reference would have once the journal is carried out.
  func target(
    of name: ReferenceName, in references: ReferenceDatabase
  ) throws(RepositoryError) -> ObjectID? {
    guard let moves = moves[name] else { return try references.target(of: name) }
    let found = try references.stored(name)
    if case .symbolic = found { return try references.target(of: name) }
    var isDamaged = found == .damaged
    var target = found.target
    for move in moves where isDamaged || target == move.old {
      target = move.new
      isDamaged = false
    }
    if isDamaged { throw references.damaged(name) }
    return target
  }

  /// The names of references, those of the journal among them.
  func names(
    under prefix: String, in references: ReferenceDatabase
  ) throws(RepositoryError) -> Set<ReferenceName> {
    var names = Set(moves.keys.filter { $0.rawValue.utf8.starts(with: prefix.utf8) })
    names.formUnion(try references.names(under: prefix))
    return names
  }

  /// As the store's own listing.
  func list(
    under prefix: String, after: String?, limit: Int, in references: ReferenceDatabase
  ) throws(RepositoryError) -> [Reference] {
    var found: [Reference] = []
    for name in try names(under: prefix, in: references).sorted() where found.count < limit {
      if let after, !after.utf8.lexicographicallyPrecedes(name.rawValue.utf8) { continue }
      if let target = try target(of: name, in: references) {
        found.append(Reference(name, target))
      }
    }
    return found
  }
}

/// Finds out whether readers need an overlay, and keeps the one in use.
final class OverlayCache: Sendable {
  private struct Content {
    /// The state file, once it is there; it is written in place.
    var file: StateFile?
    /// What it said last: the same bytes need not be checked again.
    var last: (bytes: [UInt8], state: JournalState)?
    /// Whether this store could not carry out the journal when it was opened.
    var isForced = false
    var known: (state: JournalState?, overlay: Overlay)?
  }

  private let files: FileSystem
  private let paths: GitDirectory
  private let boot: [UInt8]
  private let content = Mutex(Content())

  init(files: FileSystem, paths: GitDirectory, boot: [UInt8]) {
    self.files = files
    self.paths = paths
    self.boot = boot
  }

  /// Reads the journal from now on, until somebody has carried it out.
  func force() {
    content.withLock {
      $0.isForced = true
      $0.known = nil
    }
  }

  /// Looks at the state file by its name again, since it was replaced.
  func reopen() {
    content.withLock { $0.file = nil }
  }

  /// What the journal holds and the files do not yet; `nil` when nothing waits.
  func current() throws(RepositoryError) -> Overlay? {
    try content.withLock { (content) throws(RepositoryError) in
      let state = try state(&content)
      if let state, state.isClean(boot: boot) {
        content.isForced = false
        content.known = nil
        return nil
      }
      // A change that others are making right now is none of ours until they are done.
      guard content.isForced || state?.isPending == true else { return nil }
      if let known = content.known, known.state == state { return known.overlay }
      let overlay = try load(state)
      content.known = (state, overlay)
      return overlay
    }
  }

  /// What the state file says that has its name now, and the number of that file; `nil` when there
  /// is none.
  func look() throws(RepositoryError) -> (state: JournalState?, inode: UInt64)? {
    try content.withLock { (content) throws(RepositoryError) in
      let named = try mappingSystemErrors { () throws(SystemError) in
        try files.statusIfPresent(paths.state)
      }
      if let file = content.file, file.inode != named?.inode || file.device != named?.device {
        content.file = nil
      }
      let state = try state(&content)
      return content.file.map { (state, $0.inode) }
    }
  }

  private func state(_ content: inout Content) throws(RepositoryError) -> JournalState? {
    if content.file == nil { content.file = try StateFile(files: files, path: paths.state) }
    guard let file = content.file else { return nil }
    // A writer may be at it at this moment.
    for _ in 0..<3 {
      let bytes = try file.read()
      if let last = content.last, last.bytes == bytes { return last.state }
      if let state = JournalState(bytes) {
        content.last = (bytes, state)
        return state
      }
    }
    return nil
  }

  private func load(_ state: JournalState?) throws(RepositoryError) -> Overlay {
    var overlay = Overlay()
    let file: File
    do throws(SystemError) {
      file = try files.open(paths.journal, .read)
    } catch {
      if error.errno == .noEntry { return overlay }
      throw .failedCall(error)
    }
    let journal = Journal(file: file)
    try journal.forEach(after: state, boot: boot) { (found) throws(RepositoryError) in
      overlay.add(found.record)
    }
    return overlay
  }
}

extension DirectoryStore {
  /// Carries out what the journal holds, or has readers look there if that is not possible now.
  func recoverAtOpen() throws(RepositoryError) {
    let bytes = try mappingSystemErrors { () throws(SystemError) in
      try files.readFileIfPresent(paths.state, maxBytes: JournalState.byteCount)
    }
    if let state = bytes.flatMap(JournalState.init), state.isClean(boot: boot) { return }
    if bytes == nil {
      let isThere = try mappingSystemErrors { () throws(SystemError) in
        try files.exists(paths.journal)
      }
      if !isThere { return }
    }
    if isReadOnly { return overlays.force() }
    do throws(RepositoryError) {
      _ = try beginSession(timeout: .zero)
    } catch {
      // Another writer is at it, or the disk is full or read-only: what counts can be read all
      // the same. A format of a later version cannot.
      if error.code == .unsupported { throw error }
      overlays.force()
    }
  }

  /// Takes the store's lock, waiting up to a time, and carries out what others left undone.
  func beginSession(timeout: Duration) throws(RepositoryError) -> WriterSession {
    var session = try WriterSession(
      paths, objects: objects, durability: durability, boot: boot, timeout: timeout)
    if session.isShared {
      try Reflog.separateAll(files: files, paths: paths)
      try session.breakHardLinks()
    }
    try recover(&session)
    if session.isShared {
      try session.separateToken()
      overlays.reopen()
    }
    return session
  }

  /// Carries out the records that wait, so that the journal can go on.
  func recover(_ session: inout WriterSession) throws(RepositoryError) {
    let replay = { (found: Journal.Found) throws(RepositoryError) in try self.replay(found.record) }
    switch try session.remainder() {
    case .nothing:
      return
    case .some(let state):
      try session.markApplied(through: session.forEachRecord(after: state, replay))
    case .all(let began, _, let isNew):
      _ = try session.forEachRecord(after: nil, replay)
      if let began { try objects.removeTornObjects(since: began, onlyEmpty: false) }
      // The files of a new store were flushed when it was made.
      try session.checkpoint(flushing: !isNew)
    }
  }

  /// Carries out a record of the journal again, wholly or as far as that is missing.
  private func replay(_ record: JournalRecord) throws(RepositoryError) {
    try objects.write(loose: record.objects, flush: false)
    var transaction = ReferenceTransaction(
      record.moves, committer: record.committer, policy: .journalled, database: references,
      objects: objects)
    do throws(RepositoryError) {
      try transaction.lockForReplay()
      try transaction.stage(
        added: AddedObjectKinds(record.objects))
      try transaction.finish(isReplay: true)
    } catch {
      transaction.abort(error)
      throw error
    }
  }
}

extension [GitObject] {
  /// What kind each object is.
  var kinds: [ObjectID: ObjectKind] {
    Dictionary(map { ($0.id, $0.kind) }, uniquingKeysWith: { first, _ in first })
  }
}
