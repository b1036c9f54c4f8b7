internal import PromptRepo

/// The references of a store, the newest first: those of the packed file in the order of an index,
/// and between them those that are elsewhere.
struct StoreChronology: ReferenceChronology {
  private let packed: PackedReferences
  private let index: ChronologyIndex
  /// What is loose or waits in the journal, and wins over the packed file; the newest last.
  private var others: [(reference: Reference, seconds: Int64)]
  /// The names of which the packed file says nothing that counts.
  private let overridden: Set<ReferenceName>
  private var place = 0

  init(
    _ packed: PackedReferences, _ index: ChronologyIndex,
    others: [(reference: Reference, seconds: Int64)], overridden: Set<ReferenceName>
  ) {
    self.packed = packed
    self.index = index
    self.others = others.sorted {
      $0.seconds != $1.seconds
        ? $0.seconds < $1.seconds : $1.reference.name < $0.reference.name
    }
    self.overridden = overridden
  }

  mutating func next() throws(RepositoryError) -> (reference: Reference, seconds: Int64)? {
    while place < index.count {
      let entry = index[place]
      if let other = others.last, other.seconds >= entry.seconds { return others.popLast() }
      place += 1
      guard let line = try packed.line(at: entry.offset) else { continue }
      let name = try ReferenceName(String(decoding: line.name, as: UTF8.self))
      if overridden.contains(name) { continue }
      return (Reference(name, line.target), entry.seconds)
    }
    return others.popLast()
  }
}
