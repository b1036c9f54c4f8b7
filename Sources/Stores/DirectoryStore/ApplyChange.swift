internal import GitFiles
public import GitModel
internal import Platform
internal import Synchronization

extension DirectoryStore {
  /// More objects than this are written as one pack.
  private static let bulkObjects = 200
  /// A journal longer than this is begun anew before the next change.
  private static let journalLimit = 4 << 20
  /// How long other writers are waited for.
  static let patience = Duration.seconds(10)

  /// Applies a change, durably and whole, or refuses it.
  ///
  /// In this order: the locks of the references are taken, in the order of names; their values
  /// are compared; the objects are written; the change is appended to the journal and flushed;
  /// the references and their logs are written. A failure before the flush refuses the change and
  /// leaves no trace. A failure after it does not: the change stands, readers find it in the
  /// journal, and the next writer carries it out.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when a reference does not have the value that
  ///   the change expects; ``RepositoryError/Code/locked`` when other programs hold a lock for
  ///   too long; ``RepositoryError/Code/uncertain`` when the disk failed at the moment of the
  ///   flush and it cannot be known whether the change stands.
  public func apply(_ change: Change) throws(RepositoryError) {
    try change.moves.refuseRepeats()
    let change = StoredChange(change)
    try withSession { (session) throws(RepositoryError) in try apply(change, &session) }
  }

  /// Runs something while no other writer of ours changes the store.
  public func exclusively<Result>(
    _ body: (_ apply: (Change) throws(RepositoryError) -> Void) throws -> Result
  ) throws -> Result {
    try refuseReadOnly()
    return try writing.withLock { _ in
      var session = try beginSession(timeout: DirectoryStore.patience)
      return try body { (change) throws(RepositoryError) in
        try change.moves.refuseRepeats()
        try apply(StoredChange(change), &session)
      }
    }
  }

  /// Applies a change under the lock of the store.
  func apply(
    _ change: StoredChange, _ session: inout WriterSession
  ) throws(RepositoryError) {
    if session.state.isPending { try recover(&session) }
    if session.state.end > DirectoryStore.journalLimit { try session.checkpoint() }
    var transaction = ReferenceTransaction(
      change.moves, committer: change.committer, policy: .journalled, database: references,
      objects: objects)
    let end: Int
    do throws(RepositoryError) {
      end = try prepare(change, &transaction, &session)
    } catch {
      transaction.abort(error)
      throw error
    }
    do throws(RepositoryError) {
      try transaction.finish(isReplay: false)
      session.settle(isDone: true, end: end)
    } catch {
      transaction.abort(error)
      session.settle(isDone: false, end: end)
      overlays.force()
    }
  }

  /// Does everything up to the moment from which the change stands.
  ///
  /// - Returns: The new end of the journal.
  private func prepare(
    _ change: StoredChange, _ transaction: inout ReferenceTransaction,
    _ session: inout WriterSession
  ) throws(RepositoryError) -> Int {
    try transaction.lockAndCompare(added: change.content)
    var unpacked: [GitObject] = []
    let writePack: (() throws(RepositoryError) -> String?)?
    switch change.content {
    case .stage(let stage):
      writePack = { () throws(RepositoryError) in try stage.finish() }
    case .objects(let added, _) where added.count > DirectoryStore.bulkObjects:
      let objects = objects
      writePack = { () throws(RepositoryError) in try objects.writePack(added) }
    case .objects(let added, _):
      unpacked = added
      writePack = nil
      try objects.write(loose: added, flush: false)
    }
    let pack = try writePack?()
    if pack != nil { try objects.refreshPacks() }
    try transaction.stage(added: change.content)
    // `git gc` removes the index of a pack whose other file it missed: it reads a large directory
    // bit by bit. The journal does not hold what is in a pack.
    if let pack, try !objects.packNames().contains(pack) { _ = try writePack?() }
    return try session.commit(
      JournalRecord(
        committer: change.committer, moves: transaction.moves, objects: unpacked))
  }

