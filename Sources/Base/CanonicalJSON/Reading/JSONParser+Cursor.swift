extension JSONParser {
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
