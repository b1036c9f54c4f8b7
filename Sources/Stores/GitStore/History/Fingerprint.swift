/// What a file is made of, to tell how much of it is in another.
///
/// As git does: the text is cut behind each line end and after 64 bytes, the line end CR LF counts
/// as LF unless the file is binary, and two files share what they have of equal pieces. libgit2's
/// own measure sees lines only, and a prompt is often one long line.
struct Fingerprint {
  let size: Int
  /// The pieces' hashes, in order, with the bytes of each.
  private let pieces: [(hash: UInt64, bytes: Int)]

  init(_ bytes: [UInt8]) {
    size = bytes.count
    let isBinary = bytes.prefix(8_000).contains(0)
    var counts: [UInt64: Int] = [:]
    // FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/
    let start: UInt64 = 0xcbf2_9ce4_8422_2325
    var hash = start
    var length = 0
    for (index, byte) in bytes.enumerated() {
      if byte == 0x0d, !isBinary, index + 1 < bytes.count, bytes[index + 1] == 0x0a { continue }
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
      length += 1
      if length < 64, byte != 0x0a { continue }
      counts[hash, default: 0] += length
      hash = start
      length = 0
    }
    if length > 0 { counts[hash, default: 0] += length }
    pieces = counts.map { ($0.key, $0.value) }.sorted { $0.hash < $1.hash }
  }

  /// Whether sizes alone rule out that two files are half alike.
  static func canMatch(_ left: Int, _ right: Int) -> Bool {
    min(left, right) > 0 && min(left, right) >= (max(left, right) + 1) / 2
  }

  /// How alike two files are, in parts of 60,000; git takes 30,000 and more for a rename.
  func likeness(to other: Fingerprint) -> Int {
    guard Fingerprint.canMatch(size, other.size) else { return 0 }
    var shared = 0
    var (left, right) = (0, 0)
    while left < pieces.count, right < other.pieces.count {
      if pieces[left].hash == other.pieces[right].hash {
        shared += min(pieces[left].bytes, other.pieces[right].bytes)
        left += 1
        right += 1
      } else if pieces[left].hash < other.pieces[right].hash {
        left += 1
      } else {
        right += 1
      }
    }
    return shared * 60_000 / max(size, other.size)
  }
}
