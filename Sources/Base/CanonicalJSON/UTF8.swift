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

/// Text that is equal, hashed and ordered by its UTF-8 bytes.
///
/// Swift's own `String` takes canonically equivalent texts for one, such as é in its two forms;
/// prompts and JSON keys must not be.
public struct UTF8Key: Hashable, Sendable {
  /// The text.
  public let text: String

  /// A key of this text.
  public init(_ text: String) {
    self.text = text
  }

  /// Whether both have the same bytes.
  public static func == (left: UTF8Key, right: UTF8Key) -> Bool {
    left.text.hasSameBytes(as: right.text)
  }

  /// Hashes the bytes.
  public func hash(into hasher: inout Hasher) {
    text.hashBytes(into: &hasher)
  }
}

extension UTF8Key: Comparable {
  /// Whether one text's bytes come before the other's.
  public static func < (left: UTF8Key, right: UTF8Key) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }
}

extension String {
  /// Whether both texts have the same UTF-8 bytes.
  public func hasSameBytes(as other: String) -> Bool {
    guard utf8.count == other.utf8.count else { return false }
    var left = self
    var right = other
    return left.withUTF8 { left in right.withUTF8 { right in left.elementsEqual(right) } }
  }

  /// Feeds the text's UTF-8 bytes to a hasher.
  func hashBytes(into hasher: inout Hasher) {
    var copy = self
    copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(0xff as UInt8)
  }
}

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
