internal import Digests
package import GitModel
package import Platform

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
