internal import CanonicalJSON

/// A word of a tag.
enum TagToken {
  /// A name, or what stands in brackets.
  case name(String, isBracketed: Bool)
  /// `.` or `/` between names.
  case separator
  case string(String)
  case number(Double)
  case bool(Bool)
  case null
  case undefined
  /// `@`
  case at
  /// `=`
  case equals
  /// `(`
  case open
  /// `)`
  case close
  /// `as |`
  case openParameters
  /// `|`
  case closeParameters
  /// `}}`
  case end(strip: Bool)
  /// `}}}`
  case endUnescaped(strip: Bool)
  /// `}}}}`, which ends nothing here.
  case endRaw
}

/// Reads the words of a tag, in time linear in their length.
struct TagReader {
  let bytes: UnsafeBufferPointer<UInt8>

  /// Where the tag begins, for what is not closed.
  let start: Int

  /// Where the next word is looked for.
  private(set) var offset: Int

  /// Where the word begins that was read last.
  private(set) var tokenOffset: Int

  /// The word that was looked at and not taken.
  private var peeked: TagToken?

  init(bytes: UnsafeBufferPointer<UInt8>, start: Int, offset: Int) {
    self.bytes = bytes
    self.start = start
    self.offset = offset
    tokenOffset = offset
  }

  /// The next word, which stays the next.
  mutating func peek() throws(ReadingFailure) -> TagToken {
    if let peeked { return peeked }
    let token = try read()
    peeked = token
    return token
  }

  /// Takes the next word.
  @discardableResult
  mutating func next() throws(ReadingFailure) -> TagToken {
    let token = try peek()
    peeked = nil
    return token
  }

  /// Why the next word cannot stand where it does.
  mutating func unexpected(_ wanted: String) throws(ReadingFailure) -> ReadingFailure {
    let token = try peek()
    let found =
      switch token {
      case .endUnescaped: "three closing braces; put a blank before the third if it is text"
      case .endRaw: "four closing braces; put a blank before those that are text"
      case .end: "the end of the tag"
      case .equals: "'='"
      case .separator: "'.' or '/'"
      case .close: "')'"
      case .closeParameters: "'|'"
      case .number(let number): "\(text(of: number)); write [\(text(of: number))]"
      default: "what stands here"
      }
    return ReadingFailure("expected \(wanted), not \(found)", at: tokenOffset)
  }

  private func text(of number: Double) -> String {
    JSONNumber(number).map(\.description) ?? "a number"
  }

  private func byte(_ place: Int) -> UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func read() throws(ReadingFailure) -> TagToken {
    offset = WhiteSpace.end(from: offset, to: bytes.count, in: bytes)
    tokenOffset = offset
    guard let first = byte(offset) else { throw unclosed }
    switch first {
    case UInt8(ascii: "="): return take(1, .equals)
    case UInt8(ascii: "("): return take(1, .open)
    case UInt8(ascii: ")"): return take(1, .close)
    case UInt8(ascii: "|"): return take(1, .closeParameters)
    case UInt8(ascii: "@"): return take(1, .at)
    case UInt8(ascii: "/"): return take(1, .separator)
    case UInt8(ascii: "."):
      if byte(offset + 1) == UInt8(ascii: ".") {
        return take(2, .name("..", isBracketed: false))
      }
      return endsName(at: offset + 1)
        ? take(1, .name(".", isBracketed: false)) : take(1, .separator)
    case UInt8(ascii: "}"), UInt8(ascii: "~"):
      if let (length, token) = end(at: offset) { return take(length, token) }
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return try readString(quote: first)
    case UInt8(ascii: "["): return try readBrackets()
    default:
      if let token = try readWord() { return token }
    }
    let character = String(decoding: bytes[offset...].prefix(8), as: UTF8.self).prefix(1)
    throw ReadingFailure("“\(character)” cannot stand in a tag here", at: offset)
  }

  private var unclosed: ReadingFailure {
    ReadingFailure("this tag is not closed: write }} where it ends", at: start)
  }

  private mutating func take(_ length: Int, _ token: TagToken) -> TagToken {
    offset += length
    return token
  }

  /// The end of a tag that begins here, with its length.
  private func end(at place: Int) -> (length: Int, token: TagToken)? {
    func isEnd(_ place: Int) -> Bool {
      byte(place) == UInt8(ascii: "}") && byte(place + 1) == UInt8(ascii: "}")
    }
    if bytes[place] == UInt8(ascii: "~") {
      return isEnd(place + 1) ? (3, .end(strip: true)) : nil
    }
    if byte(place + 1) == UInt8(ascii: "~"), isEnd(place + 2) {
      return (4, .endUnescaped(strip: true))
    }
    guard isEnd(place) else { return nil }
    if isEnd(place + 2) { return (4, .endRaw) }
    return byte(place + 2) == UInt8(ascii: "}")
      ? (3, .endUnescaped(strip: false)) : (2, .end(strip: false))
  }

