import MemoryStore
import PromptRepo
import Synchronization

/// A store in which something else happens between two reads.
final class ShiftingStore: ObservableStore {
  private let store: MemoryStore
  private let pending = Mutex<(after: String, body: (@Sendable () -> Void))?>(nil)

  init(_ store: MemoryStore) { self.store = store }

  /// Runs a function once, right after the reference with this ending was read.
  func once(after ending: String, _ body: @escaping @Sendable () -> Void) {
    pending.withLock { $0 = (ending, body) }
  }

  func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? { try store.object(id) }

  func reference(_ name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    let target = try store.reference(name)
    let body = pending.withLock { pending -> (@Sendable () -> Void)? in
      guard let found = pending, name.rawValue.hasSuffix(found.after) else { return nil }
      pending = nil
      return found.body
    }
    body?()
    return target
  }

  func references(
    under prefix: String, after: String?, limit: Int?
  ) throws(RepositoryError) -> [Reference] {
    try store.references(under: prefix, after: after, limit: limit)
  }

  func apply(_ change: Change) throws(RepositoryError) { try store.apply(change) }

  func changes(since mark: ChangeToken?) throws(RepositoryError) -> StoreChanges {
    try store.changes(since: mark)
  }
}
