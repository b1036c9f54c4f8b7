internal import CanonicalJSON

/// A JSON text by its grammar alone (RFC 8259), whatever a stricter reader refuses: keys that are there
/// twice, numbers of any size, any depth, and escapes that stand for no character.
///
/// It tells who waits for an answer to a message that cannot be read.
struct GrammarScan {
  /// What stands for the id of the message: the value of its member `id`; `nil` where there is none, or
  /// more than one.
  var id: [UInt8]? { ids.count == 1 ? Array(bytes[ids[0]]) : nil }

  /// Whether the message has a member `id` at all.
  var hasID: Bool { !ids.isEmpty }

  private let bytes: [UInt8]
  private var offset = 0
  /// The arrays and objects that are open; `true` for an object.
  private var open: [Bool] = []
  /// Where the value of the outermost member `id` begins that is being read.
  private var idStart: Int?
  private var ids: [Range<Int>] = []
  /// Whether the outermost value has been read.
  private var isWhole = false

  /// Reads a text; `nil` for what is no JSON.
  init?(_ bytes: [UInt8]) {
    guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
    self.bytes = bytes
    skipSpace()
    repeat {
      guard begin() else { return nil }
    } while !isWhole
    guard offset == bytes.count else { return nil }
  }

  /// Reads a value, or the opening of one that has others inside, and what closes behind it.
  private mutating func begin() -> Bool {
    switch peek {
    case UInt8(ascii: "{"):
      open.append(true)
      offset += 1
      skipSpace()
      guard peek == UInt8(ascii: "}") else { return key() }
      offset += 1
      open.removeLast()
    case UInt8(ascii: "["):
      open.append(false)
      offset += 1
      skipSpace()
      guard peek == UInt8(ascii: "]") else { return true }
      offset += 1
      open.removeLast()
    case UInt8(ascii: "\""): guard string() else { return false }
    case .some(0x30...0x39), UInt8(ascii: "-"): guard number() else { return false }
    default: guard word("true") || word("false") || word("null") else { return false }
    }
    return close()
  }

  /// Goes on behind a value, up to where the next begins.
  private mutating func close() -> Bool {
    while true {
      if open == [true], let start = idStart {
        ids.append(start..<offset)
        idStart = nil
      }
      skipSpace()
      guard let isObject = open.last else {
        isWhole = true
        return true
      }
      if peek == UInt8(ascii: ",") {
        offset += 1
        skipSpace()
        return isObject ? key() : true
      }
      guard peek == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { return false }
      offset += 1
      open.removeLast()
    }
  }

  /// Reads a key and its colon.
  private mutating func key() -> Bool {
    let start = offset
    guard peek == UInt8(ascii: "\""), string() else { return false }
    let isID = open == [true] && Self.isID(bytes[start..<offset])
    skipSpace()
    guard peek == UInt8(ascii: ":") else { return false }
    offset += 1
    skipSpace()
    if isID { idStart = offset }
    return true
  }

  /// Whether a key is `id`, whichever of its letters are escapes.
  private static func isID(_ key: ArraySlice<UInt8>) -> Bool {
    let longest = #""\u0069\u0064""#.utf8.count
    guard key.count <= longest else { return false }
    do throws(JSONError) {
      return try JSONValue(parsing: Array(key)).string?.hasSameBytes(as: "id") == true
    } catch {
      return false
    }
  }

  private mutating func string() -> Bool {
    offset += 1
    while let byte = peek {
      offset += 1
      switch byte {
      case UInt8(ascii: "\""): return true
      case 0..<0x20: return false
      case UInt8(ascii: "\\"):
        guard let letter = peek else { return false }
        offset += 1
        if letter == UInt8(ascii: "u") {
          let digits = bytes[offset...].prefix(4)
          guard digits.count == 4, digits.allSatisfy(Self.isHexDigit) else { return false }
          offset += 4
        } else if !#""\/bfnrt"#.utf8.contains(letter) {
          return false
        }
      default: break
      }
    }
    return false
  }

  private mutating func number() -> Bool {
    if peek == UInt8(ascii: "-") { offset += 1 }
    let whole = offset
    guard skipDigits() else { return false }
    if bytes[whole] == UInt8(ascii: "0"), offset - whole > 1 { return false }
    if peek == UInt8(ascii: ".") {
      offset += 1
      guard skipDigits() else { return false }
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      offset += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { offset += 1 }
      return skipDigits()
    }
    return true
  }

  private mutating func word(_ word: String) -> Bool {
    guard bytes[offset...].starts(with: word.utf8) else { return false }
    offset += word.utf8.count
    return true
  }

  /// Steps over digits; `false` where there are none.
  private mutating func skipDigits() -> Bool {
    let start = offset
    while let byte = peek, (0x30...0x39).contains(byte) { offset += 1 }
    return offset > start
  }

  private mutating func skipSpace() {
    while let byte = peek, [0x20, 0x09, 0x0a, 0x0d].contains(byte) { offset += 1 }
  }

  private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
    default: false
    }
  }
}
