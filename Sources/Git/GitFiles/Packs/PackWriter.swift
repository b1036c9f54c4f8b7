internal import CZlib
internal import Digests
package import GitModel
package import Platform

/// Writes a pack and its index, object by object, under temporary names until it is whole.
package final class PackWriter {
  private let directory: String
  private let files: FileSystem
  private let temporary: String
  private let temporaryIndex: String
  private let file: File
  /// How many objects the header promises; `nil` where that is put in at the end.
  private let count: Int?
  private var deflater: Deflater
  private var hash = SHA1()
  private var buffer: [UInt8] = []
  private var length = 0
  private var entries: PackEntries
  /// The checksum and the name, once it is whole.
  private var finished: (checksum: [UInt8], name: String)?

  /// Begins a pack.
  ///
  /// - Parameters:
  ///   - directory: The directory that the pack goes to; it must exist.
  ///   - temporaryName: The end of names that no other writer chooses.
  ///   - count: How many objects will be added; the pack's header tells it. Where it is not known,
  ///     all has to be read again at the end, for the checksum.
  ///   - level: The deflate level, 1 to 9.
  package init(
    directory: String, temporaryName: String, files: FileSystem, count: Int?, level: Int
  ) throws(RepositoryError) {
    let path = "\(directory)/tmp_pack_\(temporaryName)"
    try PackWriter.refuse(count: count ?? 0)
    file = try mappingSystemErrors { () throws(SystemError) in
      try files.open(path, .createExclusive, permissions: 0o444)
    }
    self.directory = directory
    self.files = files
    self.count = count
    temporary = path
    // `git gc` removes a file that ends in `.idx` and has no pack beside it.
    temporaryIndex = "\(directory)/tmp_idx_\(temporaryName)"
    deflater = Deflater(level: level)
    entries = PackEntries(isFound: count == nil)
    entries.reserve(count ?? 0)
    buffer.reserveCapacity(2 * PackWriter.bufferSize)
    buffer.append(bigEndian: PackFormat.packMagic)
    buffer.append(bigEndian: UInt32(2))
    buffer.append(bigEndian: UInt32(count ?? 0))
  }

  /// Whether a name is one under which packs and their indexes are written here.
  ///
  /// Git's own names have no underscore behind the prefix.
  static func isTemporary(_ name: String) -> Bool {
    ["tmp_pack_", "tmp_idx_"].contains { prefix in
      name.hasPrefix(prefix) && name.dropFirst(prefix.count).contains("_")
    }
  }

  private static func refuse(count: Int) throws(RepositoryError) {
    guard count <= UInt32.max else {
      throw RepositoryError(.unsupported, "a pack cannot hold \(count) objects")
    }
  }

  private static let bufferSize = 64 << 10

  /// Where the next entry begins.
  package var offset: Int { length + buffer.count }

  /// How many objects there are so far.
  package var entryCount: Int { entries.count }

  /// The number of an object that was added; `nil` for any other.
  package func number(of id: ObjectID) -> Int? { entries.number(of: id) }

  /// Reads an object that was added as it is; `nil` for any other.
  package func read(_ id: ObjectID, _ inflaters: InflaterPool) throws(RepositoryError) -> GitObject?
  {
    guard let number = entries.number(of: id) else { return nil }
    let (start, next) = entries.range(of: number)
    let end = next ?? (finished == nil ? offset : length)
    // As if it were the first of a pack, which it is the only one of.
    var bytes = [UInt8](repeating: 0, count: PackFormat.headerLength)
    if start >= length {
      bytes += buffer[(start - length)..<(end - length)]
    } else {
      bytes += try mappingSystemErrors { () throws(SystemError) in
        try file.read(at: start, count: end - start)
      }
    }
    do throws(ObjectFault) {
      let entry = try PackEntry(bytes.span.bytes, at: PackFormat.headerLength)
      guard case .object(let kind) = entry.content else { throw .damaged("is a delta") }
      let content = try inflaters.withInflater { (inflater) throws(ObjectFault) in
        try inflater.inflate(
          bytes.span.bytes.extracting(entry.dataOffset..<bytes.count), count: entry.count
        ).bytes
      }
      let object = GitObject(kind, content)
      guard object.id == id else { throw .damaged("holds other bytes: their hash is \(object.id)") }
      return object
    } catch { throw .unreadable(id, in: temporary, error) }
  }

  /// Adds an object as it is.
  package func add(_ object: GitObject) throws(RepositoryError) {
    var header: [UInt8] = []
    PackEntry.append(PackEntryType(object.kind), count: object.bytes.count, to: &header)
    try append(object.id, header, try deflater.deflate(object.bytes, object.kind))
  }

  /// Adds an object as a delta to one that this pack has already, or as it is if that is no longer.
  ///
  /// - Returns: Whether it is a delta.
  package func add(
    _ object: GitObject, base: [UInt8], at baseOffset: Int
  ) throws(RepositoryError) -> Bool {
    let whole = try deflater.deflate(object.bytes, object.kind)
    let delta = Delta.make(from: base, to: object.bytes, maximum: object.bytes.count)
    var header: [UInt8] = []
    if let delta {
      let data = try deflater.deflate(delta, object.kind)
      PackEntry.append(.offsetDelta, count: delta.count, to: &header)
      PackEntry.append(distance: offset - baseOffset, to: &header)
      if header.count + data.count < whole.count {
        try append(object.id, header, data)
        return true
      }
      header.removeAll()
    }
    PackEntry.append(PackEntryType(object.kind), count: object.bytes.count, to: &header)
    try append(object.id, header, whole)
    return false
  }

  private func append(
    _ id: ObjectID, _ header: [UInt8], _ data: [UInt8]
  ) throws(RepositoryError) {
    var checksum = crc32(0, header, UInt32(header.count))
    checksum = crc32(checksum, data, UInt32(data.count))
    entries.append(id, checksum: UInt32(checksum), offset: offset)
    buffer += header
    buffer += data
    if buffer.count >= PackWriter.bufferSize { try drain() }
  }

  private func drain() throws(RepositoryError) {
    if count != nil { hash.update(buffer) }
    do throws(SystemError) { try file.write(buffer) } catch { throw .failedCall(error) }
    length += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }

  /// Ends the pack and gives it its name, flushed: the pack first, then the index that makes it
  /// seen.
  ///
  /// - Parameter prepare: Is told the pack's name before any file has it.
  /// - Returns: The pack's name without extension.
  package func finish(
    preparing prepare: (_ name: String) throws(SystemError) -> Void = { _ in }
  ) throws(RepositoryError) -> String {
    if let count, entries.count != count {
      throw RepositoryError(.invalid, "a pack of \(count) objects got \(entries.count)")
    }
    try PackWriter.refuse(count: entries.count)
    try drain()
    if count == nil { try putCount() }
    let checksum = hash.finalize()
    let name = "pack-\(Hex.encode(checksum))"
    do throws(SystemError) {
      try file.write(checksum)
      try file.sync()
      try writeIndex(checksum)
      try prepare(name)
      try files.rename(temporary, to: "\(directory)/\(name).pack")
      try files.rename(temporaryIndex, to: "\(directory)/\(name).idx")
      try files.syncDirectory(directory)
    } catch { throw .failedCall(error) }
    finished = (checksum, name)
    return name
  }

  /// Puts the index of a finished pack there again, which `git gc` may have removed.
  ///
  /// - Returns: The pack's name without extension; `nil` when it was not finished.
  package func placeIndex() throws(RepositoryError) -> String? {
    guard let (checksum, name) = finished else { return nil }
    do throws(SystemError) {
      try writeIndex(checksum)
      try files.rename(temporaryIndex, to: "\(directory)/\(name).idx")
      try files.syncDirectory(directory)
    } catch { throw .failedCall(error) }
    return name
  }

  /// Puts the number of objects into the header, and hashes all that was written.
  private func putCount() throws(RepositoryError) {
    var header: [UInt8] = []
    header.append(bigEndian: UInt32(entries.count))
    do throws(SystemError) {
      try file.write(header, at: PackFormat.headerLength - header.count)
      var offset = 0
      while offset < length {
        let bytes = try file.read(at: offset, count: min(1 << 20, length - offset))
        if bytes.isEmpty { throw SystemError(call: .read, path: temporary, errno: .inputOutput) }
        hash.update(bytes)
        offset += bytes.count
      }
    } catch { throw .failedCall(error) }
  }

  private func writeIndex(_ checksum: [UInt8]) throws(SystemError) {
    let file = try files.open(temporaryIndex, .createExclusive, permissions: 0o444)
    try entries.forEachIndexPiece(packChecksum: checksum) { (piece) throws(SystemError) in
      try file.write(piece)
    }
    try file.sync()
    try file.close()
  }

  deinit {
    // After success both names are gone; after a failure that one is the one to report.
    do { try files.unlinkIfPresent(temporary) } catch {}
    do { try files.unlinkIfPresent(temporaryIndex) } catch {}
  }
}

