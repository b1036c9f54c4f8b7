internal import Digests
package import GitModel
internal import Synchronization

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

/// A few objects of a pack that deltas were made of, by the offset of their entry.
///
/// Neighbours in a history are deltas of each other, so that the next read mostly needs what the
/// last one made.
package final class DeltaBaseCache: Sendable {
  package struct Base: Sendable {
    package let kind: ObjectKind
    package let bytes: [UInt8]
  }

  private static let slotCount = 64
  /// Larger objects are not kept, so that a cache holds 16 MiB at most.
  private static let maximumBytes = 256 << 10

  private let slots = Mutex<[(offset: Int, base: Base)?]>(Array(repeating: nil, count: slotCount))

  package subscript(offset: Int) -> Base? {
    slots.withLock { slots in
      guard let entry = slots[DeltaBaseCache.slot(offset)], entry.offset == offset else {
        return nil
      }
      return entry.base
    }
  }

  package func insert(_ base: Base, at offset: Int) {
    guard base.bytes.count <= DeltaBaseCache.maximumBytes else { return }
    slots.withLock { $0[DeltaBaseCache.slot(offset)] = (offset, base) }
  }

  private static func slot(_ offset: Int) -> Int {
    // The six highest bits of the product.
    Int((UInt64(truncatingIfNeeded: offset) &* 0x9e37_79b9_7f4a_7c15) >> 58)
  }
}
