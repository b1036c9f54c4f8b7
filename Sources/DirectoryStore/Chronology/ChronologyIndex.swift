internal import Digests
internal import Platform

/// The lines of one packed file of references by the time of the commits that they name, the newest
/// first: the content of `promptrepo/recent`.
///
/// Derived from that file alone, and good for no other: whoever finds another one makes it anew.
struct ChronologyIndex: Sendable {
  /// A line: when its commit was made, and where it begins.
  struct Entry: Sendable, Equatable {
    let seconds: Int64
    let offset: Int
  }

  /// How many entries there are.
  let count: Int
  /// The entries as the file holds them; few of many are ever looked at.
  private let bytes: ArraySlice<UInt8>

  private static let magic = Array("promptrepo recent 1\n".utf8)
  private static let entryLength = 16

  init(_ entries: [Entry]) {
    count = entries.count
    var bytes: [UInt8] = []
    bytes.reserveCapacity(ChronologyIndex.entryLength * entries.count)
    let sorted = entries.sorted {
      $0.seconds != $1.seconds ? $0.seconds > $1.seconds : $0.offset < $1.offset
    }
    for entry in sorted {
      bytes.append(bigEndian: UInt64(bitPattern: entry.seconds))
      bytes.append(bigEndian: UInt64(entry.offset))
    }
    self.bytes = bytes[...]
  }

  /// An entry, counted from the newest one on.
  subscript(index: Int) -> Entry {
    let place = bytes.startIndex + ChronologyIndex.entryLength * index
    return Entry(
      seconds: Int64(bitPattern: number(place)), offset: Int(truncatingIfNeeded: number(place + 8)))
  }

  /// Reads an index; `nil` for one of another packed file, or none.
  init?(_ bytes: [UInt8], of packed: FileStatus) {
    let head = ChronologyIndex.magic + ChronologyIndex.identity(packed)
    guard bytes.starts(with: head), bytes.count >= head.count + SHA256.byteCount,
      (bytes.count - head.count - SHA256.byteCount) % ChronologyIndex.entryLength == 0
    else { return nil }
    let end = bytes.count - SHA256.byteCount
    guard SHA256.hash(bytes[..<end]) == Array(bytes[end...]) else { return nil }
    self.bytes = bytes[head.count..<end]
    count = self.bytes.count / ChronologyIndex.entryLength
  }

  /// The index of a packed file as `promptrepo/recent` holds it.
  func bytes(of packed: FileStatus) -> [UInt8] {
    let content = ChronologyIndex.magic + ChronologyIndex.identity(packed) + bytes
    return content + SHA256.hash(content)
  }

  /// What tells a packed file from all that had its name before, or have it elsewhere.
  private static func identity(_ status: FileStatus) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(bigEndian: status.device)
    bytes.append(bigEndian: status.inode)
    bytes.append(bigEndian: UInt64(status.size))
    bytes.append(bigEndian: UInt64(bitPattern: status.modificationNanoseconds))
    bytes.append(bigEndian: UInt64(bitPattern: status.changeNanoseconds))
    return bytes
  }

  private func number(_ place: Int) -> UInt64 {
    bytes[place..<(place + 8)].reduce(0) { $0 << 8 | UInt64($1) }
  }
}
