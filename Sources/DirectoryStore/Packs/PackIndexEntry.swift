internal import Digests
internal import PromptRepo

/// One object of a pack that is being written.
struct PackIndexEntry: Sendable {
  let id: ObjectID
  /// The CRC-32 of the entry's bytes, header included.
  let checksum: UInt32
  let offset: Int
}

extension [PackIndexEntry] {
  /// The bytes of an index of version 2.
  ///
  /// - Parameters:
  ///   - packChecksum: The last 20 bytes of the pack.
  ///   - firstLargeOffset: From where on offsets stand in the table of 64-bit ones.
  func encodedIndex(packChecksum: [UInt8], firstLargeOffset: Int = 1 << 31) -> [UInt8] {
    let entries = sorted { $0.id < $1.id }
    var output: [UInt8] = []
    output.reserveCapacity(1_072 + entries.count * 28)
    output.append(bigEndian: PackFormat.indexMagic)
    output.append(bigEndian: UInt32(2))
    var buckets = [UInt32](repeating: 0, count: 256)
    for entry in entries {
      entry.id.withUnsafeBytes { buckets[Int($0.first ?? 0)] += 1 }
    }
    var total: UInt32 = 0
    for bucket in buckets {
      total += bucket
      output.append(bigEndian: total)
    }
    for entry in entries { entry.id.withUnsafeBytes { output.append(contentsOf: $0) } }
    for entry in entries { output.append(bigEndian: entry.checksum) }
    var large: [Int] = []
    for entry in entries {
      if entry.offset < firstLargeOffset {
        output.append(bigEndian: UInt32(entry.offset))
      } else {
        output.append(bigEndian: UInt32(large.count) | 0x8000_0000)
        large.append(entry.offset)
      }
    }
    for offset in large { output.append(bigEndian: UInt64(offset)) }
    output += packChecksum
    output += SHA1.hash(output)
    return output
  }
}
