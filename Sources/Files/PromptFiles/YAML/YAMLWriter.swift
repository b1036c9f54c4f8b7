internal import CanonicalJSON

/// Writes values as readable YAML in block style, with texts of several lines as literal blocks.
struct YAMLWriter {
  private var output: [UInt8] = []

  /// A mapping, each of its keys on a line that begins at the left; empty for an empty one.
  static func bytes(of object: JSONObject) -> [UInt8] {
    var writer = YAMLWriter()
    writer.write(object, indentation: 0, firstIsPlaced: false)
    return writer.output
  }

  private mutating func write(_ object: JSONObject, indentation: Int, firstIsPlaced: Bool) {
    for (place, member) in object.enumerated() {
      if place > 0 || !firstIsPlaced { indent(indentation) }
      let key = YAMLText.inline(member.key)
      // A reader looks only so far for the colon behind a key.
      if key.count > 500 {
        output += "? ".utf8
        output += key
        output.append(0x0a)
        indent(indentation)
      } else {
        output += key
      }
      output.append(UInt8(ascii: ":"))
      write(member.value, indentation: indentation, isItem: false)
    }
  }

  private mutating func write(_ values: [JSONValue], indentation: Int, firstIsPlaced: Bool) {
    for (place, value) in values.enumerated() {
      if place > 0 || !firstIsPlaced { indent(indentation) }
      output.append(UInt8(ascii: "-"))
      write(value, indentation: indentation, isItem: true)
    }
  }

  /// Writes what comes behind a colon or a dash, to the end of the line or block.
  private mutating func write(_ value: JSONValue, indentation: Int, isItem: Bool) {
    switch value {
    case .object(let object) where !object.isEmpty:
      output.append(isItem ? 0x20 : 0x0a)
      write(object, indentation: indentation + 2, firstIsPlaced: isItem)
    case .array(let values) where !values.isEmpty:
      output.append(isItem ? 0x20 : 0x0a)
      write(values, indentation: indentation + 2, firstIsPlaced: isItem)
    case .string(let text):
      output.append(0x20)
      if let block = YAMLText.literal(text, indentation: indentation + 2) {
        output += block
      } else {
        output += YAMLText.inline(text)
        output.append(0x0a)
      }
    default:
      output.append(0x20)
      output += Self.scalar(value)
      output.append(0x0a)
    }
  }

  private mutating func indent(_ count: Int) {
    output.append(contentsOf: repeatElement(0x20, count: count))
  }

  private static func scalar(_ value: JSONValue) -> [UInt8] {
    guard case .number(let number) = value else { return value.utf8() }
    var text = Array(number.description.utf8)
    // Readers of YAML 1.1 take a number with an exponent for one only if it has a dot.
    if let exponent = text.firstIndex(of: UInt8(ascii: "e")), !text.contains(UInt8(ascii: ".")) {
      text.insert(contentsOf: ".0".utf8, at: exponent)
    }
    return text
  }
}

/// How a text is written in YAML: as it is, in double quotes, or as a literal block.
enum YAMLText {
  /// The text on one line: plain if every reader takes it for this text, else in double quotes.
  static func inline(_ text: String) -> [UInt8] {
    isPlain(text) ? Array(text.utf8) : quoted(text)
  }

  /// A literal block, from the bar to the end of its last line; nil if the text has one line only
  /// or would not come back as it is.
  static func literal(_ text: String, indentation: Int) -> [UInt8]? {
    let bytes = Array(text.utf8)
    guard let first = bytes.first, bytes.contains(0x0a), !isBlank(first), first != 0x0a,
      text.unicodeScalars.allSatisfy({ isPrintable($0) || $0 == "\n" || $0 == "\t" })
    else { return nil }
    var lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
    if let last = lines.last, !last.isEmpty, last.allSatisfy(isBlank) { return nil }
    var output = Array("|".utf8)
    if bytes.last != 0x0a {
      output.append(UInt8(ascii: "-"))
    } else {
      lines.removeLast()
      if bytes.dropLast().last == 0x0a { output.append(UInt8(ascii: "+")) }
    }
    output.append(0x0a)
    for line in lines {
      if !line.isEmpty { output.append(contentsOf: repeatElement(0x20, count: indentation)) }
      output += line
      output.append(0x0a)
    }
    return output
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private static func isPlain(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard let first = bytes.first, let last = bytes.last, last != 0x20,
      last != UInt8(ascii: ":"), isLetter(first) || first >= 0x80 || first == UInt8(ascii: "_"),
      text.unicodeScalars.allSatisfy(isPrintable),
      YAMLScalar.value(ofPlain: text)?.string != nil, !words.contains(lowercased(bytes))
    else { return false }
    for (byte, next) in zip(bytes, bytes.dropFirst()) {
      if byte == UInt8(ascii: ":"), next == 0x20 { return false }
      if byte == 0x20, next == UInt8(ascii: "#") { return false }
    }
    return true
  }

  /// What readers of YAML 1.1 take for a truth value.
  private static let words: Set<[UInt8]> = Set(
    ["y", "n", "yes", "no", "on", "off"].map { Array($0.utf8) })

  private static func lowercased(_ bytes: [UInt8]) -> [UInt8] {
    bytes.count > 3 ? bytes : bytes.map { (0x41...0x5a).contains($0) ? $0 + 32 : $0 }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
  }

  /// The characters that need no escape anywhere; line breaks and tabs are not among them.
  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20...0x7e, 0xa0...0x2027, 0x202a...0xd7ff, 0xe000...0xfefe, 0xff00...0xfffd: true
    case 0x10000...0x10ffff: true
    default: false
    }
  }

  private static func quoted(_ text: String) -> [UInt8] {
    var output = Array("\"".utf8)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\"".utf8
      case "\\": output += "\\\\".utf8
      case "\n": output += "\\n".utf8
      case "\r": output += "\\r".utf8
      case "\t": output += "\\t".utf8
      case _ where isPrintable(scalar): output += UTF8.encode(scalar) ?? UTF8.EncodedScalar()
      default:
        let digits = String(scalar.value, radix: 16)
        output += "\\u\(String(repeating: "0", count: 4 - digits.utf8.count))\(digits)".utf8
      }
    }
    output.append(UInt8(ascii: "\""))
    return output
  }
}
