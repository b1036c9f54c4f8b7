internal import Digests
package import GitModel
package import Platform

/// The index of a pack: where in it each object is.
///
/// Reads versions 1 and 2. Nothing in the file is believed without a check of its bounds. Source of
/// the format: gitformat-pack(5), "pack-*.idx files".
package struct PackIndex: Sendable {
  package let file: MappedFile
  package let version: Int
  /// How many objects the pack has.
  package let count: Int
  private let fanout: Int

  private var names: Int { fanout + 1_024 }
  private var checksums: Int { names + count * 24 }
  private var offsets: Int { names + count * 24 }
  private var largeOffsets: Int { names + count * 28 }
  private var end: Int { file.count - 40 }

  package init(_ file: MappedFile) throws(RepositoryError) {
    self.file = file
    let path = file.path
    (version, count) = try file.withBytes { (bytes) throws(RepositoryError) in
      guard bytes.byteCount >= 1_024 + 40 else {
        throw .damagedFile(path, "is too short for a pack index")
      }
      let hasMagic = bytes.uint32(0) == PackFormat.indexMagic
      let version = hasMagic ? Int(bytes.uint32(4) ?? 0) : 1
      guard version == 1 || version == 2 else {
        throw RepositoryError(
          .unsupported, "\(path) is a pack index of version \(version)",
          hint: "Rewrite it with `git index-pack --index-version=2`")
      }
      let fanout = version == 1 ? 0 : 8
      var total: UInt32 = 0
      for bucket in 0..<256 {
        guard let next = bytes.uint32(fanout + bucket * 4), next >= total else {
          throw .damagedFile(path, "has a damaged table at its start")
        }
        total = next
      }
      return (version, Int(total))
    }
    fanout = version == 1 ? 0 : 8
    let fixed = fanout + 1_024 + 40 + count * (version == 1 ? 24 : 28)
    let large = file.count - fixed
    guard version == 1 ? large == 0 : large >= 0 && large % 8 == 0 && large / 8 <= count else {
      throw .damagedFile(path, "does not have the length of an index of \(count) objects")
    }
  }

  /// The position of an object in the order of ids; `nil` when the pack does not have it.
  package func position(of id: ObjectID) -> Int? {
    guard id.count == SHA1.byteCount else { return nil }
    return id.withUnsafeBytes { raw in
      let key = raw.bytes
      return file.withBytes { bytes in
        guard let bucket = key.byte(0), let first = key.uint64(0), let second = key.uint64(8),
          let third = key.uint32(16), let last = bytes.uint32(fanout + Int(bucket) * 4)
        else { return nil }
        var low = bucket == 0 ? 0 : Int(bytes.uint32(fanout + Int(bucket) * 4 - 4) ?? 0)
        var high = Int(last)
        while low < high {
          let middle = (low + high) / 2
          let at = nameOffset(middle)
          guard let a = bytes.uint64(at), let b = bytes.uint64(at + 8),
            let c = bytes.uint32(at + 16)
          else { return nil }
          if (a, b, c) == (first, second, third) { return middle }
          if (a, b, c) < (first, second, third) { low = middle + 1 } else { high = middle }
        }
        return nil
      }
    }
  }

  /// Where in the pack the object at a position begins.
  package func offset(at position: Int) throws(RepositoryError) -> Int {
    let found: UInt64? = file.withBytes { bytes in
      if version == 1 { return bytes.uint32(names + position * 24).map(UInt64.init) }
      guard let short = bytes.uint32(offsets + position * 4) else { return nil }
      guard short & 0x8000_0000 != 0 else { return UInt64(short) }
      let at = largeOffsets + Int(short & 0x7fff_ffff) * 8
      return at + 8 <= end ? bytes.uint64(at) : nil
    }
    guard let found, let offset = Int(exactly: found) else {
      throw .damagedFile(file.path, "names a place outside its pack")
    }
    return offset
  }

  /// The id of the object at a position; `nil` beyond the last.
  package func id(at position: Int) -> ObjectID? {
    guard position >= 0, position < count else { return nil }
    return file.withBytes { bytes in
      bytes.bytes(nameOffset(position), count: SHA1.byteCount).flatMap { ObjectID(bytes: $0) }
    }
  }

  /// The checksum of the pack that this index belongs to.
  package var packChecksum: [UInt8]? {
    file.withBytes { $0.bytes(end, count: SHA1.byteCount) }
  }

  /// Checks the whole file against its own checksum.
  package func verify() throws(RepositoryError) {
    let matches = file.withBytes { bytes in
      let body = bytes.extracting(first: bytes.byteCount - SHA1.byteCount)
      let digest = body.withUnsafeBytes { SHA1.hash($0) }
      return bytes.bytes(bytes.byteCount - SHA1.byteCount, count: SHA1.byteCount) == digest
    }
    guard matches else { throw .damagedFile(file.path, "does not match its own checksum") }
  }

  private func nameOffset(_ position: Int) -> Int {
    version == 1 ? names + position * 24 + 4 : names + position * 20
  }
}

/// Numbers of git's pack format. Source: gitformat-pack(5).
package enum PackFormat {
  /// `PACK`
  package static let packMagic: UInt32 = 0x5041_434b
  /// `\377tOc`
  package static let indexMagic: UInt32 = 0xff74_4f63
  /// The length of a pack's header: magic, version, number of objects.
  package static let headerLength = 12
}

/// What the first bits of an entry of a pack say about it.
package enum PackEntryType: UInt8 {
  case commit = 1
  case tree = 2
  case blob = 3
  case tag = 4
  case offsetDelta = 6
  case referenceDelta = 7

  package init(_ kind: ObjectKind) {
    switch kind {
    case .commit: self = .commit
    case .tree: self = .tree
    case .blob: self = .blob
    case .tag: self = .tag
    }
  }

  /// The object's kind; `nil` for deltas, which have the kind of their base.
  package var kind: ObjectKind? {
    switch self {
    case .commit: .commit
    case .tree: .tree
    case .blob: .blob
    case .tag: .tag
    case .offsetDelta, .referenceDelta: nil
    }
  }
}

// Bounds-checked big-endian integers, as pack and index files hold them.
extension RawSpan {
  /// The byte at an offset; `nil` outside the span.
  @inline(__always)
  package func byte(_ offset: Int) -> UInt8? {
    guard offset >= 0, offset < byteCount else { return nil }
    return unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
  }

  /// Four bytes at an offset; `nil` if they are not wholly inside the span.
  @inline(__always)
  package func uint32(_ offset: Int) -> UInt32? {
    guard offset >= 0, offset <= byteCount - 4 else { return nil }
    return UInt32(
      bigEndian: unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt32.self))
  }

  /// Eight bytes at an offset; `nil` if they are not wholly inside the span.
  @inline(__always)
  package func uint64(_ offset: Int) -> UInt64? {
    guard offset >= 0, offset <= byteCount - 8 else { return nil }
    return UInt64(
      bigEndian: unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
  }

  /// A copy of bytes; `nil` if they are not wholly inside the span.
  package func bytes(_ offset: Int, count: Int) -> [UInt8]? {
    guard offset >= 0, count >= 0, offset <= byteCount - count else { return nil }
    return extracting(offset..<(offset + count)).withUnsafeBytes { Array($0) }
  }
}

extension [UInt8] {
  /// Appends an integer with its highest byte first.
  package mutating func append(bigEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }
}