extension ObjectDatabase {
  /// Writes objects as one pack, flushed: for bulk work.
  ///
  /// Objects that are there already are written again, so that the pack is whole by itself; of
  /// objects given twice one is written.
  ///
  /// - Parameter prepare: Is told the pack's name before any file has it.
  /// - Returns: The pack's name without extension; `nil` when there is nothing to write.
  @discardableResult
  package func writePack(
    _ objects: [GitObject], level: Int = 3,
    preparing prepare: (_ name: String) throws(SystemError) -> Void = { _ in }
  ) throws(RepositoryError) -> String? {
    var seen: Set<ObjectID> = []
    let unique = objects.filter { seen.insert($0.id).inserted }
    guard !unique.isEmpty else { return nil }
    let writer = try packWriter(count: unique.count, level: level)
    for object in unique { try writer.add(object) }
    let name = try writer.finish(preparing: prepare)
    try refreshPacks()
    return name
  }

  /// Begins a pack in the directory of packs, which is made if it is missing.
  ///
  /// - Parameter count: How many objects will be added; `nil` where that is not known.
  package func packWriter(count: Int?, level: Int) throws(RepositoryError) -> PackWriter {
    try mappingSystemErrors { () throws(SystemError) in
      try files.makeDirectories(packDirectory)
    }
    return try PackWriter(
      directory: packDirectory, temporaryName: temporaryName(), files: files,
      count: count, level: level)
  }
}