  /// Runs a writer's work: under the lock, with nothing left undone in the journal.
  func withSession<Result>(
    _ body: (inout WriterSession) throws(RepositoryError) -> Result
  ) throws(RepositoryError) -> Result {
    try refuseReadOnly()
    return try writing.withLock { (_) throws(RepositoryError) in
      var session = try beginSession(timeout: DirectoryStore.patience)
      return try body(&session)
    }
  }
  /// Refuses to write to a store that was opened for reading only.
  func refuseReadOnly() throws(RepositoryError) {
    guard isReadOnly else { return }
    throw RepositoryError(
      .unsupported, "'\(path)' was opened for reading only", hint: "Open it for writing")
  }
}

/// A change as this store applies it: its moves, and its objects wherever they are.
struct StoredChange {
  /// Where the objects are.
  enum Content {
    case objects([GitObject], AddedObjectKinds)
    case stage(PackStage)
  }

  let moves: ReferenceMoves
  /// Who makes the change, for the logs.
  let committer: String
  let content: Content

  init(_ moves: ReferenceMoves, committer: String, content: Content) {
    self.moves = moves
    self.committer = committer
    self.content = content
  }

  init(_ change: Change) {
    self.init(
      ReferenceMoves(change.moves), committer: change.committer.line,
      content: .objects(change.objects, AddedObjectKinds(change.objects)))
  }
}

extension StoredChange.Content: AddedObjects {
  func contains(_ id: ObjectID) -> Bool {
    switch self {
    case .objects(_, let kinds): kinds.contains(id)
    case .stage(let stage): stage.contains(id)
    }
  }

  func mayBeTag(_ move: ReferenceMove) -> Bool {
    switch self {
    case .objects(_, let kinds): kinds.mayBeTag(move)
    case .stage: move.note == nil
    }
  }
}

/// The objects of a large change, in a pack that is being written and has no name yet.
final class PackStage: ChangeStage {
  private struct State {
    var writer: PackWriter
    var isFinished = false
  }

  private let store: DirectoryStore
  private let state: Mutex<State>

  init(_ store: DirectoryStore) throws(RepositoryError) {
    self.store = store
    state = Mutex(State(writer: try store.objects.packWriter(count: nil, level: 3)))
  }

  func add(_ object: GitObject) throws(RepositoryError) {
    try state.withLock { (state) throws(RepositoryError) in
      if state.writer.number(of: object.id) == nil { try state.writer.add(object) }
    }
  }

  func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? {
    try state.withLock { (state) throws(RepositoryError) in
      try state.writer.read(id, store.objects.inflaters)
    }
  }

  func apply(_ moves: ReferenceMoves, committer: Signature) throws(RepositoryError) {
    let change = StoredChange(moves, committer: committer.line, content: .stage(self))
    try store.withSession { (session) throws(RepositoryError) in
      try store.apply(change, &session)
    }
  }

  /// Whether an object was added.
  func contains(_ id: ObjectID) -> Bool {
    state.withLock { $0.writer.number(of: id) != nil }
  }

  /// Ends the pack and gives it its name; what git has taken away of a pack that has it already is
  /// put there again.
  ///
  /// - Returns: The pack's name without extension; `nil` when nothing was added.
  func finish() throws(RepositoryError) -> String? {
    try state.withLock { (state) throws(RepositoryError) in
      if state.isFinished { return try state.writer.placeIndex() }
      if state.writer.entryCount == 0 { return nil }
      state.isFinished = true
      return try state.writer.finish()
    }
  }
}

extension DirectoryStore: StagingStore {
  /// Begins to take the objects of one change: a pack that has no name before it is applied.
  package func stage() throws(RepositoryError) -> any ChangeStage {
    try refuseReadOnly()
    return try PackStage(self)
  }
}
