import Foundation
import MemoryStore
import PromptRepo
import Synchronization

/// A store on a slow disk.
final class SlowStore: ObservableStore {
  private let store: MemoryStore
  private let seconds: Double
  private let busy = Atomic(false)

  init(_ store: MemoryStore, seconds: Double) {
    self.store = store
    self.seconds = seconds
  }

  /// Whether it is writing.
  var isBusy: Bool { busy.load(ordering: .relaxed) }

  func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? { try store.object(id) }

  func reference(_ name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    try store.reference(name)
  }

  func references(
    under prefix: String, after: String?, limit: Int?
  ) throws(RepositoryError) -> [Reference] {
    try store.references(under: prefix, after: after, limit: limit)
  }

  func apply(_ change: Change) throws(RepositoryError) {
    busy.store(true, ordering: .relaxed)
    Thread.sleep(forTimeInterval: seconds)
    try store.apply(change)
    busy.store(false, ordering: .relaxed)
  }

  func changes(since mark: ChangeToken?) throws(RepositoryError) -> StoreChanges {
    try store.changes(since: mark)
  }
}
