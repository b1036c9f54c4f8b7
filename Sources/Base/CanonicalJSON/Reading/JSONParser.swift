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
        "the text holds more values than are read of one", at: position(offset), isTooMuch: true)
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
