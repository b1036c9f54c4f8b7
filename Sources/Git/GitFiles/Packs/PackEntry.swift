internal import Digests
package import GitModel

/// The header of one entry of a pack.
package struct PackEntry {
  /// What the entry's bytes are.
  package enum Content {
    case object(ObjectKind)
    /// A delta to the entry that begins at this offset, which is always before this one.
    case offsetDelta(base: Int)
    /// A delta to an object of the same pack.
    case referenceDelta(base: ObjectID)
  }

  package let content: Content
  /// The length of the entry's bytes when they are inflated.
  package let count: Int
  /// Where in the pack its zlib stream begins.
  package let dataOffset: Int

  /// Reads the header at an offset of a pack.
  package init(_ pack: RawSpan, at offset: Int) throws(ObjectFault) {
    var cursor = offset
    guard offset >= PackFormat.headerLength, var byte = pack.byte(cursor) else {
      throw .damaged("has a place outside the pack")
    }
    guard let type = PackEntryType(rawValue: byte >> 4 & 7) else {
      throw .damaged("has an entry of an unknown type")
    }
    var count = Int(byte & 15)
    var shift = 4
    while byte & 0x80 != 0 {
      cursor += 1
      guard let next = pack.byte(cursor), shift < 56 else { throw .damaged("has no valid size") }
      byte = next
      count |= Int(byte & 0x7f) << shift
      shift += 7
    }
    cursor += 1
    switch type {
    case .offsetDelta:
      let distance = try PackEntry.distance(pack, at: &cursor)
      guard distance > 0, distance <= offset - PackFormat.headerLength else {
        throw .damaged("is a delta to a place outside the pack")
      }
      content = .offsetDelta(base: offset - distance)
    case .referenceDelta:
      guard let bytes = pack.bytes(cursor, count: SHA1.byteCount),
        let base = ObjectID(bytes: bytes)
      else { throw .damaged("is cut short") }
      content = .referenceDelta(base: base)
      cursor += SHA1.byteCount
    case .commit, .tree, .blob, .tag:
      guard let kind = type.kind else { throw .damaged("has an entry of an unknown type") }
      content = .object(kind)
    }
    self.count = count
    self.dataOffset = cursor
  }

  /// Reads how far back a base begins: seven bits a byte, highest first, each step plus one.
  private static func distance(_ pack: RawSpan, at cursor: inout Int) throws(ObjectFault) -> Int {
    var value = 0
    while true {
      guard let byte = pack.byte(cursor), value < 1 << 48 else {
        throw .damaged("has no valid delta base")
      }
      cursor += 1
      value = value << 7 | Int(byte & 0x7f)
      if byte & 0x80 == 0 { return value }
      value += 1
    }
  }

  /// Appends a header for an object, or the first part of one for a delta.
  package static func append(_ type: PackEntryType, count: Int, to output: inout [UInt8]) {
    var rest = count >> 4
    var byte = type.rawValue << 4 | UInt8(count & 15)
    while rest > 0 {
      output.append(byte | 0x80)
      byte = UInt8(rest & 0x7f)
      rest >>= 7
    }
    output.append(byte)
  }

  /// Appends how far back the base of an offset delta begins.
  package static func append(distance: Int, to output: inout [UInt8]) {
    var rest = distance
    var bytes = [UInt8(rest & 0x7f)]
    rest >>= 7
    while rest > 0 {
      rest -= 1
      bytes.append(0x80 | UInt8(rest & 0x7f))
      rest >>= 7
    }
    output.append(contentsOf: bytes.reversed())
  }
}
