/// Collects pieces of text into segments, joining neighbours of one kind.
struct SegmentBuilder {
  enum Kind { case equal, removed, inserted }

  private var segments: [WordDiff.Segment] = []
  private var equal: [UInt8] = []
  private var removed: [UInt8] = []
  private var inserted: [UInt8] = []

  mutating func append(_ kind: Kind, _ bytes: ArraySlice<UInt8>) {
    if bytes.isEmpty { return }
    switch kind {
    case .equal:
      if !removed.isEmpty || !inserted.isEmpty { flush() }
      equal += bytes
    case .removed:
      removed += bytes
    case .inserted:
      inserted += bytes
    }
  }

  mutating func finish() -> [WordDiff.Segment] {
    flush()
    return segments
  }

  /// Empties the buffers; equal text precedes the change that follows it.
  private mutating func flush() {
    if !equal.isEmpty { segments.append(.equal(String(decoding: equal, as: UTF8.self))) }
    if !removed.isEmpty { segments.append(.removed(String(decoding: removed, as: UTF8.self))) }
    if !inserted.isEmpty { segments.append(.inserted(String(decoding: inserted, as: UTF8.self))) }
    equal.removeAll(keepingCapacity: true)
    removed.removeAll(keepingCapacity: true)
    inserted.removeAll(keepingCapacity: true)
  }
}
