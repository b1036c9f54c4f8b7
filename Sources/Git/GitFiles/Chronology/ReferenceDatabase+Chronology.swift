internal import Platform
package import GitModel

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
