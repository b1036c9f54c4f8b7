/// White space as JavaScript's `\s` has it, in UTF-8: Handlebars and dotprompt trim by it.
enum WhiteSpace {
  /// The length of the white space that begins here, or 0.
  static func length(at offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    guard offset < bytes.count else { return 0 }
    switch bytes[offset] {
    case 0x09...0x0d, 0x20: return 1
    case 0xc2: return offset + 1 < bytes.count && bytes[offset + 1] == 0xa0 ? 2 : 0
    case 0xe1, 0xe2, 0xe3, 0xef:
      guard offset + 2 < bytes.count else { return 0 }
      return isWide(bytes[offset], bytes[offset + 1], bytes[offset + 2]) ? 3 : 0
    default: return 0
    }
  }

  /// The length of the white space that ends here, or 0; nothing before `start` is looked at.
  static func length(
    before end: Int, from start: Int, in bytes: UnsafeBufferPointer<UInt8>
  ) -> Int {
    guard end > start else { return 0 }
    switch bytes[end - 1] {
    case 0x09...0x0d, 0x20: return 1
    case 0x80...0xbf:
      if end - start >= 2, bytes[end - 2] == 0xc2 { return bytes[end - 1] == 0xa0 ? 2 : 0 }
      guard end - start >= 3 else { return 0 }
      return isWide(bytes[end - 3], bytes[end - 2], bytes[end - 1]) ? 3 : 0
    default: return 0
    }
  }

  /// Where the white space ends that begins here.
  static func end(from start: Int, to end: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var offset = start
    while offset < end {
      let length = length(at: offset, in: bytes)
      if length == 0 { break }
      offset += length
    }
    return min(offset, end)
  }

  /// Where the white space begins that ends here.
  static func start(before end: Int, from start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var offset = end
    while offset > start {
      let length = length(before: offset, from: start, in: bytes)
      if length == 0 { break }
      offset -= length
    }
    return offset
  }

  /// Whether there is nothing else, also where there is nothing at all.
  static func fills(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { end(from: 0, to: $0.count, in: $0) == $0.count }
  }

  /// U+1680, U+2000 to U+200A, U+2028, U+2029, U+202F, U+205F, U+3000 and U+FEFF.
  private static func isWide(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
    switch (first, second) {
    case (0xe1, 0x9a): third == 0x80
    case (0xe2, 0x80): (0x80...0x8a).contains(third) || [0xa8, 0xa9, 0xaf].contains(third)
    case (0xe2, 0x81): third == 0x9f
    case (0xe3, 0x80): third == 0x80
    case (0xef, 0xbb): third == 0xbf
    default: false
    }
  }
}
