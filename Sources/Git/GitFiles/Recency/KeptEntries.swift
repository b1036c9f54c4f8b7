internal import Digests
package import Platform

/// Entries of one length that were found out at length about the packed references, kept in a file
/// of `promptrepo/`.
///
/// Derived from one packed file alone, and good for no other: whoever finds another one makes them
/// anew. They lie in blocks with a checksum each, so that a look at a few reads a few blocks.
package final class KeptEntries: Sendable {
  /// What the entries of a file are.
  package struct Kind: Sendable {
    /// The name of the file.
    package let name: String
    /// The first bytes of the file.
    package let magic: [UInt8]
    /// How many bytes an entry has.
    package let entryLength: Int

    package init(_ name: String, version: Int, entryLength: Int) {
      self.name = name
      magic = Array("promptrepo \(name) \(version)\n".utf8)
      self.entryLength = entryLength
    }

    /// How many entries a block has.
    package var perBlock: Int { (KeptEntries.blockLength - SHA256.byteCount) / entryLength }
  }

  fileprivate static let headerLength = 128
  /// The bytes of a block with its checksum, at most.
  fileprivate static let blockLength = 4_096

  /// How many entries there are.
  package let count: Int
  private let file: File
  private let kind: Kind
  /// The checksum of the header, which goes into those of the blocks.
  private let seal: [UInt8]

  /// Opens a file; `nil` when there is none, or one of another packed file, or whatever else.
  package init?(_ kind: Kind, of packed: FileStatus, in paths: GitDirectory, _ files: FileSystem) {
    do throws(SystemError) {
      let path = paths.kept(kind.name)
      guard try files.statusIfPresent(path)?.type == .regular else { return nil }
      let file = try files.open(path, .read)
      let header = try file.read(at: 0, count: KeptEntries.headerLength)
      guard header.count == KeptEntries.headerLength,
        let count = Int(exactly: header[72..<80].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }),
        header == KeptEntries.header(kind, of: packed, count: count),
        count <= packed.size, try file.status().size == KeptEntries.length(kind, count: count)
      else { return nil }
      self.count = count
      self.kind = kind
      seal = Array(header[96...])
      self.file = file
    } catch {
      return nil
    }
  }

  /// The block that holds an entry, from its first entry on; `nil` when it is damaged.
  ///
  /// - Returns: The number of the first entry, and the bytes of all.
  package func block(holding index: Int) -> (first: Int, bytes: [UInt8])? {
    let number = index / kind.perBlock
    let first = number * kind.perBlock
    guard index >= 0, index < count else { return nil }
    let length = min(kind.perBlock, count - first) * kind.entryLength
    let offset =
      KeptEntries.headerLength
      + number * (kind.perBlock * kind.entryLength + SHA256.byteCount)
    do throws(SystemError) {
      var bytes = try file.read(at: offset, count: length + SHA256.byteCount)
      guard bytes.count == length + SHA256.byteCount,
        KeptEntries.checksum(seal, number, bytes[..<length]).elementsEqual(bytes[length...])
      else { return nil }
      bytes.removeLast(SHA256.byteCount)
      return (first, bytes)
    } catch {
      return nil
    }
  }

  /// The bytes of all entries, one after the other; `nil` when some are damaged.
  package func all() -> [UInt8]? {
    var entries: [UInt8] = []
    entries.reserveCapacity(count * kind.entryLength)
    var index = 0
    while index < count {
      guard let block = block(holding: index) else { return nil }
      entries += block.bytes
      index += kind.perBlock
    }
    return entries
  }
}

// The form, for readers and writers.
extension KeptEntries {
  package static func header(_ kind: Kind, of packed: FileStatus, count: Int) -> [UInt8] {
    var bytes = kind.magic
    bytes += repeatElement(0, count: 32 - bytes.count)
    // What tells a packed file from all that had its name before, or have it elsewhere.
    bytes.append(bigEndian: packed.device)
    bytes.append(bigEndian: packed.inode)
    bytes.append(bigEndian: UInt64(packed.size))
    bytes.append(bigEndian: UInt64(bitPattern: packed.modificationNanoseconds))
    bytes.append(bigEndian: UInt64(bitPattern: packed.changeNanoseconds))
    bytes.append(bigEndian: UInt64(count))
    bytes += repeatElement(0, count: 96 - bytes.count)
    return bytes + SHA256.hash(bytes)
  }

  private static func length(_ kind: Kind, count: Int) -> Int {
    let blocks = (count + kind.perBlock - 1) / kind.perBlock
    return headerLength + count * kind.entryLength + blocks * SHA256.byteCount
  }

  package static func checksum(
    _ seal: [UInt8], _ number: Int, _ block: ArraySlice<UInt8>
  ) -> [UInt8] {
    var place = seal
    place.append(bigEndian: UInt64(number))
    var hash = SHA256()
    hash.update(place)
    hash.update(block)
    return hash.finalize()
  }

  /// Keeps the entries of a packed file; where that is not possible, the next reader makes them
  /// again.
  package static func keep(
    _ entries: [UInt8], _ kind: Kind, of packed: FileStatus, in paths: GitDirectory,
    _ files: FileSystem
  ) {
    let path = paths.kept(kind.name)
    let temporary = "\(path).\(CurrentProcess.id).\(UInt32.random(in: 0 ... .max)).tmp"
    do throws(SystemError) {
      guard try files.isDirectory(paths.own) else { return }
      do throws(SystemError) {
        let file = try files.open(temporary, .createExclusive)
        try write(entries, kind, of: packed, to: BufferedFileWriter(file)).close()
        try files.rename(temporary, to: path)
      } catch {
        try files.unlinkIfPresent(temporary)
      }
    } catch {
      // A change that stands must not fail for want of what readers can do without.
    }
  }

  private static func write(
    _ entries: [UInt8], _ kind: Kind, of packed: FileStatus, to output: consuming BufferedFileWriter
  ) throws(SystemError) -> File {
    let header = header(kind, of: packed, count: entries.count / kind.entryLength)
    let seal = Array(header[96...])
    try output.append(header)
    let step = kind.perBlock * kind.entryLength
    for (number, start) in stride(from: 0, to: entries.count, by: step).enumerated() {
      let block = entries[start..<min(start + step, entries.count)]
      try output.append(block)
      try output.append(checksum(seal, number, block))
    }
    return try output.finish()
  }
}
