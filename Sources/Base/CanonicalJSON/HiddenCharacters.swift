/// Characters that a terminal does not show but obeys, or that nobody sees: controls, what turns the
/// direction of text, and what has no width.
///
/// Left out are those that ordinary text is made of: the tab and the line feed, selectors of how an
/// emoji looks, and joiners after anything but ASCII, as emoji, Persian and Indic scripts have them.
package enum HiddenCharacters {
  /// Whether a character is one of them.
  ///
  /// - Parameter previous: The character before it.
  package static func contains(
    _ scalar: Unicode.Scalar, after previous: Unicode.Scalar?
  ) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: false
    case 0x00..<0x20, 0x7F..<0xA0: true
    case ..<0xAD: false
    case 0x200C, 0x200D: previous.map { $0.isASCII } ?? true
    case 0xAD, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x200B, 0x200E, 0x200F,
      0x2028...0x202E, 0x2060...0x206F, 0x3164, 0xFEFF, 0xFFA0, 0xFFF9...0xFFFB,
      0x1D173...0x1D17A, 0xE0000...0xE0FFF:
      true
    default: false
    }
  }

  /// Whether there may be one in a text; asked of every line, so it looks at bytes only.
  package static func mayOccur(in bytes: some Sequence<UInt8>) -> Bool {
    for byte in bytes {
      switch byte {
      case 0x09, 0x0A, 0x20..<0x7F: continue
      // The first bytes of what is listed above.
      case 0x00..<0x80, 0xC2, 0xD8, 0xE1, 0xE2, 0xE3, 0xEF, 0xF0, 0xF3: return true
      default: continue
      }
    }
    return false
  }

  /// JSON text with those of its strings escaped, as `\uXXXX`; it stands for the same value.
  ///
  /// - Parameter json: Canonical JSON, in which controls of ASCII are escaped already.
  package static func escaped(inJSON json: [UInt8]) -> [UInt8] {
    guard mayOccur(in: json) else { return json }
    var result: [UInt8] = []
    result.reserveCapacity(json.count + 64)
    var previous: Unicode.Scalar?
    for scalar in String(decoding: json, as: UTF8.self).unicodeScalars {
      if contains(scalar, after: previous) {
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          result += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
        }
      } else {
        result += String(scalar).utf8
      }
      previous = scalar
    }
    return result
  }
}
