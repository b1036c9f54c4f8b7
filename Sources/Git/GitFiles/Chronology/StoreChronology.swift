package import GitModel

/// The references of a store, the newest first: those of the packed file in the order of an index,
/// and between them those that are elsewhere.
package struct StoreChronology: ReferenceChronology {
  /// A reference, and when its commit was made.
  package struct Tip: Sendable {
    package let reference: Reference
    package let milliseconds: Int64

    package init(_ reference: Reference, _ milliseconds: Int64) {
      self.reference = reference
      self.milliseconds = milliseconds
    }

    /// Whether it comes before another one.
    package func isNewer(than other: Tip, in layout: ReferenceLayout) -> Bool {
      if milliseconds != other.milliseconds { return milliseconds > other.milliseconds }
      let (mine, theirs) = (layout.rank(of: reference.name), layout.rank(of: other.reference.name))
      return mine != theirs ? mine > theirs : reference.name < other.reference.name
    }
  }

  private let packed: PackedReferences
  private let layout: ReferenceLayout
  private var index: ChronologyIndex
  /// Makes the same index anew, where the kept one is damaged.
  private let makeIndex: @Sendable () throws(RepositoryError) -> ChronologyIndex
  /// What is loose or waits in the journal, and wins over the packed file; the newest last.
  private var others: [Tip]
  /// The names of which the packed file says nothing that counts.
  private let overridden: Set<ReferenceName>
  private var place = 0

  package init(
    _ packed: PackedReferences, _ index: ChronologyIndex, others: [Tip],
    overridden: Set<ReferenceName>, layout: ReferenceLayout,
    makeIndex: @escaping @Sendable () throws(RepositoryError) -> ChronologyIndex
  ) {
    self.packed = packed
    self.layout = layout
    self.index = index
    self.makeIndex = makeIndex
    self.others = others.sorted { $1.isNewer(than: $0, in: layout) }
    self.overridden = overridden
  }

  package mutating func next() throws(RepositoryError) -> (
    reference: Reference, milliseconds: Int64
  )? {
    while place < index.count {
      guard let entry = index.entry(place) else {
        // As it is derived from the file, the order is the same, and goes on from here.
        index = try makeIndex()
        continue
      }
      guard let line = try packed.line(at: entry.line) else {
        place += 1
        continue
      }
      let name = try ReferenceName(String(decoding: line.name, as: UTF8.self))
      let tip = Tip(Reference(name, line.target), entry.milliseconds)
      if let other = others.last, other.isNewer(than: tip, in: layout) { break }
      place += 1
      if !overridden.contains(name) { return (tip.reference, tip.milliseconds) }
    }
    return others.popLast().map { ($0.reference, $0.milliseconds) }
  }
}
