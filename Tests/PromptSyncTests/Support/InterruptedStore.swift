import PromptRepo
import Synchronization

/// A store to which somebody else does something just before one of the calls.
final class InterruptedStore: Store {
  private let store: any Store
  private let number: Int
  private let act: @Sendable () -> Void
  private let count = Mutex(0)

  /// A store that is interrupted before the call of this number.
  init(_ store: any Store, before number: Int, _ act: @escaping @Sendable () -> Void) {
    self.store = store
    self.number = number
    self.act = act
  }

  /// How many calls there were.
  var calls: Int { count.withLock { $0 } }

  private func step() {
    let number = count.withLock { count in
      count += 1
      return count
    }
    if number == self.number { act() }
  }

  func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? { try store.object(id) }

  func reference(_ name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    step()
    return try store.reference(name)
  }

  func references(
    under prefix: String, after: String?, limit: Int?
  ) throws(RepositoryError) -> [Reference] {
    step()
    return try store.references(under: prefix, after: after, limit: limit)
  }

  func apply(_ change: Change) throws(RepositoryError) {
    step()
    try store.apply(change)
  }
}
