import PromptRepo
import TestSupport
import Testing

/// Somebody who knows a store's references from what it says of changes alone.
struct Observer {
  let store: any ObservableStore
  private(set) var mark: ChangeToken?
  private(set) var view: [String: ObjectID] = [:]

  init(_ store: any Store) throws {
    self.store = try #require(store as? any ObservableStore)
  }

  /// Looks once, reads again what may have moved, and answers its names; nil for everything.
  @discardableResult
  mutating func look() throws -> Set<String>? {
    let changes = try store.changes(since: mark)
    mark = changes.mark
    guard let references = changes.references else {
      view = try store.values()
      return nil
    }
    for name in references { view[name.rawValue] = try store.reference(name) }
    return Set(references.map(\.rawValue))
  }
}
