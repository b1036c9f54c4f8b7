internal import GitFiles
package import GitModel
internal import Platform
internal import Synchronization

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
