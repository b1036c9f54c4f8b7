import MemoryStore
import PromptRepo
import Synchronization

/// A store in memory that counts how many objects are read.
final class ReadCounter: Store {
  private let store = MemoryStore()
  private let reads = Mutex(0)

  /// How many objects were read so far.
  var count: Int { reads.withLock { $0 } }

  func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? {
    reads.withLock { $0 += 1 }
    return try store.object(id)
  }

  func reference(_ name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    try store.reference(name)
  }

  func references(
    under prefix: String, after: String?, limit: Int?
  ) throws(RepositoryError) -> [Reference] {
    try store.references(under: prefix, after: after, limit: limit)
  }

  func apply(_ change: Change) throws(RepositoryError) { try store.apply(change) }
}
