/// Values of objects in two generations, the young and the old.
///
/// When the young one is full, it becomes the old one, and what was in the old one and was not used
/// since is forgotten.
struct CacheGenerations<Value: Sendable>: Sendable {
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
