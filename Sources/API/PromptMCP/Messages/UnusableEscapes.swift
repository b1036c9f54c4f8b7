/// Escapes of JSON that stand for no character of a text: NUL, and halves of surrogate pairs.
enum UnusableEscapes {
  /// The same bytes with U+FFFD in their places; `nil` where there are none.
  static func replaced(in bytes: [UInt8]) -> [UInt8]? {
    var replaced = bytes
    var isFound = false
    var place = 0
    while place < bytes.count {
      guard bytes[place] == UInt8(ascii: "\\") else {
        place += 1
        continue
      }
      guard let unit = unit(at: place, in: bytes) else {
        place += 2
        continue
      }
      let next = Self.unit(at: place + 6, in: bytes)
      if (0xD800...0xDBFF).contains(unit), let next, (0xDC00...0xDFFF).contains(next) {
        place += 12
        continue
      }
      if unit == 0 || (0xD800...0xDFFF).contains(unit) {
        replaced.replaceSubrange((place + 2)..<(place + 6), with: Array("fffd".utf8))
        isFound = true
      }
      place += 6
    }
    return isFound ? replaced : nil
  }

  /// The number of an escape such as `\u00e9`; `nil` where there is none.
  private static func unit(at place: Int, in bytes: [UInt8]) -> UInt16? {
    guard place + 6 <= bytes.count, bytes[place] == UInt8(ascii: "\\"),
      bytes[place + 1] == UInt8(ascii: "u")
    else { return nil }
    let digits = bytes[(place + 2)..<(place + 6)]
    guard !digits.contains(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }) else {
      return nil
    }
    return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}
