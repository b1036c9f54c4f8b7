internal import Digests
package import Platform
package import GitModel
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

  private func inflate(
    _ pack: RawSpan, _ header: PackEntry, _ inflaters: InflaterPool
  ) throws(ObjectFault) -> [UInt8] {
    let input = pack.extracting(min(header.dataOffset, pack.byteCount)..<pack.byteCount)
    return try inflaters.withInflater { (inflater) throws(ObjectFault) in
      try inflater.inflate(input, count: header.count).bytes
    }
  }
}
