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
    offset = PlainText.end(in: UnsafeRawBufferPointer(input), from: offset)
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
}
