/// Finds the tags of a template of Jinja and takes them apart, in time linear in its size.
///
/// It follows the lexer of Jinja2 3.1 with its standard marks. Where that ends with an error, the tag
/// ends with an invalid token, and reading goes on behind it.
struct JinjaLexer {
  private let bytes: [UInt8]
  private(set) var tokens: [JinjaToken] = []
  private(set) var names = JinjaNames()

  /// Where a comment or a raw block begins that has no end.
  private(set) var unclosed: Int?

  private var offset = 0

  /// How often a string may run to the end of the text without its quote. Behind the first one, only
  /// backslashes can make another.
  private var unclosedStrings = 4

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func scan() {
    while offset < bytes.count {
      guard bytes[offset] == UInt8(ascii: "{"), offset + 1 < bytes.count else {
        offset += 1
        continue
      }
      switch bytes[offset + 1] {
      case UInt8(ascii: "#"): skipComment()
      case UInt8(ascii: "%"): if !skipRaw() { scanTag(isBlock: true) }
      case UInt8(ascii: "{"): scanTag(isBlock: false)
      default: offset += 1
      }
    }
    add(.end)
  }

  // MARK: What is no tag

  private mutating func skipComment() {
    let start = afterSign(offset + 2)
    if let end = find("#}", from: start) {
      offset = end + 2
    } else {
      unclosed = offset
      offset = bytes.count
    }
  }

  /// Skips `{% raw %}` with all that it covers, if it stands here.
  private mutating func skipRaw() -> Bool {
    var end = afterSpace(afterSign(offset + 2))
    guard hasWord("raw", at: end) else { return false }
    end = afterSpace(end + 3)
    if end < bytes.count, bytes[end] == UInt8(ascii: "-") { end += 1 }
    guard isPair("%}", at: end) else { return false }
    var next = end + 2
    while let tag = find("{%", from: next) {
      var end = afterSpace(afterSign(tag + 2))
      next = tag + 2
      guard hasWord("endraw", at: end) else { continue }
      end = afterSign(afterSpace(end + 6))
      guard isPair("%}", at: end) else { continue }
      offset = end + 2
      return true
    }
    unclosed = offset
    offset = bytes.count
    return true
  }

  // MARK: Tags

  private mutating func scanTag(isBlock: Bool) {
    add(isBlock ? .blockBegin : .variableBegin)
    offset = afterSign(offset + 2)
    var open: [UInt8] = []
    while true {
      if open.isEmpty, let end = endOfTag(isBlock: isBlock) {
        add(isBlock ? .blockEnd : .variableEnd)
        offset = end
        return
      }
      guard offset < bytes.count, scanToken(&open) else {
        add(.invalid)
        skipRest(isBlock: isBlock)
        return
      }
    }
  }

  /// Where the tag ends, if its end stands here.
  private func endOfTag(isBlock: Bool) -> Int? {
    var end = offset
    if end < bytes.count,
      bytes[end] == UInt8(ascii: "-") || (isBlock && bytes[end] == UInt8(ascii: "+"))
    {
      end += 1
    }
    return isPair(isBlock ? "%}" : "}}", at: end) ? end + 2 : nil
  }

  /// Goes to the end of a tag that cannot be read, or to the next tag if that comes first.
  private mutating func skipRest(isBlock: Bool) {
    while offset < bytes.count {
      if isPair(isBlock ? "%}" : "}}", at: offset) {
        add(isBlock ? .blockEnd : .variableEnd)
        offset += 2
        return
      }
      if isPair("{%", at: offset) || isPair("{{", at: offset) { return }
      offset += 1
    }
  }

