internal import Digests
package import GitModel
package import Platform

/// What the journal keeps of a change, to carry it out again.
package struct JournalRecord {
  /// Who made the change, as the reflog says it.
  package let committer: String
  /// The moves, those that only check a reference included.
  package let moves: ReferenceMoves
  /// The objects; empty when they are in a pack that was flushed.
  package let objects: [GitObject]

  /// Makes a record from its parts.
  package init(
    committer: String, moves: ReferenceMoves, objects: [GitObject] = []
  ) {
    self.committer = committer
    self.moves = moves
    self.objects = objects
  }
}

// Integers have their highest byte first. Text and ids have their length before them; a length of
// zero is an id that is absent.
extension JournalRecord {
  /// The record as the journal stores it.
  package var bytes: [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(byteCount)
    forEachPiece { output += $0 }
    return output
  }

  /// How many bytes the record has.
  package var byteCount: Int {
    var count = 0
    forEachPiece { count += $0.count }
    return count
  }

  /// Tells the bytes of the record piece by piece, so that those of a large one need not be held.
  package func forEachPiece<Failure>(_ body: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
    var output: [UInt8] = []
    append(Array(committer.utf8), to: &output)
    output.append(bigEndian: UInt32(moves.count))
    for move in moves {
      append(Array(move.name.rawValue.utf8), to: &output)
      append(move.old?.bytes ?? [], to: &output)
      append(move.new?.bytes ?? [], to: &output)
      append(Array(move.message.utf8), to: &output)
      if output.count >= JournalRecord.pieceLength { try pass(&output, to: body) }
    }
    output.append(bigEndian: UInt32(objects.count))
    for object in objects {
      append(Array(object.kind.rawValue.utf8), to: &output)
      append(object.bytes, to: &output)
      if output.count >= JournalRecord.pieceLength { try pass(&output, to: body) }
    }
    try body(output)
  }

  /// About so many bytes are told at once.
  private static let pieceLength = 1 << 20

  private func pass<Failure>(
    _ output: inout [UInt8], to body: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    try body(output)
    output.removeAll(keepingCapacity: true)
  }

  private func append(_ bytes: [UInt8], to output: inout [UInt8]) {
    output.append(bigEndian: UInt32(bytes.count))
    output += bytes
  }

  /// Reads a record; `nil` when it is none.
  package init?(_ bytes: [UInt8]) {
    var reader = RecordReader(bytes: bytes[...])
    guard let committer = reader.text(), let moveCount = reader.count() else { return nil }
    var moves = ReferenceMoves()
    for _ in 0..<moveCount {
      guard let name = reader.name(), let old = reader.id(), let new = reader.id(),
        let message = reader.text()
      else { return nil }
      moves.set(ReferenceMove(name, from: old.value, to: new.value, message: message))
    }
    guard let objectCount = reader.count() else { return nil }
    var objects: [GitObject] = []
    for _ in 0..<objectCount {
      guard let kind = reader.text().flatMap(ObjectKind.init(rawValue:)),
        let content = reader.block()
      else { return nil }
      objects.append(GitObject(kind, Array(content)))
    }
    guard reader.bytes.isEmpty else { return nil }
    self.init(committer: committer, moves: moves, objects: objects)
  }
}

/// Takes values from the front of bytes; `nil` where they do not fit.
private struct RecordReader {
  var bytes: ArraySlice<UInt8>

  /// A number of things to come, each of which has at least four bytes.
  mutating func count() -> Int? {
    guard let count = integer(), count <= bytes.count / 4 else { return nil }
    return count
  }

  mutating func block() -> ArraySlice<UInt8>? {
    guard let count = integer(), count <= bytes.count else { return nil }
    defer { bytes = bytes.dropFirst(count) }
    return bytes.prefix(count)
  }

  mutating func text() -> String? {
    block().map { String(decoding: $0, as: UTF8.self) }
  }

  mutating func name() -> ReferenceName? {
    guard let text = text() else { return nil }
    do throws(RepositoryError) { return try ReferenceName(text) } catch { return nil }
  }

