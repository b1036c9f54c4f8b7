internal import GitModel

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