  /// Adds the token that stands here and steps over it; steps over a space without adding one.
  private mutating func scanToken(_ open: inout [UInt8]) -> Bool {
    let byte = bytes[offset]
    switch byte {
    case 0x09...0x0d, 0x1c...0x20:
      offset += 1
      return true
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      scanNumber()
      return true
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return scanString()
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): open.append(byte)
    case UInt8(ascii: ")"): if open.popLast() != UInt8(ascii: "(") { return false }
    case UInt8(ascii: "]"): if open.popLast() != UInt8(ascii: "[") { return false }
    case UInt8(ascii: "}"): if open.popLast() != UInt8(ascii: "{") { return false }
    default: break
    }
    if let (kind, length) = symbol() {
      add(kind)
      offset += length
      return true
    }
    if byte >= 0x80, let scalar = scalar(at: offset), scalar.properties.isWhitespace {
      offset += UTF8.width(scalar)
      return true
    }
    return scanName()
  }

  private func symbol() -> (JinjaToken.Kind, length: Int)? {
    let next = offset + 1 < bytes.count ? bytes[offset + 1] : 0
    let isDouble = next == bytes[offset]
    let isBeforeEqual = next == UInt8(ascii: "=")
    switch bytes[offset] {
    case UInt8(ascii: "."): return (.dot, 1)
    case UInt8(ascii: ","): return (.comma, 1)
    case UInt8(ascii: ":"): return (.colon, 1)
    case UInt8(ascii: ";"): return (.semicolon, 1)
    case UInt8(ascii: "|"): return (.pipe, 1)
    case UInt8(ascii: "("): return (.openParenthesis, 1)
    case UInt8(ascii: ")"): return (.closeParenthesis, 1)
    case UInt8(ascii: "["): return (.openBracket, 1)
    case UInt8(ascii: "]"): return (.closeBracket, 1)
    case UInt8(ascii: "{"): return (.openBrace, 1)
    case UInt8(ascii: "}"): return (.closeBrace, 1)
    case UInt8(ascii: "+"): return (.plus, 1)
    case UInt8(ascii: "-"): return (.minus, 1)
    case UInt8(ascii: "*"): return isDouble ? (.power, 2) : (.times, 1)
    case UInt8(ascii: "/"): return (.otherMath, isDouble ? 2 : 1)
    case UInt8(ascii: "%"), UInt8(ascii: "~"): return (.otherMath, 1)
    case UInt8(ascii: "="): return isDouble ? (.comparison, 2) : (.assign, 1)
    case UInt8(ascii: "!"): return isBeforeEqual ? (.comparison, 2) : nil
    case UInt8(ascii: "<"), UInt8(ascii: ">"): return (.comparison, isBeforeEqual ? 2 : 1)
    default: return nil
    }
  }

  private mutating func scanString() -> Bool {
    guard unclosedStrings > 0 else { return false }
    var end = offset + 1
    while end < bytes.count, bytes[end] != bytes[offset] {
      end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard end < bytes.count else {
      unclosedStrings -= 1
      return false
    }
    add(.string)
    offset = end + 1
    return true
  }

  private mutating func scanNumber() {
    let isBehindDot = offset > 0 && bytes[offset - 1] == UInt8(ascii: ".")
    if !isBehindDot, let end = endOfFloat() {
      add(.float)
      offset = end
    } else {
      add(.integer)
      offset = endOfInteger()
    }
  }

  private func endOfFloat() -> Int? {
    let whole = afterDigits(offset) ?? offset
    var end: Int?
    if whole < bytes.count, bytes[whole] == UInt8(ascii: ".") { end = afterDigits(whole + 1) }
    var exponent = end ?? whole
    if exponent < bytes.count, bytes[exponent] | 0x20 == UInt8(ascii: "e") {
      exponent = afterSign(exponent + 1)
      end = afterDigits(exponent) ?? end
    }
    return end
  }

  private func endOfInteger() -> Int {
    let next = offset + 1
    guard bytes[offset] == UInt8(ascii: "0") else { return afterDigits(offset) ?? next }
    guard next < bytes.count else { return next }
    let end =
      switch bytes[next] | 0x20 {
      case UInt8(ascii: "b"): afterDigits(next + 1, isUnderscored: true) { $0 & 0xfe == 0x30 }
      case UInt8(ascii: "o"): afterDigits(next + 1, isUnderscored: true) { $0 & 0xf8 == 0x30 }
      case UInt8(ascii: "x"):
        afterDigits(next + 1, isUnderscored: true) {
          Self.isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0 | 0x20)
        }
      default: afterDigits(offset) { $0 == UInt8(ascii: "0") }
      }
    return end ?? next
  }

  /// Behind digits with single underscores between them, and before them if allowed; `nil` where
  /// there are none.
  private func afterDigits(
    _ start: Int, isUnderscored: Bool = false, _ isDigit: (UInt8) -> Bool = JinjaLexer.isDigit
  ) -> Int? {
    var end: Int?
    var next = start
    while next < bytes.count {
      if isDigit(bytes[next]) {
        next += 1
        end = next
      } else if bytes[next] == UInt8(ascii: "_"), end == next || (isUnderscored && next == start) {
        next += 1
      } else {
        break
      }
    }
    return end
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private mutating func scanName() -> Bool {
    var end = offset
    while end < bytes.count {
      let byte = bytes[end]
      if byte < 0x80 {
        let isPart =
          byte == UInt8(ascii: "_") || Self.isDigit(byte)
          || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        guard isPart else { break }
        end += 1
      } else {
        guard let scalar = scalar(at: end),
          scalar.properties.isIDContinue || scalar.properties.isAlphabetic
            || scalar.properties.numericType != nil
        else { break }
        end += UTF8.width(scalar)
      }
    }
    guard end > offset else { return false }
    let text = String(decoding: bytes[offset..<end], as: UTF8.self)
    tokens.append(JinjaToken(kind: .name, name: names.place(of: text), offset: offset))
    offset = end
    return true
  }

  // MARK: Bytes

  private mutating func add(_ kind: JinjaToken.Kind) {
    tokens.append(JinjaToken(kind: kind, name: -1, offset: offset))
  }

  private func afterSign(_ start: Int) -> Int {
    guard start < bytes.count else { return start }
    return bytes[start] == UInt8(ascii: "-") || bytes[start] == UInt8(ascii: "+")
      ? start + 1 : start
  }

  private func afterSpace(_ start: Int) -> Int {
    var end = start
    while end < bytes.count {
      switch bytes[end] {
      case 0x09...0x0d, 0x1c...0x20: end += 1
      case 0x80...:
        guard let scalar = scalar(at: end), scalar.properties.isWhitespace else { return end }
        end += UTF8.width(scalar)
      default: return end
      }
    }
    return end
  }

  private func scalar(at start: Int) -> Unicode.Scalar? {
    String(decoding: bytes[start..<min(start + 4, bytes.count)], as: UTF8.self)
      .unicodeScalars.first
  }

  private func hasWord(_ word: StaticString, at start: Int) -> Bool {
    guard start + word.utf8CodeUnitCount <= bytes.count else { return false }
    return word.withUTF8Buffer { $0.elementsEqual(bytes[start..<(start + $0.count)]) }
  }

  private func isPair(_ pair: StaticString, at start: Int) -> Bool { hasWord(pair, at: start) }

  private func find(_ pair: StaticString, from start: Int) -> Int? {
    var place = start
    while place + 1 < bytes.count {
      if isPair(pair, at: place) { return place }
      place += 1
    }
    return nil
  }
}
