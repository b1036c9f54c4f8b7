/// The places where the chains of a ledger stand, the newest first: a binary heap.
struct AuditQueue: Sendable {
  private var cursors: [AuditCursor] = []

  /// The newest one.
  var newest: AuditCursor? { cursors.first }

  mutating func insert(_ cursor: AuditCursor) {
    cursors.append(cursor)
    var child = cursors.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard cursors[child].isNewer(than: cursors[parent]) else { return }
      cursors.swapAt(child, parent)
      child = parent
    }
  }

  /// Takes the newest one out.
  mutating func popNewest() -> AuditCursor? {
    guard let newest = cursors.first, let last = cursors.popLast() else { return nil }
    guard !cursors.isEmpty else { return newest }
    cursors[0] = last
    var parent = 0
    while true {
      var newestOfThree = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < cursors.count && cursors[child].isNewer(than: cursors[newestOfThree]) {
        newestOfThree = child
      }
      guard newestOfThree != parent else { return newest }
      cursors.swapAt(parent, newestOfThree)
      parent = newestOfThree
    }
  }
}
