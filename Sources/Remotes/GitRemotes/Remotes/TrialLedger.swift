internal import PromptRepo
internal import Synchronization

extension RemoteLedger {
  /// The same remote, and the ledger here as what follows would leave it: what is changed is kept in
  /// memory alone.
  func trial() -> RemoteLedger {
    var trial = self
    trial.repository = Repository(store: TrialStore(repository.store))
    trial.progress = .ignored
    return trial
  }
}

/// A store that keeps its changes to itself: the one below stays as it is.
final class TrialStore: Store {
  private struct Changes {
    var objects: [ObjectID: GitObject] = [:]
    /// Where references are; nil for those that were removed.
    var targets: [ReferenceName: ObjectID?] = [:]
  }

  private let store: any Store
  private let changes = Mutex(Changes())

  init(_ store: any Store) { self.store = store }

  func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? {
    if let object = changes.withLock({ $0.objects[id] }) { return object }
    return try store.object(id)
  }

  func reference(_ name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    if let moved = changes.withLock({ $0.targets[name] }) { return moved }
    return try store.reference(name)
  }

  func references(
    under prefix: String, after: String?, limit: Int?
  ) throws(RepositoryError) -> [Reference] {
    let targets = changes.withLock { $0.targets }
    if targets.isEmpty {
      return try store.references(under: prefix, after: after, limit: limit)
    }
    var found = try store.references(under: prefix, after: after, limit: nil)
      .filter { targets[$0.name] == nil }
    for case (let name, let target?) in targets {
      let bytes = name.rawValue.utf8
      guard bytes.starts(with: prefix.utf8),
        after.map({ $0.utf8.lexicographicallyPrecedes(bytes) }) ?? true
      else { continue }
      found.append(Reference(name, target))
    }
    found.sort { $0.name < $1.name }
    return limit.map { Array(found.prefix($0)) } ?? found
  }

  func apply(_ change: Change) throws(RepositoryError) {
    for move in change.moves {
      let found = try reference(move.name)
      guard found == move.old else { throw .lostRace(move, found: found) }
    }
    changes.withLock { changes in
      for object in change.objects { changes.objects[object.id] = object }
      for move in change.moves { changes.targets[move.name] = .some(move.new) }
    }
  }
}