  mutating func id() -> (value: ObjectID?, Void)? {
    guard let raw = block() else { return nil }
    if raw.isEmpty { return (nil, ()) }
    return ObjectID(bytes: raw).map { ($0, ()) }
  }

  private mutating func integer() -> Int? {
    guard bytes.count >= 4 else { return nil }
    defer { bytes = bytes.dropFirst(4) }
    return bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
  }
}

/// How far the journal was carried out: the content of `promptrepo/state`.
///
/// It is written in place and never flushed: after a restart of the machine the whole journal is
/// carried out again, and the boot that it names tells so.
package struct JournalState: Equatable {
  /// The journal's generation that the numbers are about.
  package var generation: UInt64
  /// The number of the last change that was begun.
  package var intended: UInt64 = 0
  /// The number of the last change that was carried out.
  package var applied: UInt64 = 0
  /// Where the record after that one begins.
  package var end: Int = Journal.firstRecord
  /// Whether a change that was acknowledged waits to be carried out.
  package var isPending = false
  /// The boot of the machine, 16 bytes.
  package var boot: [UInt8]

  package static let byteCount = 72

  /// What a state calls the boot of the machine that a text stands for.
  ///
  /// - Parameter identifier: A text that is another one after each restart. Without one, every
  ///   start of a program counts as a restart.
  package static func boot(_ identifier: String?) -> [UInt8] {
    let text = identifier ?? "unknown \(SystemClock.nowMilliseconds())"
    return Array(SHA256.hash(text.utf8).prefix(16))
  }

  /// Whether every change that was begun was carried out.
  package var isSettled: Bool { intended == applied && !isPending }

  /// Whether nothing is left to do in this boot.
  package func isClean(boot: [UInt8]) -> Bool { isSettled && self.boot == boot }

  /// The state as the file holds it: five numbers, the boot, and a checksum.
  package var bytes: [UInt8] {
    var output: [UInt8] = []
    output.append(bigEndian: generation)
    output.append(bigEndian: intended)
    output.append(bigEndian: applied)
    output.append(bigEndian: UInt64(end))
    output.append(bigEndian: UInt64(isPending ? 1 : 0))
    output += boot
    return output + JournalState.checksum(output)
  }

  package init(generation: UInt64, boot: [UInt8]) {
    self.generation = generation
    self.boot = boot
  }

  /// Reads a state; `nil` when it is none, as after a power cut.
  package init?(_ bytes: [UInt8]) {
    guard bytes.count == JournalState.byteCount,
      JournalState.checksum(bytes[..<56]).elementsEqual(bytes[56...])
    else { return nil }
    let numbers = bytes.withUnsafeBytes { raw in
      (0..<5).map { UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self)) }
    }
    guard let end = Int(exactly: numbers[3]), end >= Journal.firstRecord,
      max(numbers[1], numbers[2]) < UInt64.max
    else { return nil }
    generation = numbers[0]
    intended = numbers[1]
    applied = numbers[2]
    self.end = end
    isPending = numbers[4] != 0
    boot = Array(bytes[40..<56])
  }

  private static func checksum(_ bytes: some Collection<UInt8>) -> ArraySlice<UInt8> {
    SHA256.hash(Array("state 1".utf8) + bytes).prefix(16)
  }
}

/// The open state file of a store, for reading.
package final class StateFile: Sendable {
  private let file: File
  /// The file's number, which no other file has while this one is open.
  package let inode: UInt64
  /// The number of its file system.
  package let device: UInt64

  /// Opens it; `nil` when there is none.
  package init?(files: FileSystem, path: String) throws(RepositoryError) {
    do throws(SystemError) {
      file = try files.open(path, .read)
      let status = try file.status()
      inode = status.inode
      device = status.device
    } catch {
      if error.errno == .noEntry { return nil }
      throw .failedCall(error)
    }
  }

  /// What it holds now.
  package func read() throws(RepositoryError) -> [UInt8] {
    try mappingSystemErrors { () throws(SystemError) in
      try file.read(at: 0, count: JournalState.byteCount)
    }
  }
}
