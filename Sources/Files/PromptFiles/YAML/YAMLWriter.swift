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
