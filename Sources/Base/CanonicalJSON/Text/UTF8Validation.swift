/// Checks that bytes are UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
public enum UTF8Validation {
  /// Where the first sequence begins that is not UTF-8, or `nil` if all bytes are valid.
  public static func firstInvalidOffset(in bytes: [UInt8]) -> Int? {
    bytes.withUnsafeBytes { firstInvalidOffset(in: $0) }
  }

  /// Where the first sequence begins that is not UTF-8, or `nil` if all bytes are valid.
  public static func firstInvalidOffset(in bytes: UnsafeRawBufferPointer) -> Int? {
    var offset = 0
    while offset < bytes.count {
      if offset + 8 <= bytes.count,
        bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        offset += 8
      } else if let length = sequenceLength(at: offset, in: bytes) {
        offset += length
      } else {
        return offset
      }
    }
    return nil
  }

  /// The length of the valid sequence that begins here, or `nil`.
  private static func sequenceLength(at offset: Int, in bytes: UnsafeRawBufferPointer) -> Int? {
    let second: ClosedRange<UInt8>
    let length: Int
    switch bytes[offset] {
    case 0x00...0x7f: return 1
    case 0xc2...0xdf: (length, second) = (2, 0x80...0xbf)
    case 0xe0: (length, second) = (3, 0xa0...0xbf)
    case 0xed: (length, second) = (3, 0x80...0x9f)
    case 0xe1...0xef: (length, second) = (3, 0x80...0xbf)
    case 0xf0: (length, second) = (4, 0x90...0xbf)
    case 0xf1...0xf3: (length, second) = (4, 0x80...0xbf)
    case 0xf4: (length, second) = (4, 0x80...0x8f)
    default: return nil
    }
    guard offset + length <= bytes.count, second.contains(bytes[offset + 1]) else { return nil }
    for place in offset + 2..<max(offset + length, offset + 2) where bytes[place] & 0xc0 != 0x80 {
      return nil
    }
    return length
  }
}
