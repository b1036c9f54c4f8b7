internal import Digests
package import GitModel
package import Platform

/// The redo journal: every acknowledged change since the files were last flushed.
///
/// A header of 512 bytes, then records one after the other, each with a header of 64 bytes:
/// `PRJ1`, four bytes of zero, and eight each for the length of the body, the journal's generation
/// and the record's number, then the SHA-256 of these and the body. The first record that is not
/// whole is the end. Space is used again under a new generation, which makes old records void.
package struct Journal: ~Copyable {
  package static let firstRecord = 512
  package static let recordHeader = 64
  private static let magic = Array("promptrepo journal 1\n".utf8)
  private static let magicWithoutVersion = Array("promptrepo journal ".utf8)
  private static let recordMagic = Array("PRJ1\0\0\0\0".utf8)
  /// The file grows in steps, so that most flushes need not flush its length as well.
  private static let growth = 64 << 10

  package let file: File

  /// A journal in an open file.
  package init(file: consuming File) { self.file = file }

  /// What the header says.
  package struct Header {
    package let generation: UInt64
    /// When the generation began, in milliseconds since 1970.
    package let began: Int64
  }

  /// Reads the header; `nil` when it is none.
  ///
  /// - Throws: ``RepositoryError/Code/unsupported`` for a journal of a later version.
  package func header() throws(RepositoryError) -> Header? {
    let bytes = try mappingSystemErrors { () throws(SystemError) in
      try file.read(at: 0, count: 96)
    }
    let start = Journal.magic.count
    guard bytes.starts(with: Journal.magic) else {
      if bytes.starts(with: Journal.magicWithoutVersion), bytes.dropFirst(start - 1).first == 10 {
        throw RepositoryError(
          .unsupported, "'\(file.path)' was written by a later version of promptrepo",
          hint: "Use that version, or a later one")
      }
      return nil
    }
    guard bytes.count == 96, SHA256.hash(bytes[..<64]).elementsEqual(bytes[64...]) else {
      return nil
    }
    return Header(
      generation: number(bytes, 32), began: Int64(bitPattern: number(bytes, 40)))
  }

  /// Begins a new generation: all records are void. What they say must have been flushed.
  ///
  /// - Parameter erasing: Whether they are removed, too; else their space is used again.
  func reset(generation: UInt64, durability: Durability, erasing: Bool) throws(SystemError) {
    try file.write(Journal.beginning(generation: generation), at: 0)
    if erasing { try file.truncate(to: Journal.firstRecord) }
    if durability == .full { try file.sync() }
  }

  /// The header of a new generation, up to the first record.
  package static func beginning(generation: UInt64) -> [UInt8] {
    var header = Journal.magic
    header += repeatElement(0, count: 32 - header.count)
    header.append(bigEndian: generation)
    header.append(bigEndian: SystemClock.nowMilliseconds())
    header += repeatElement(0, count: 64 - header.count)
    header += SHA256.hash(header)
    return header + repeatElement(0, count: Journal.firstRecord - header.count)
  }

  /// One record as it was found.
  package struct Found {
    package let record: JournalRecord
    package let sequence: UInt64
    package let generation: UInt64
    /// Where the next one begins.
    package let end: Int
  }

  /// Reads the record at an offset; `nil` where none is whole, or not of this generation.
  ///
  /// - Parameter sequence: The number that it must have; `nil` for any.
  package func record(
    at offset: Int, generation: UInt64?, sequence: UInt64?
  ) throws(SystemError) -> Found? {
    let header = try file.read(at: offset, count: Journal.recordHeader)
    guard header.count == Journal.recordHeader, header.starts(with: Journal.recordMagic),
      let length = Int(exactly: number(header, 8)), length < 1 << 40,
      generation == nil || number(header, 16) == generation,
      sequence == nil || number(header, 24) == sequence
    else { return nil }
    let bodyStart = offset + Journal.recordHeader
    // A damaged length must not ask for more memory than the file has bytes.
    guard length <= (try file.status().size) - bodyStart else { return nil }
    let body = try file.read(at: bodyStart, count: length)
    guard body.count == length,
      Journal.checksum(header[..<32], body).elementsEqual(header[32...]),
      let record = JournalRecord(body)
    else { return nil }
    return Found(
      record: record, sequence: number(header, 24), generation: number(header, 16),
      end: bodyStart + length)
  }

  /// Whether there are more records than a state can leave open: it is an older one then.
  ///
  /// A state is not flushed. One from before may be back though the machine was not started again,
  /// when a disk was unplugged or a copy was made in between. What is not flushed is lost then.
  package func isAhead(of state: JournalState) throws(SystemError) -> Bool {
    var next = try record(
      at: state.end, generation: state.generation, sequence: state.applied + 1)
    if !state.isSettled, let first = next {
      next = try record(
        at: first.end, generation: state.generation, sequence: first.sequence + 1)
    }
    return next != nil
  }

  /// Appends a record and flushes it: the moment from which the change stands.
  ///
  /// - Returns: Where the next record begins.
  /// - Throws: ``RepositoryError/Code/uncertain`` when it is not known whether the record stands.
  package func append(
    _ record: JournalRecord, at offset: Int, generation: UInt64, sequence: UInt64,
    durability: Durability
  ) throws(RepositoryError) -> Int {
    let length = record.byteCount
    var header = Journal.recordMagic
    header.append(bigEndian: UInt64(length))
    header.append(bigEndian: generation)
    header.append(bigEndian: sequence)
    let end = offset + Journal.recordHeader + length
    do throws(SystemError) {
      try write(record, header, at: offset, end: end)
      if durability == .full { try file.syncData() }
    } catch {
      try withdraw(
        at: offset, generation: generation, sequence: sequence, durability, error.message, error)
      throw .failedCall(error)
    }
    return end
  }

  /// Writes a record: a small one at once, a large one piece by piece, and its header last.
  private func write(
    _ record: JournalRecord, _ header: [UInt8], at offset: Int, end: Int
  ) throws(SystemError) {
    var hash = SHA256()
    hash.update(header)
    let start = offset + Journal.recordHeader
    var (place, last) = (start, [UInt8]())
    try record.forEachPiece { (piece) throws(SystemError) in
      hash.update(piece)
      if !last.isEmpty { try file.write(last, at: place) }
      place += last.count
      last = piece
    }
    if try file.status().size < end {
      let size = (end / Journal.growth + 1) * Journal.growth
      last += repeatElement(0, count: size - end)
    }
    let head = header + hash.finalize()
    guard place > start else { return try file.write(head + last, at: offset) }
    try file.write(last, at: place)
    try file.write(head, at: offset)
  }

  /// Makes sure that a record whose change failed is not there.
  ///
  /// - Parameters:
  ///   - offset: Where the record begins.
  ///   - reason: Why it failed, for the message.
  /// - Throws: ``RepositoryError/Code/uncertain`` when the disk fails here too.
  package func withdraw(
    at offset: Int, generation: UInt64, sequence: UInt64, _ durability: Durability,
    _ reason: String, _ cause: any Error
  ) throws(RepositoryError) {
    do throws(SystemError) {
      // A record that is not whole never counts, so there is nothing to undo.
      guard try record(at: offset, generation: generation, sequence: sequence) != nil else {
        return
      }
      try file.write([UInt8](repeating: 0, count: Journal.recordHeader), at: offset)
      if durability == .full { try file.syncData() }
    } catch {
      throw RepositoryError(
        .uncertain,
        "the disk failed while a change was written to '\(file.path)' (\(reason)), and it "
          + "is not known whether the change was kept",
        hint: "Look at the state of the repository before you try again", cause: cause)
    }
  }

  private static func checksum(_ header: ArraySlice<UInt8>, _ body: [UInt8]) -> [UInt8] {
    var hash = SHA256()
    hash.update(header)
    hash.update(body)
    return hash.finalize()
  }
}

