internal import Digests
package import GitModel
package import Platform
internal import Synchronization

/// A pack and its index, mapped into memory.
///
/// It stays readable after its files were removed or replaced.
package final class Pack: Sendable {
  /// The name both files share, without extension: `pack-` and 40 digits as a rule.
  package let name: String
  package let index: PackIndex
  package let file: MappedFile
  private let cache = DeltaBaseCache()
  private let isIndexVerified = Atomic(false)

  /// Maps a pack.
  ///
  /// - Throws: A `SystemError` as it is, since a pack that vanished is no failure to its caller.
  package init(name: String, index: MappedFile, file: MappedFile) throws(RepositoryError) {
    self.name = name
    self.index = try PackIndex(index)
    self.file = file
    let (count, indexed) = (self.index.count, self.index.packChecksum)
    try file.withBytes { (bytes) throws(RepositoryError) in
      guard bytes.byteCount >= PackFormat.headerLength + SHA1.byteCount,
        bytes.uint32(0) == PackFormat.packMagic
      else { throw .damagedFile(file.path, "is not a pack") }
      guard let version = bytes.uint32(4), version == 2 || version == 3 else {
        throw RepositoryError(
          .unsupported, "\(file.path) is a pack of a version other than 2",
          hint: "Rewrite it with `git repack -a -d`")
      }
      let checksum = bytes.bytes(bytes.byteCount - SHA1.byteCount, count: SHA1.byteCount)
      guard bytes.uint32(8) == UInt32(count), checksum == indexed else {
        throw .damagedFile(file.path, "does not belong to its index \(index.path), or is cut short")
      }
    }
  }

  /// Checks the index against its checksum, the first time.
  package func verifyIndex() throws(RepositoryError) {
    if isIndexVerified.load(ordering: .relaxed) { return }
    try index.verify()
    isIndexVerified.store(true, ordering: .relaxed)
  }

  /// Reads an object and checks it against its id; `nil` when the pack does not have it.
  package func read(_ id: ObjectID, _ inflaters: InflaterPool) throws(RepositoryError) -> GitObject?
  {
    guard let position = index.position(of: id) else { return nil }
    let offset = try index.offset(at: position)
    do throws(ObjectFault) {
      let base = try entry(at: offset, inflaters)
      let object = GitObject(base.kind, base.bytes)
      guard object.id == id else { throw .damaged("holds other bytes: their hash is \(object.id)") }
      return object
    } catch { throw .unreadable(id, in: file.path, error) }
  }

  /// The kind and the size of an object, of which no more than the size of a delta is inflated;
  /// `nil` when the pack does not have it.
  func header(
    of id: ObjectID, _ inflaters: InflaterPool
  ) throws(RepositoryError) -> ObjectHeader? {
    guard let position = index.position(of: id) else { return nil }
    let offset = try index.offset(at: position)
    do throws(ObjectFault) {
      return try file.withBytes { (bytes) throws(ObjectFault) in
        let pack = bytes.extracting(first: bytes.byteCount - SHA1.byteCount)
        var entry = try PackEntry(pack, at: offset)
        var count: Int?
        for _ in 0...ObjectLimits.maximumDeltaDepth {
          if case .object(let kind) = entry.content {
            return ObjectHeader(kind: kind, count: count ?? entry.count)
          }
          if count == nil {
            count = try Delta.targetSize(inflate(pack, entry, first: 20, inflaters))
          }
          entry = try PackEntry(pack, at: baseOffset(entry))
        }
        throw .damaged("is at the end of more than \(ObjectLimits.maximumDeltaDepth) deltas")
      }
    } catch { throw .unreadable(id, in: file.path, error) }
  }

  /// Whether any object is stored as a delta.
  package func hasDelta() throws(RepositoryError) -> Bool {
    for position in 0..<index.count {
      let offset = try index.offset(at: position)
      do throws(ObjectFault) {
        let entry = try file.withBytes { (bytes) throws(ObjectFault) in
          try PackEntry(bytes, at: offset)
        }
        if case .object = entry.content { continue }
        return true
      } catch { throw .damagedFile(file.path, error.what) }
    }
    return false
  }

  /// The content of the entry at an offset, with all deltas applied.
  private func entry(
    at start: Int, _ inflaters: InflaterPool
  ) throws(ObjectFault) -> DeltaBaseCache.Base {
    try file.withBytes { (bytes) throws(ObjectFault) in
      let pack = bytes.extracting(first: bytes.byteCount - SHA1.byteCount)
      var deltas: [(offset: Int, delta: PackEntry)] = []
      var offset = start
      while true {
        let header = try PackEntry(pack, at: offset)
        var base: DeltaBaseCache.Base?
        switch header.content {
        case .object(let kind):
          if !deltas.isEmpty { base = cache[offset] }
          if base == nil {
            let bytes = try inflate(pack, header, inflaters)
            if deltas.isEmpty { return DeltaBaseCache.Base(kind: kind, bytes: bytes) }
            base = DeltaBaseCache.Base(kind: kind, bytes: bytes)
          }
        case .offsetDelta, .referenceDelta: base = cache[offset]
        }
        if let base { return try apply(deltas, to: base, at: offset, pack, inflaters) }
        deltas.append((offset, header))
        // References may form a cycle; offsets cannot, since they only go back.
        guard deltas.count <= ObjectLimits.maximumDeltaDepth else {
          throw .damaged("is at the end of more than \(ObjectLimits.maximumDeltaDepth) deltas")
        }
        offset = try baseOffset(header)
      }
    }
  }

  private func baseOffset(_ header: PackEntry) throws(ObjectFault) -> Int {
    switch header.content {
    case .offsetDelta(let base): return base
    case .referenceDelta(let id):
      guard let position = index.position(of: id) else {
        throw .damaged("is a delta to \(id), which the pack does not have")
      }
      do throws(RepositoryError) { return try index.offset(at: position) } catch {
        throw .damaged("is a delta to a place outside the pack")
      }
    case .object: throw .damaged("is no delta")
    }
  }

  private func apply(
    _ deltas: [(offset: Int, delta: PackEntry)], to first: DeltaBaseCache.Base, at offset: Int,
    _ pack: RawSpan, _ inflaters: InflaterPool
  ) throws(ObjectFault) -> DeltaBaseCache.Base {
    var base = first
    if !deltas.isEmpty { cache.insert(base, at: offset) }
    for (offset, header) in deltas.reversed() {
      let delta = try inflate(pack, header, inflaters)
      base = DeltaBaseCache.Base(kind: base.kind, bytes: try Delta.apply(delta, to: base.bytes))
      cache.insert(base, at: offset)
    }
    return base
  }

  /// The bytes of an entry, or its first ones.
  private func inflate(
    _ pack: RawSpan, _ header: PackEntry, first: Int? = nil, _ inflaters: InflaterPool
  ) throws(ObjectFault) -> [UInt8] {
    let input = pack.extracting(min(header.dataOffset, pack.byteCount)..<pack.byteCount)
    return try inflaters.withInflater { (inflater) throws(ObjectFault) in
      if let first { return try inflater.inflate(input, first: first) }
      return try inflater.inflate(input, count: header.count).bytes
    }
  }
}

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