  /// Whether a name can end before this place.
  private func endsName(at place: Int) -> Bool {
    switch byte(place) {
    case nil: false
    case UInt8(ascii: "="), UInt8(ascii: "~"), UInt8(ascii: "}"), UInt8(ascii: "/"),
      UInt8(ascii: "."), UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "|"):
      true
    default: WhiteSpace.length(at: place, in: bytes) > 0
    }
  }

  /// Whether a literal can end before this place.
  private func endsLiteral(at place: Int) -> Bool {
    switch byte(place) {
    case nil: false
    case UInt8(ascii: "~"), UInt8(ascii: "}"), UInt8(ascii: ")"), UInt8(ascii: "]"): true
    default: WhiteSpace.length(at: place, in: bytes) > 0
    }
  }

  private func isNamePart(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x00...0x23, 0x25...0x2c, 0x2e, 0x2f, 0x3b...0x3e, 0x40, 0x5b...0x5e, 0x60, 0x7b...0x7e:
      // Control characters that are no white space may be part of names.
      byte < 0x20 && !(0x09...0x0d).contains(byte)
    default: true
    }
  }

  /// A name or a literal that is written without quotes.
  private mutating func readWord() throws(ReadingFailure) -> TagToken? {
    var end = offset
    while end < bytes.count, isNamePart(bytes[end]) {
      if bytes[end] >= 0x80, WhiteSpace.length(at: end, in: bytes) > 0 { break }
      end += 1
    }
    if let token = literal(to: end) { return token }
    guard end > offset else { return nil }
    if `is`("as", to: end) {
      let bar = WhiteSpace.end(from: end, to: bytes.count, in: bytes)
      if bar > end, byte(bar) == UInt8(ascii: "|") {
        offset = bar + 1
        return .openParameters
      }
    }
    if end == bytes.count { throw unclosed }
    guard endsName(at: end) else { return nil }
    let word = String(decoding: bytes[offset..<end], as: UTF8.self)
    offset = end
    return .name(word, isBracketed: false)
  }

  /// Whether a word is what stands from here to its end.
  private func `is`(_ word: StaticString, to end: Int) -> Bool {
    guard end - offset == word.utf8CodeUnitCount else { return false }
    for place in 0..<word.utf8CodeUnitCount where bytes[offset + place] != word.utf8Start[place] {
      return false
    }
    return true
  }

  private mutating func literal(to end: Int) -> TagToken? {
    guard end > offset else { return nil }
    switch bytes[offset] {
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
    case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "u"):
      let token: TagToken
      if `is`("true", to: end) {
        token = .bool(true)
      } else if `is`("false", to: end) {
        token = .bool(false)
      } else if `is`("null", to: end) {
        token = .null
      } else if `is`("undefined", to: end) {
        token = .undefined
      } else {
        return nil
      }
      guard endsLiteral(at: end) else { return nil }
      offset = end
      return token
    default: return nil
    }
  }

  /// Digits, with a sign and a fraction if wanted.
  private mutating func number() -> TagToken? {
    func digits(from place: Int) -> Int {
      var end = place
      while let digit = byte(end), (0x30...0x39).contains(digit) { end += 1 }
      return end
    }
    let whole = bytes[offset] == UInt8(ascii: "-") ? offset + 1 : offset
    var end = digits(from: whole)
    guard end > whole else { return nil }
    if byte(end) == UInt8(ascii: ".") {
      let fraction = digits(from: end + 1)
      if fraction > end + 1 { end = fraction }
    }
    guard endsLiteral(at: end), end - offset <= 400,
      let value = Double(String(decoding: bytes[offset..<end], as: UTF8.self))
    else { return nil }
    offset = end
    return .number(value)
  }

  /// A text in quotes; a backslash before such a quote makes it part of the text.
  private mutating func readString(quote: UInt8) throws(ReadingFailure) -> TagToken {
    var text: [UInt8] = []
    var place = offset + 1
    while let byte = byte(place) {
      if byte == quote {
        offset = place + 1
        return .string(String(decoding: text, as: UTF8.self))
      }
      if byte == UInt8(ascii: "\\"), self.byte(place + 1) == quote {
        text.append(quote)
        place += 2
      } else {
        text.append(byte)
        place += 1
      }
    }
    throw ReadingFailure("this text has no closing quote", at: offset)
  }

  /// A name in brackets; a backslash before `]` or a backslash stands for it.
  private mutating func readBrackets() throws(ReadingFailure) -> TagToken {
    var name: [UInt8] = []
    var place = offset + 1
    while let byte = byte(place) {
      if byte == UInt8(ascii: "]") {
        offset = place + 1
        return .name(String(decoding: name, as: UTF8.self), isBracketed: true)
      }
      if byte == UInt8(ascii: "\\"), let next = self.byte(place + 1),
        next == UInt8(ascii: "]") || next == UInt8(ascii: "\\")
      {
        name.append(next)
        place += 2
      } else {
        name.append(byte)
        place += 1
      }
    }
    throw ReadingFailure("'[' has no ']'", at: offset)
  }
}
