internal import Digests
package import GitModel

/// The objects of a pack that is being written, in the order of their places, held so that millions
/// fit.
package struct PackEntries: Sendable {
  private var ids = ObjectIDTable()
  /// The CRC-32 of each entry's bytes, header included.
  private var checksums: [UInt32] = []
  private var offsets: [Int] = []
  /// Whether anybody asks where an object is.
  private let isFound: Bool

  /// No entries.
  ///
  /// - Parameter isFound: Whether anybody will ask where an object is.
  package init(isFound: Bool = false) {
    self.isFound = isFound
  }

  /// How many there are.
  package var count: Int { offsets.count }

  /// Makes room.
  package mutating func reserve(_ count: Int) {
    ids.reserve(count)
    checksums.reserveCapacity(count)
    offsets.reserveCapacity(count)
  }

  /// Adds an object of which the pack has none yet.
  package mutating func append(_ id: ObjectID, checksum: UInt32, offset: Int) {
    ids.append(id, isFound: isFound)
    checksums.append(checksum)
    offsets.append(offset)
  }

  /// The number of an object, in the order of the places; `nil` when the pack does not have it.
  package func number(of id: ObjectID) -> Int? { ids.number(of: id) }

  /// Where an entry begins, and where the next one does; `nil` for the last one's end.
  package func range(of number: Int) -> (start: Int, end: Int?) {
    (offsets[number], number + 1 < count ? offsets[number + 1] : nil)
  }

  /// Tells the bytes of the pack's index of version 2, piece by piece.
  ///
  /// - Parameters:
  ///   - packChecksum: The last 20 bytes of the pack.
  ///   - firstLargeOffset: From where on offsets stand in the table of 64-bit ones.
  package func forEachIndexPiece<Failure>(
    packChecksum: [UInt8], firstLargeOffset: Int = 1 << 31,
    _ body: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    var hash = SHA1()
    var piece: [UInt8] = []
    func flush(above limit: Int) throws(Failure) {
      guard piece.count > limit else { return }
      hash.update(piece)
      try body(piece)
      piece.removeAll(keepingCapacity: true)
    }
    let limit = 64 << 10
    let order = ids.sortedNumbers()
    piece.append(bigEndian: PackFormat.indexMagic)
    piece.append(bigEndian: UInt32(2))
    for total in ids.bucketEnds() { piece.append(bigEndian: total) }
    for number in order {
      piece += ids[bytesOf: Int(number)]
      try flush(above: limit)
    }
    for number in order {
      piece.append(bigEndian: checksums[Int(number)])
      try flush(above: limit)
    }
    var large: [Int] = []
    for number in order {
      let offset = offsets[Int(number)]
      if offset < firstLargeOffset {
        piece.append(bigEndian: UInt32(offset))
      } else {
        piece.append(bigEndian: UInt32(large.count) | 0x8000_0000)
        large.append(offset)
      }
      try flush(above: limit)
    }
    for offset in large { piece.append(bigEndian: UInt64(offset)) }
    piece += packChecksum
    try flush(above: 0)
    try body(hash.finalize())
  }
}
