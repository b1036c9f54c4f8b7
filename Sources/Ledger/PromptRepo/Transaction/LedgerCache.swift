internal import Synchronization

/// What has been read from a ledger's objects, which never change.
///
/// Holds two generations of a bounded size: when the young one is full, it becomes the old one, and
/// what was in the old one and was not used since is forgotten.
package final class LedgerCache: Sendable {
  private struct State: Sendable {
    var versions: GenerationalCache<Version>
    var moves: GenerationalCache<PointerMove>
    var records: GenerationalCache<RecordEntry>
    var texts: GenerationalCache<VersionText>
    /// The names of the prompts that commits were found to be of.
    var owners: GenerationalCache<PromptName>
  }

  private let state: Mutex<State>

  /// Makes a cache of at most about `2 * limit` entries of each kind, and of texts, each of which
  /// may have megabytes, of at most about `2 * byteLimit` bytes.
  package init(limit: Int = 8_192, byteLimit: Int = 32 << 20) {
    state = Mutex(
      State(
        versions: GenerationalCache(limit: limit), moves: GenerationalCache(limit: limit),
        records: GenerationalCache(limit: limit),
        texts: GenerationalCache(limit: limit / 8, byteLimit: byteLimit),
        owners: GenerationalCache(limit: limit)))
  }

  func version(
    _ id: ObjectID, or read: () throws(RepositoryError) -> Version
  ) throws(RepositoryError) -> Version {
    if let version = state.withLock({ $0.versions.value(id) }) { return version }
    let version = try read()
    state.withLock { $0.versions.insert(version, id) }
    return version
  }

  func move(
    _ id: ObjectID, or read: () throws(RepositoryError) -> PointerMove
  ) throws(RepositoryError) -> PointerMove {
    if let move = state.withLock({ $0.moves.value(id) }) { return move }
    let move = try read()
    state.withLock { $0.moves.insert(move, id) }
    return move
  }

  func record(
    _ id: ObjectID, or read: () throws(RepositoryError) -> RecordEntry
  ) throws(RepositoryError) -> RecordEntry {
    if let record = state.withLock({ $0.records.value(id) }) { return record }
    let record = try read()
    state.withLock { $0.records.insert(record, id) }
    return record
  }

  func text(
    _ tree: ObjectID, or read: () throws(RepositoryError) -> VersionText
  ) throws(RepositoryError) -> VersionText {
    if let text = state.withLock({ $0.texts.value(tree) }) { return text }
    let text = try read()
    let byteCount = text.byteCount
    state.withLock { $0.texts.insert(text, tree, byteCount: byteCount) }
    return text
  }

  /// The record that a commit has, if it was read.
  func knownRecord(_ id: ObjectID) -> PromptRecord? {
    state.withLock { $0.records.value(id)?.record }
  }

  /// Whether a commit was found to be of the prompt of this name.
  func isKnown(_ commit: ObjectID, of name: PromptName) -> Bool {
    state.withLock { $0.owners.value(commit) == name }
  }

  /// Notes that a commit is of the prompt of this name.
  func note(_ commit: ObjectID, of name: PromptName) {
    state.withLock { $0.owners.insert(name, commit) }
  }
}

/// Values of objects in two generations, the young and the old.
///
/// When the young one is full, it becomes the old one, and what was in the old one and was not used
/// since is forgotten.
struct GenerationalCache<Value: Sendable>: Sendable {
  private struct Entry: Sendable {
    let value: Value
    let byteCount: Int
  }

  private let limit: Int
  private let byteLimit: Int
  private var young: [ObjectID: Entry] = [:]
  private var old: [ObjectID: Entry] = [:]
  /// How many bytes the young generation holds.
  private var byteCount = 0

  /// Makes empty generations, each of which is full with so many entries or bytes.
  init(limit: Int, byteLimit: Int = .max) {
    self.limit = limit
    self.byteLimit = byteLimit
  }

  mutating func value(_ id: ObjectID) -> Value? {
    if let entry = young[id] { return entry.value }
    guard let entry = old[id] else { return nil }
    keep(entry, id)
    return entry.value
  }

  /// Keeps a value that takes about so many bytes.
  mutating func insert(_ value: Value, _ id: ObjectID, byteCount: Int = 0) {
    keep(Entry(value: value, byteCount: byteCount), id)
  }

  private mutating func keep(_ entry: Entry, _ id: ObjectID) {
    if young.count >= limit || byteCount >= byteLimit {
      old = young
      young = [:]
      byteCount = 0
    }
    let replaced = young.updateValue(entry, forKey: id)
    byteCount += entry.byteCount - (replaced?.byteCount ?? 0)
  }
}
