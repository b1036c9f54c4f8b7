extension JSONValue {
  /// Reads one JSON text (RFC 8259), strictly.
  ///
  /// Refused, beyond what the grammar refuses: a byte order mark, bytes that are not UTF-8, a key
  /// that occurs twice in an object, a surrogate without its other half, NUL, a whole number beyond
  /// ±(2^53−1) (see ``JSONNumber``), a number too large for a double, more than ``depthLimit``
  /// arrays and objects in each other, and anything but white space behind the value.
  ///
  /// - Parameters:
  ///   - utf8: the text's bytes.
  ///   - firstLine: the number of the text's first line, for errors in a part of a larger file.
  ///   - valueLimit: how many values there may be; a small one takes ten times the memory of its
  ///     text.
  /// - Throws: `JSONError` with line and column.
  public init(
    parsing utf8: [UInt8], firstLine: Int = 1, valueLimit: Int = .max
  ) throws(JSONError) {
    self = try utf8.withUnsafeBufferPointer { (input) throws(JSONError) in
      var parser = JSONParser(input: input, firstLine: firstLine, valueLimit: valueLimit)
      return try parser.parse()
    }
  }

  /// Reads one JSON text, strictly; see ``init(parsing:firstLine:)-([UInt8],_)``.
  public init(parsing text: String, firstLine: Int = 1) throws(JSONError) {
    var text = text
    let value = text.withUTF8 { input in
      Result { () throws(JSONError) in
        var parser = JSONParser(input: input, firstLine: firstLine)
        return try parser.parse()
      }
    }
    self = try value.get()
  }
}

/// A recursive descent reader of one JSON text; its depth is limited.
struct JSONParser {
  let input: UnsafeBufferPointer<UInt8>
  let firstLine: Int
  var offset = 0
  private var depth = 0
  /// How many more values there may be.
  private var valuesLeft: Int

  init(input: UnsafeBufferPointer<UInt8>, firstLine: Int, valueLimit: Int = .max) {
    self.input = input
    self.firstLine = firstLine
    valuesLeft = valueLimit
  }

  /// The whole text's value.
  mutating func parse() throws(JSONError) -> JSONValue {
    if input.starts(with: [0xef, 0xbb, 0xbf]) {
      throw error("the text begins with a byte order mark: save it as UTF-8 without one", at: 0)
    }
    if let place = UTF8Validation.firstInvalidOffset(in: UnsafeRawBufferPointer(input)) {
      throw error("these bytes are not UTF-8: save the text as UTF-8", at: place)
    }
    let value = try parseValue()
    skipSpace()
    guard offset == input.count else {
      throw error("something follows the value: a JSON text holds one value only", at: offset)
    }
    return value
  }

  /// The next value, with the white space before it.
  private mutating func parseValue() throws(JSONError) -> JSONValue {
    skipSpace()
    guard valuesLeft > 0 else {
      throw JSONError(
        "the text holds more values than are read of one", at: position(offset),
        exceedsValueLimit: true)
    }
    valuesLeft -= 1
    switch peek {
    case UInt8(ascii: "{"): return try parseObject()
    case UInt8(ascii: "["): return try parseArray()
    case UInt8(ascii: "\""): return .string(try parseString())
    case .some(0x30...0x39), UInt8(ascii: "-"): return .number(try parseNumber())
    case UInt8(ascii: "n"): return try parseWord("null", .null)
    case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
    case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
    default: throw unexpected("a value")
    }
  }

  private mutating func parseWord(
    _ word: StaticString, _ value: JSONValue
  ) throws(JSONError) -> JSONValue {
    let bytes = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
    guard input[offset...].starts(with: bytes) else { throw unexpected("a value") }
    offset += bytes.count
    return value
  }

  private mutating func parseArray() throws(JSONError) -> JSONValue {
    try enter()
    defer { depth -= 1 }
    var values: [JSONValue] = []
    if accept(UInt8(ascii: "]")) { return .array(values) }
    repeat {
      values.append(try parseValue())
    } while accept(UInt8(ascii: ","))
    guard accept(UInt8(ascii: "]")) else { throw unexpected("“,” or “]”") }
    return .array(values)
  }

