/// Commits that wait to be read, the newest first: a binary heap.
struct CommitQueue: Sendable {
  private var heap: [(position: Int, time: Int64)] = []

  mutating func insert(_ position: Int, time: Int64) {
    heap.append((position, time))
    var child = heap.count - 1
    while child > 0, heap[(child - 1) / 2].time < heap[child].time {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func removeNewest() -> Int? {
    guard let newest = heap.first, let last = heap.popLast() else { return nil }
    if heap.isEmpty { return newest.position }
    heap[0] = last
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count, heap[child].time < heap[child + 1].time { child += 1 }
      guard heap[parent].time < heap[child].time else { break }
      heap.swapAt(parent, child)
      parent = child
    }
    return newest.position
  }
}
