internal import Synchronization

/// What has been read from a ledger's objects, which never change.
///
/// Holds two generations of a bounded number of entries: when the young one is full, it becomes
/// the old one, and what was in the old one and was not used since is forgotten.
public final class LedgerCache: Sendable {
  private struct Generations<Value: Sendable>: Sendable {
    var young: [ObjectID: Value] = [:]
    var old: [ObjectID: Value] = [:]

    mutating func value(_ id: ObjectID) -> Value? {
      if let value = young[id] { return value }
      guard let value = old[id] else { return nil }
      return value
    }

    mutating func insert(_ value: Value, _ id: ObjectID, limit: Int) {
      if young.count >= limit {
        old = young
        young = [:]
      }
      young[id] = value
    }
  }

  private struct State: Sendable {
    var versions = Generations<Version>()
    var moves = Generations<PointerMove>()
    var records = Generations<RecordEntry>()
    var templates = Generations<VersionText>()
  }

  private let state = Mutex(State())
  private let limit: Int

  /// Makes a cache of at most about `2 * limit` entries of each kind.
  public init(limit: Int = 8_192) {
    self.limit = limit
  }

  func version(
    _ id: ObjectID, or read: () throws(RepositoryError) -> Version
  ) throws(RepositoryError) -> Version {
    if let version = state.withLock({ $0.versions.value(id) }) { return version }
    let version = try read()
    state.withLock { $0.versions.insert(version, id, limit: limit) }
    return version
  }

  func move(
    _ id: ObjectID, or read: () throws(RepositoryError) -> PointerMove
  ) throws(RepositoryError) -> PointerMove {
    if let move = state.withLock({ $0.moves.value(id) }) { return move }
    let move = try read()
    state.withLock { $0.moves.insert(move, id, limit: limit) }
    return move
  }

  func record(
    _ id: ObjectID, or read: () throws(RepositoryError) -> RecordEntry
  ) throws(RepositoryError) -> RecordEntry {
    if let record = state.withLock({ $0.records.value(id) }) { return record }
    let record = try read()
    state.withLock { $0.records.insert(record, id, limit: limit) }
    return record
  }

  func text(
    _ tree: ObjectID, or read: () throws(RepositoryError) -> VersionText
  ) throws(RepositoryError) -> VersionText {
    if let text = state.withLock({ $0.templates.value(tree) }) { return text }
    let text = try read()
    state.withLock { $0.templates.insert(text, tree, limit: limit / 8) }
    return text
  }
}
