/// Appends values as JSON text.
enum JSONWriter {
  /// Appends without white space, members in their kept order.
  static func write(_ value: JSONValue, to output: inout [UInt8]) {
    switch value {
    case .null: output.append(contentsOf: "null".utf8)
    case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
    case .number(let number): output.append(contentsOf: number.description.utf8)
    case .string(let text): writeString(text, to: &output)
    case .array(let values):
      output.append(UInt8(ascii: "["))
      for (place, value) in values.enumerated() {
        if place > 0 { output.append(UInt8(ascii: ",")) }
        write(value, to: &output)
      }
      output.append(UInt8(ascii: "]"))
    case .object(let object):
      output.append(UInt8(ascii: "{"))
      for (place, member) in object.enumerated() {
        if place > 0 { output.append(UInt8(ascii: ",")) }
        writeString(member.key, to: &output)
        output.append(UInt8(ascii: ":"))
        write(member.value, to: &output)
      }
      output.append(UInt8(ascii: "}"))
    }
  }

  /// Appends with one member or value a line.
  static func writePretty(_ value: JSONValue, indentation: Int, to output: inout [UInt8]) {
    func newLine(_ place: Int) {
      if place > 0 { output.append(UInt8(ascii: ",")) }
      output.append(0x0a)
      output.append(contentsOf: repeatElement(0x20, count: indentation + 2))
    }
    func end(_ bracket: UInt8) {
      output.append(0x0a)
      output.append(contentsOf: repeatElement(0x20, count: indentation))
      output.append(bracket)
    }
    switch value {
    case .array(let values) where !values.isEmpty:
      output.append(UInt8(ascii: "["))
      for (place, value) in values.enumerated() {
        newLine(place)
        writePretty(value, indentation: indentation + 2, to: &output)
      }
      end(UInt8(ascii: "]"))
    case .object(let object) where !object.isEmpty:
      output.append(UInt8(ascii: "{"))
      for (place, member) in object.enumerated() {
        newLine(place)
        writeString(member.key, to: &output)
        output.append(contentsOf: ": ".utf8)
        writePretty(member.value, indentation: indentation + 2, to: &output)
      }
      end(UInt8(ascii: "}"))
    default: write(value, to: &output)
    }
  }

  /// Appends a string as RFC 8785, section 3.2.2.2, writes it: only what must be is escaped.
  static func writeString(_ text: String, to output: inout [UInt8]) {
    var text = text
    output.append(UInt8(ascii: "\""))
    text.withUTF8 { bytes in
      var start = 0
      while true {
        let end = PlainText.end(in: UnsafeRawBufferPointer(bytes), from: start)
        output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<end]))
        guard end < bytes.count else { break }
        writeEscape(bytes[end], to: &output)
        start = end + 1
      }
    }
    output.append(UInt8(ascii: "\""))
  }

  private static func writeEscape(_ byte: UInt8, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\\"))
    switch byte {
    case 0x08: output.append(UInt8(ascii: "b"))
    case 0x09: output.append(UInt8(ascii: "t"))
    case 0x0a: output.append(UInt8(ascii: "n"))
    case 0x0c: output.append(UInt8(ascii: "f"))
    case 0x0d: output.append(UInt8(ascii: "r"))
    case 0..<0x20:
      output.append(contentsOf: byte < 0x10 ? "u000".utf8 : "u001".utf8)
      let low = byte & 15
      output.append(low < 10 ? 0x30 + low : 0x61 - 10 + low)
    default: output.append(byte)
    }
  }
}
