/// Base64 with the usual alphabet and padding (RFC 4648, section 4).
public enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private static let padding = UInt8(ascii: "=")

  /// The bytes as characters, padded to a multiple of four.
  public static func encode(_ bytes: some Collection<UInt8>) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var bits: UInt32 = 0
    var count = 0
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      count += 1
      guard count == 3 else { continue }
      for shift in [18, 12, 6, 0] { text.append(character(bits >> UInt32(shift))) }
      (bits, count) = (0, 0)
    }
    if count == 1 {
      text += [character(bits >> 2), character(bits << 4), padding, padding]
    } else if count == 2 {
      text += [character(bits >> 10), character(bits >> 4), character(bits << 2), padding]
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes that characters stand for.
  ///
  /// - Returns: `nil` for anything but what ``encode(_:)`` gives: without padding, with line ends or
  ///   other characters, or with bits set that no byte has.
  public static func decode(_ text: some StringProtocol) -> [UInt8]? {
    decode(text.utf8)
  }

  /// The bytes that ASCII characters stand for; `nil` as for text.
  public static func decode(_ ascii: some Collection<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(ascii.underestimatedCount / 4 * 3)
    var bits: UInt32 = 0
    var count = 0
    var padded = 0
    for character in ascii {
      if character == padding {
        // Of four characters, the last two at most are padding.
        guard count >= 2, padded < 2 else { return nil }
        padded += 1
      } else {
        guard padded == 0, let value = value(character) else { return nil }
        bits = bits << 6 | value
      }
      count += 1
      guard count == 4 else { continue }
      switch padded {
      case 0: bytes += [UInt8(bits >> 16 & 0xff), UInt8(bits >> 8 & 0xff), UInt8(bits & 0xff)]
      case 1:
        guard bits & 0b11 == 0 else { return nil }
        bytes += [UInt8(bits >> 10 & 0xff), UInt8(bits >> 2 & 0xff)]
      default:
        guard bits & 0b1111 == 0 else { return nil }
        bytes.append(UInt8(bits >> 4 & 0xff))
      }
      (bits, count) = (0, 0)
      // Nothing follows padding.
      if padded > 0 { padded = 2 }
    }
    return count == 0 ? bytes : nil
  }

  private static func character(_ bits: UInt32) -> UInt8 { alphabet[Int(bits & 0x3f)] }

  private static func value(_ character: UInt8) -> UInt32? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
