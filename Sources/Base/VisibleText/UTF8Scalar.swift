/// Code points in UTF-8.
package enum UTF8Scalar {
  /// The code point at a place and how many bytes it has; for bytes that are no UTF-8, U+FFFD and 1,
  /// and at the end 0 and 1.
  @inlinable
  package static func decode(_ bytes: [UInt8], _ at: Int, _ end: Int) -> (
    value: UInt32, length: Int
  ) {
    guard at < end else { return (0, 1) }
    let first = bytes[at]
    let length: Int
    var value: UInt32
    switch first {
    case 0x00...0x7F: return (UInt32(first), 1)
    case 0xC2...0xDF: (length, value) = (2, UInt32(first & 0x1F))
    case 0xE0...0xEF: (length, value) = (3, UInt32(first & 0x0F))
    case 0xF0...0xF4: (length, value) = (4, UInt32(first & 0x07))
    default: return (0xFFFD, 1)
    }
    guard at + length <= end else { return (0xFFFD, 1) }
    for place in (at + 1)..<(at + length) {
      guard bytes[place] & 0xC0 == 0x80 else { return (0xFFFD, 1) }
      value = value << 6 | UInt32(bytes[place] & 0x3F)
    }
    return (value, length)
  }

  /// `U+200B`, with at least four digits.
  package static func label(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return "U+\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)"
  }

  /// The label with the name that Unicode gives it: `U+200B ZERO WIDTH SPACE`.
  package static func title(_ value: UInt32) -> String {
    unicodeName(value).map { "\(label(value)) \($0)" } ?? label(value)
  }

  /// The name of a code point in small letters, `zero width space`; of a control the one that Unicode
  /// lists for it, `escape`; `nil` for a code point that has none.
  package static func name(_ value: UInt32) -> String? {
    ControlNames.name(value) ?? unicodeName(value)?.lowercased()
  }

  private static func unicodeName(_ value: UInt32) -> String? {
    let properties = Unicode.Scalar(value)?.properties
    return properties?.name ?? properties?.nameAlias
  }
}
