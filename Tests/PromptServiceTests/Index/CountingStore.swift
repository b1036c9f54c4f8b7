import PromptRepo
import Synchronization

/// A store that counts what is read of it.
final class CountingStore: ObservableStore {
  /// How much was read.
  struct Counts: Sendable, Equatable {
    var objects = 0
    var references = 0
    var listings = 0
    var looks = 0
  }

  private let store: any ObservableStore
  private let counted = Mutex(Counts())
  private let noted = Mutex((read: [ObjectID](), written: Set<ObjectID>()))

  init(_ store: any ObservableStore) { self.store = store }

  /// Counts what a function reads.
  func count(_ body: () throws -> Void) rethrows -> Counts {
    counted.withLock { $0 = Counts() }
    try body()
    return counted.withLock { $0 }
  }

  /// The objects that a function reads, each time, and those that it writes.
  func objects(_ body: () throws -> Void) rethrows -> (read: [ObjectID], written: Set<ObjectID>) {
    noted.withLock { $0 = ([], []) }
    try body()
    return noted.withLock { $0 }
  }

  func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? {
    counted.withLock { $0.objects += 1 }
    noted.withLock { $0.read.append(id) }
    return try store.object(id)
  }

  func reference(_ name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    counted.withLock { $0.references += 1 }
    return try store.reference(name)
  }

  func references(
    under prefix: String, after: String?, limit: Int?
  ) throws(RepositoryError) -> [Reference] {
    counted.withLock { $0.listings += 1 }
    return try store.references(under: prefix, after: after, limit: limit)
  }

  func apply(_ change: Change) throws(RepositoryError) {
    noted.withLock { $0.written.formUnion(change.objects.map(\.id)) }
    try store.apply(change)
  }

  func changes(since mark: ChangeToken?) throws(RepositoryError) -> StoreChanges {
    counted.withLock { $0.looks += 1 }
    return try store.changes(since: mark)
  }
}
