/// The bytes that stand for themselves in a JSON string: all but quotes, backslashes and control
/// characters.
enum PlainText {
  /// Where the plain bytes that begin at an offset end, eight bytes at a time.
  static func end(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    var offset = start
    while offset + 8 <= bytes.count {
      let marks = marks(
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      guard marks == 0 else { return offset + marks.trailingZeroBitCount / 8 }
      offset += 8
    }
    while offset < bytes.count, isPlain(bytes[offset]) { offset += 1 }
    return offset
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  private static let ones: UInt64 = 0x0101_0101_0101_0101

  /// The highest bit of each byte that is not plain. Bytes above the lowest of these may be marked
  /// without need.
  private static func marks(_ word: UInt64) -> UInt64 {
    let quote = word ^ (ones &* 0x22)
    let backslash = word ^ (ones &* 0x5c)
    let marks =
      ((word &- ones &* 0x20) & ~word) | ((quote &- ones) & ~quote)
      | ((backslash &- ones) & ~backslash)
    return marks & (ones &* 0x80)
  }
}