/// The integer of eight bytes, highest first, at an offset that is inside the array.
private func number(_ bytes: [UInt8], _ offset: Int) -> UInt64 {
  bytes.withUnsafeBytes {
    UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}

extension Journal {
  /// Whether a state speaks about this generation and this boot of the machine, so that what it
  /// calls carried out need not be looked at.
  package static func isCurrent(_ state: JournalState?, _ header: Header?, boot: [UInt8]) -> Bool {
    guard let state, let header else { return false }
    return state.generation == header.generation && state.boot == boot
  }

  /// Reads the records that are not known to be carried out, in order.
  ///
  /// - Parameter state: How far they were carried out; where it does not apply, all are read.
  /// - Returns: The number of the last record and where the next one begins.
  @discardableResult
  package func forEach(
    after state: JournalState?, boot: [UInt8],
    _ body: (Found) throws(RepositoryError) -> Void
  ) throws(RepositoryError) -> (sequence: UInt64, end: Int) {
    let header = try header()
    var generation = header?.generation
    var sequence: UInt64 = 0
    var offset = Journal.firstRecord
    if let state, Journal.isCurrent(state, header, boot: boot) {
      sequence = state.applied
      offset = state.end
    }
    while true {
      let found = try mappingSystemErrors { () throws(SystemError) in
        try record(at: offset, generation: generation, sequence: sequence + 1)
      }
      guard let found else { return (sequence, offset) }
      // Without a header, the first record says which ones belong to it.
      generation = found.generation
      try body(found)
      sequence = found.sequence
      offset = found.end
    }
  }
}
