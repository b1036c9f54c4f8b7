package import GitModel
internal import Platform

extension ReferenceDatabase {
  /// Reads an object; `nil` when it is not there.
  package typealias ObjectReader = @Sendable (ObjectID) throws(RepositoryError) -> GitObject?

  /// The ledger's references by the time of their commits, the newest first.
  ///
  /// - Parameters:
  ///   - waiting: Values that wait in the journal and count instead of the files'; nil for a
  ///     reference that is to be removed.
  ///   - keepsIndex: Whether the order of a large packed file may be kept for the next time.
  ///   - read: Reads an object.
  package func chronology(
    waiting: [ReferenceName: ObjectID?] = [:], keepsIndex: Bool,
    reading read: @escaping ObjectReader
  ) throws(RepositoryError) -> any ReferenceChronology {
    // Loose first: whoever packs writes the packed file before the loose one goes.
    var others: [StoreChronology.Tip] = []
    var overridden = Set(waiting.keys)
    func add(_ name: ReferenceName, _ target: ObjectID) {
      guard let note = TipNote(reading: target, key: nil, read) else { return }
      others.append(StoreChronology.Tip(Reference(name, target), note.milliseconds))
    }
    for folder in paths.layout.folders {
      var walk = try LooseWalk(self, prefix: folder, after: nil)
      while let name = try walk.next() {
        guard overridden.insert(name).inserted else { continue }
        if let target = try target(of: name) { add(name, target) }
      }
    }
    for case (let name, let target?) in waiting { add(name, target) }
    let packed = try packed()
    var index = packed.status.flatMap {
      KeptEntries(PackedNotes.recent, of: $0, in: paths, files).map { ChronologyIndex($0) }
    }
    if index == nil { index = try makeIndex(of: packed, keeps: keepsIndex, read) }
    return StoreChronology(
      packed, index ?? ChronologyIndex([]), others: others, overridden: overridden,
      layout: paths.layout
    ) { () throws(RepositoryError) in
      try self.makeIndex(of: packed, keeps: keepsIndex, read)
    }
  }

  /// Reads the tips of all lines of a packed file.
  private func makeIndex(
    of packed: PackedReferences, keeps: Bool, _ read: ObjectReader
  ) throws(RepositoryError) -> ChronologyIndex {
    guard let status = packed.status else { return ChronologyIndex([]) }
    var notes = PackedNotes(paths.layout)
    for folder in paths.layout.folders {
      let prefix = Array(folder.utf8)
      var cursor = try packed.cursor(notBefore: prefix)
      while true {
        let place = cursor
        guard let line = try packed.next(&cursor), line.name.starts(with: prefix) else { break }
        let note = TipNote(reading: line.target, key: nil, read)
        notes.add(note, line.name, at: place.index)
      }
    }
    notes.order { packed.offset(of: PackedReferences.Cursor(index: $0)) }
    if keeps, notes.count >= PackedNotes.few {
      KeptEntries.keep(notes.recentBytes, PackedNotes.recent, of: status, in: paths, files)
    }
    return ChronologyIndex(notes.recentBytes)
  }
}

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

/// The lines of one packed file of references by the time of the commits that they name, the newest
/// first: as `promptrepo/recent` keeps them, or as somebody found out.
package struct ChronologyIndex: Sendable {
  /// How many entries there are.
  package let count: Int
  private let kept: KeptEntries?
  /// Entries as the file holds them: all, or those of one block.
  private var bytes: [UInt8]
  /// The number of the first of them.
  private var first = 0

  /// The index that is kept.
  package init(_ kept: KeptEntries) {
    self.kept = kept
    count = kept.count
    bytes = []
  }

  /// The index that was made of all lines.
  package init(_ bytes: [UInt8]) {
    kept = nil
    count = bytes.count / PackedNotes.recent.entryLength
    self.bytes = bytes
  }

  /// An entry, counted from the newest one on; `nil` where what is kept is damaged.
  package mutating func entry(_ index: Int) -> (milliseconds: Int64, line: Int)? {
    let length = PackedNotes.recent.entryLength
    if let kept, index < first || (index - first + 1) * length > bytes.count {
      guard let block = kept.block(holding: index) else { return nil }
      (first, bytes) = block
    }
    return PackedNotes.moment(bytes, at: (index - first) * length)
  }
}
