internal import CZlib
internal import Digests
internal import Platform
internal import PromptRepo

/// Writes a pack and its index, object by object, under temporary names until it is whole.
struct PackWriter: ~Copyable {
  private let directory: String
  private let files: FileSystem
  private let temporary: String
  private let temporaryIndex: String
  private let file: File
  private let count: Int
  private var deflater: Deflater
  private var hash = SHA1()
  private var buffer: [UInt8] = []
  private var length = 0
  private var entries: [PackIndexEntry] = []

  /// Begins a pack.
  ///
  /// - Parameters:
  ///   - directory: The directory that the pack goes to; it must exist.
  ///   - temporaryName: The end of names that no other writer chooses.
  ///   - count: How many objects will be added; the pack's header tells it.
  ///   - level: The deflate level, 1 to 9.
  init(
    directory: String, temporaryName: String, files: FileSystem, count: Int, level: Int
  ) throws(RepositoryError) {
    guard count <= UInt32.max else {
      throw RepositoryError(.unsupported, "a pack cannot hold \(count) objects")
    }
    let path = "\(directory)/tmp_pack_\(temporaryName)"
    let opened = try mappingSystemErrors { () throws(SystemError) in
      try files.open(path, .createExclusive, permissions: 0o444)
    }
    self.directory = directory
    self.files = files
    self.count = count
    temporary = path
    // `git gc` removes a file that ends in `.idx` and has no pack beside it.
    temporaryIndex = "\(directory)/tmp_idx_\(temporaryName)"
    file = opened
    deflater = Deflater(level: level)
    entries.reserveCapacity(count)
    buffer.reserveCapacity(2 * PackWriter.bufferSize)
    buffer.append(bigEndian: PackFormat.packMagic)
    buffer.append(bigEndian: UInt32(2))
    buffer.append(bigEndian: UInt32(count))
  }

  private static let bufferSize = 64 << 10

  /// Where the next entry begins.
  var offset: Int { length + buffer.count }

  /// Adds an object as it is.
  mutating func add(_ object: GitObject) throws(RepositoryError) {
    var header: [UInt8] = []
    PackEntry.append(PackEntryType(object.kind), count: object.bytes.count, to: &header)
    try append(object.id, header, try deflater.deflate(object.bytes, object.kind))
  }

  /// Adds an object as a delta to one that this pack has already, or as it is if that is no longer.
  ///
  /// - Returns: Whether it is a delta.
  mutating func add(
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

  private mutating func append(
    _ id: ObjectID, _ header: [UInt8], _ data: [UInt8]
  ) throws(RepositoryError) {
    var checksum = crc32(0, header, UInt32(header.count))
    checksum = crc32(checksum, data, UInt32(data.count))
    entries.append(PackIndexEntry(id: id, checksum: UInt32(checksum), offset: offset))
    buffer += header
    buffer += data
    if buffer.count >= PackWriter.bufferSize { try drain() }
  }

  private mutating func drain() throws(RepositoryError) {
    hash.update(buffer)
    do throws(SystemError) { try file.write(buffer) } catch { throw .failedCall(error) }
    length += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }

  /// Ends the pack and gives it its name, flushed: the pack first, then the index that makes it
  /// seen.
  ///
  /// - Returns: The pack's name without extension.
  consuming func finish() throws(RepositoryError) -> String {
    guard entries.count == count else {
      throw RepositoryError(.invalid, "a pack of \(count) objects got \(entries.count)")
    }
    try drain()
    let checksum = hash.finalize()
    let name = "pack-\(Hex.encode(checksum))"
    let index = entries.encodedIndex(packChecksum: checksum)
    let path = "\(directory)/\(name)"
    let (files, directory) = (self.files, self.directory)
    let (temporary, temporaryIndex) = (self.temporary, self.temporaryIndex)
    do throws(SystemError) {
      try file.write(checksum)
      try file.sync()
      let indexFile = try files.open(temporaryIndex, .createExclusive, permissions: 0o444)
      try indexFile.write(index)
      try indexFile.sync()
      try indexFile.close()
      try files.rename(temporary, to: "\(path).pack")
      try files.rename(temporaryIndex, to: "\(path).idx")
      try files.syncDirectory(directory)
    } catch { throw .failedCall(error) }
    return name
  }

  deinit {
    // After success both names are gone; after a failure that one is the one to report.
    do { try files.unlinkIfPresent(temporary) } catch {}
    do { try files.unlinkIfPresent(temporaryIndex) } catch {}
  }
}