  private mutating func parseObject() throws(JSONError) -> JSONValue {
    try enter()
    defer { depth -= 1 }
    var object = JSONObject()
    if accept(UInt8(ascii: "}")) { return .object(object) }
    repeat {
      skipSpace()
      let start = offset
      guard peek == UInt8(ascii: "\"") else { throw unexpected("a key in double quotes") }
      let key = try parseString()
      guard accept(UInt8(ascii: ":")) else { throw unexpected("“:” after the key") }
      guard object.append(key, try parseValue()) else {
        let shown = key.utf8.count > 80 ? "this key" : "the key \(JSONValue.string(key))"
        throw error("\(shown) is there twice: keep one of the two", at: start)
      }
    } while accept(UInt8(ascii: ","))
    guard accept(UInt8(ascii: "}")) else { throw unexpected("“,” or “}”") }
    return .object(object)
  }

  /// Steps over an opening bracket.
  private mutating func enter() throws(JSONError) {
    guard depth < JSONValue.depthLimit else { throw .tooDeep(at: position(offset)) }
    depth += 1
    offset += 1
  }
}

extension JSONParser {
  /// The string that begins here with its quote.
  mutating func parseString() throws(JSONError) -> String {
    offset += 1
    let start = offset
    skipPlain()
    if peek == UInt8(ascii: "\"") {
      defer { offset += 1 }
      return String(decoding: input[start..<offset], as: UTF8.self)
    }
    var bytes = Array(input[start..<offset])
    while true {
      let start = offset
      skipPlain()
      bytes.append(contentsOf: input[start..<offset])
      switch peek {
      case UInt8(ascii: "\""):
        offset += 1
        return String(decoding: bytes, as: UTF8.self)
      case UInt8(ascii: "\\"):
        try parseEscape(into: &bytes)
      case nil:
        throw error("the text ends within a string: close it with “\"”", at: offset)
      default:
        throw error(
          "a string holds a bare control character: write it as an escape such as \\n", at: offset)
      }
    }
  }

  /// Steps over bytes that stand for themselves.
  private mutating func skipPlain() {
    offset = UnescapedBytes.end(in: UnsafeRawBufferPointer(input), from: offset)
  }

