internal import Digests
package import GitModel

/// The ids of objects by number, each once, 20 bytes each: for millions of them.
package struct ObjectIDTable: Sendable {
  private static let idLength = SHA1.byteCount

  private var bytes: [UInt8] = []
  /// The numbers plus one, by the first bytes of the ids; 0 is an empty place.
  private var slots: [UInt32] = []

  /// How many ids there are.
  package var count: Int { bytes.count / ObjectIDTable.idLength }

  /// Makes room.
  package mutating func reserve(_ count: Int) {
    bytes.reserveCapacity(count * ObjectIDTable.idLength)
  }

  /// Adds an id that is not there yet.
  ///
  /// - Parameter isFound: Whether anybody will ask for its number.
  package mutating func append(_ id: ObjectID, isFound: Bool) {
    id.withUnsafeBytes { bytes.append(contentsOf: $0.prefix(ObjectIDTable.idLength)) }
    if isFound { index() }
  }

  /// The number of an id; `nil` when it is not there.
  package func number(of id: ObjectID) -> Int? {
    guard id.count == ObjectIDTable.idLength, !slots.isEmpty else { return nil }
    return id.withUnsafeBytes { key in
      let slot = slots[place(of: key)]
      return slot == 0 ? nil : Int(slot) - 1
    }
  }

  /// The bytes of an id.
  package subscript(bytesOf number: Int) -> ArraySlice<UInt8> { bytes[range(of: number)] }

  /// The id with a number.
  package subscript(number: Int) -> ObjectID? { ObjectID(bytes: bytes[range(of: number)]) }

  private func range(of number: Int) -> Range<Int> {
    (number * ObjectIDTable.idLength)..<((number + 1) * ObjectIDTable.idLength)
  }

  /// Enters the last id, and all of them where there are more places from now on.
  private mutating func index() {
    var first = count - 1
    if 3 * count >= 2 * slots.count {
      slots = [UInt32](repeating: 0, count: max(1_024, 2 * slots.count))
      first = 0
    }
    for number in first..<count {
      let free = bytes.withUnsafeBytes {
        place(of: UnsafeRawBufferPointer(rebasing: $0[range(of: number)]))
      }
      slots[free] = UInt32(number + 1)
    }
  }

  private func place(of key: UnsafeRawBufferPointer) -> Int {
    bytes.withUnsafeBytes { bytes in
      var place = Int(key.loadUnaligned(as: UInt32.self)) & (slots.count - 1)
      while slots[place] > 0 {
        if bytes[range(of: Int(slots[place]) - 1)].elementsEqual(key) { return place }
        place = (place + 1) & (slots.count - 1)
      }
      return place
    }
  }
}

extension ObjectIDTable {
  /// How many ids begin with each byte or a lower one.
  package func bucketEnds() -> [UInt32] {
    var buckets = [UInt32](repeating: 0, count: 256)
    for number in 0..<count { buckets[Int(bytes[number * ObjectIDTable.idLength])] += 1 }
    var total: UInt32 = 0
    return buckets.map { count in
      total += count
      return total
    }
  }

  /// The numbers in the order of the ids.
  package func sortedNumbers() -> [UInt32] {
    // By the first two bytes, which ids have at random, then each few of the same.
    func bucket(_ number: Int) -> Int {
      let start = number * ObjectIDTable.idLength
      return Int(bytes[start]) << 8 | Int(bytes[start + 1])
    }
    var starts = [Int](repeating: 0, count: 1 << 16 + 1)
    for number in 0..<count { starts[bucket(number) + 1] += 1 }
    for index in 1..<starts.count { starts[index] += starts[index - 1] }
    var order = [UInt32](repeating: 0, count: count)
    var next = starts
    for number in 0..<count {
      let bucket = bucket(number)
      order[next[bucket]] = UInt32(number)
      next[bucket] += 1
    }
    bytes.withUnsafeBytes { bytes in
      for bucket in 0..<(1 << 16) where starts[bucket + 1] - starts[bucket] > 1 {
        order[starts[bucket]..<starts[bucket + 1]].sort { first, second in
          bytes[range(of: Int(first))].lexicographicallyPrecedes(bytes[range(of: Int(second))])
        }
      }
    }
    return order
  }
}