  private mutating func parseEscape(into bytes: inout [UInt8]) throws(JSONError) {
    let start = offset
    offset += 1
    let letter = peek
    offset += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(letter ?? 0)
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "n"): bytes.append(0x0a)
    case UInt8(ascii: "f"): bytes.append(0x0c)
    case UInt8(ascii: "r"): bytes.append(0x0d)
    case UInt8(ascii: "u"):
      let scalar = try parseScalar(from: start)
      if scalar == "\0" { throw .nul(at: position(start)) }
      bytes.append(contentsOf: UTF8.encode(scalar) ?? .encodedReplacementCharacter)
    default:
      throw error("no such escape: a backslash itself is written \\\\", at: start)
    }
  }

  /// The code point of an escape, whose first digits come next, or of a pair of escapes.
  private mutating func parseScalar(from start: Int) throws(JSONError) -> Unicode.Scalar {
    let first = try parseFourDigits(from: start)
    if let scalar = Unicode.Scalar(first) { return scalar }
    if first < 0xdc00, input[min(offset, input.count)...].starts(with: [0x5c, 0x75]) {
      let place = offset
      offset += 2
      let second = try parseFourDigits(from: place)
      if (0xdc00...0xdfff).contains(second),
        let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
      {
        return scalar
      }
    }
    throw error("this surrogate lacks its other half: write the character itself", at: start)
  }

  private mutating func parseFourDigits(from start: Int) throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      switch peek {
      case .some(let byte) where (0x30...0x39).contains(byte):
        value = value << 4 + UInt32(byte - 0x30)
      case .some(let byte) where (0x41...0x46).contains(byte):
        value = value << 4 + UInt32(byte - 0x37)
      case .some(let byte) where (0x61...0x66).contains(byte):
        value = value << 4 + UInt32(byte - 0x57)
      default: throw error("\\u must be followed by four hexadecimal digits", at: start)
      }
      offset += 1
    }
    return value
  }

  /// The number that begins here.
  mutating func parseNumber() throws(JSONError) -> JSONNumber {
    let start = offset
    if peek == UInt8(ascii: "-") { offset += 1 }
    let whole = offset
    guard skipDigits() > 0 else { throw unexpected("a digit") }
    if input[whole] == UInt8(ascii: "0"), offset - whole > 1 {
      throw error("a number begins with a needless zero: remove it", at: whole)
    }
    var isWhole = true
    if peek == UInt8(ascii: ".") {
      isWhole = false
      offset += 1
      guard skipDigits() > 0 else { throw unexpected("a digit") }
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      isWhole = false
      offset += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { offset += 1 }
      guard skipDigits() > 0 else { throw unexpected("a digit") }
    }
    let text = String(decoding: input[start..<offset], as: UTF8.self)
    if isWhole, let number = Int(text).flatMap({ JSONNumber(exactly: $0) }) { return number }
    guard let double = Double(text), double.isFinite else {
      throw error("this number is too large for a double: write it as a string", at: start)
    }
    if !isWhole, let number = JSONNumber(double) { return number }
    throw error(
      "whole numbers beyond ±\(JSONNumber.largestInteger) are not exact: write this one as a string",
      at: start)
  }

  /// The next byte, or `nil` at the end.
  var peek: UInt8? { offset < input.count ? input[offset] : nil }

  mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
      offset += 1
    }
  }

  /// Steps over white space, then over this byte if it is next.
  mutating func accept(_ byte: UInt8) -> Bool {
    skipSpace()
    guard peek == byte else { return false }
    offset += 1
    return true
  }

  /// Steps over digits and returns how many.
  mutating func skipDigits() -> Int {
    let start = offset
    while let byte = peek, (0x30...0x39).contains(byte) { offset += 1 }
    return offset - start
  }

  func position(_ offset: Int) -> TextPosition {
    TextPosition(offset: offset, in: input, firstLine: firstLine)
  }

  func error(_ message: String, at offset: Int) -> JSONError {
    JSONError(message, at: position(offset))
  }

  /// An error that says what should be here and what is.
  func unexpected(_ wanted: String) -> JSONError {
    guard offset < input.count else {
      return error("the text ends where \(wanted) should be", at: offset)
    }
    let rest = input[offset...].prefix(4)
    guard let scalar = String(decoding: rest, as: UTF8.self).unicodeScalars.first else {
      return error("\(wanted) should be here", at: offset)
    }
    let shown =
      scalar.value < 0x20 || scalar.value == 0x7f
      ? "a control character" : "“\(scalar)”"
    return error("\(wanted) should be here, not \(shown)", at: offset)
  }
}

/// Why a text is not the JSON that is read here, and where.
public struct JSONError: Error, Hashable, Sendable {
  /// What is wrong and how to put it right.
  public let message: String

  /// Where in the text, or `nil` for a value that came from no text.
  public let position: TextPosition?

  /// Whether the text may be right, and has more values than were asked for.
  public let exceedsValueLimit: Bool

  /// An error with this message at this place.
  public init(_ message: String, at position: TextPosition?, exceedsValueLimit: Bool = false) {
    self.message = message
    self.position = position
    self.exceedsValueLimit = exceedsValueLimit
  }

  static func tooDeep(at position: TextPosition?) -> JSONError {
    JSONError(
      "arrays and objects lie more than \(JSONValue.depthLimit) deep: flatten them", at: position)
  }

  static func nul(at position: TextPosition?) -> JSONError {
    JSONError("a string holds the character NUL (\\u0000): remove it", at: position)
  }
}

extension JSONError: CustomStringConvertible {
  /// The place, if known, and the message.
  public var description: String {
    position.map { "\($0): \(message)" } ?? message
  }
}
