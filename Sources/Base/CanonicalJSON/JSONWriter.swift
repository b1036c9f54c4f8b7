extension JSONValue {
  /// The value as UTF-8 JSON, without a final line end.
  public func utf8(_ form: JSONFormat = .canonical) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(256)
    write(to: &output, form)
    return output
  }

  /// The value as JSON, without a final line end.
  public func text(_ form: JSONFormat = .canonical) -> String {
    String(decoding: utf8(form), as: UTF8.self)
  }

  /// Appends the value as UTF-8 JSON, without a final line end.
  public func write(to output: inout [UInt8], _ form: JSONFormat = .canonical) {
    switch form {
    case .canonical: JSONWriter.write(self, to: &output)
    case .sortedKeys: JSONWriter.write(sortedKeys, to: &output)
    case .pretty: JSONWriter.writePretty(self, indentation: 0, to: &output)
    }
  }
}

extension JSONNumber: CustomStringConvertible {
  /// The number as canonical JSON writes it.
  public var description: String {
    integer.map { String($0) } ?? ECMAScriptNumber.text(of: double)
  }
}

extension JSONValue: CustomStringConvertible {
  /// The value as canonical JSON.
  public var description: String { text() }
}

/// How a JSON value is written.
public enum JSONFormat: Sendable {
  /// As RFC 8785 writes it, but with members in their kept order.
  case canonical
  /// As RFC 8785 writes it: members sorted by the UTF-16 code units of their keys.
  case sortedKeys
  /// For people: members in their kept order, one a line, indented by two spaces.
  case pretty
}

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
        let end = UnescapedBytes.end(in: UnsafeRawBufferPointer(bytes), from: start)
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

/// The bytes that stand for themselves in a JSON string: all but quotes, backslashes and control
/// characters.
enum UnescapedBytes {
  /// Where the plain bytes that begin at an offset end, eight bytes at a time.
  static func end(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    var offset = start
    while offset + 8 <= bytes.count {
      let marks = marks(
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      guard marks == 0 else { return offset + marks.trailingZeroBitCount / 8 }
      offset += 8
    }
    while offset < bytes.count, isPlain(bytes[offset]) { offset += 1 }
    return offset
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  private static let ones: UInt64 = 0x0101_0101_0101_0101

  /// The highest bit of each byte that is not plain. Bytes above the lowest of these may be marked
  /// without need.
  private static func marks(_ word: UInt64) -> UInt64 {
    let quote = word ^ (ones &* 0x22)
    let backslash = word ^ (ones &* 0x5c)
    let marks =
      ((word &- ones &* 0x20) & ~word) | ((quote &- ones) & ~quote)
      | ((backslash &- ones) & ~backslash)
    return marks & (ones &* 0x80)
  }
}

/// What takes the members of an object one by one: an object, or what writes its text at once.
public protocol JSONObjectBuilder {
  /// Adds a member at the end, with a key that is not there yet.
  mutating func add(_ key: String, _ value: JSONValue)

  /// Adds a list of objects at the end, with a key that is not there yet.
  ///
  /// - Parameters:
  ///   - count: How many objects there are.
  ///   - body: Adds the members of the object at a place, from 0.
  mutating func add(_ key: String, count: Int, _ body: (_ place: Int, inout Self) -> Void)

  /// Adds an object at the end, with a key that is not there yet.
  ///
  /// - Parameter body: Adds the members of the object.
  mutating func add(_ key: String, object body: (inout Self) -> Void)
}

extension JSONObject: JSONObjectBuilder {
  /// Adds a member at the end; a key that is there already keeps its value.
  public mutating func add(_ key: String, _ value: JSONValue) {
    _ = append(key, value)
  }

  /// Adds a list of objects at the end; a key that is there already keeps its value.
  public mutating func add(
    _ key: String, count: Int, _ body: (_ place: Int, inout JSONObject) -> Void
  ) {
    let objects = (0..<count).map { place in
      var object = JSONObject()
      body(place, &object)
      return JSONValue.object(object)
    }
    add(key, .array(objects))
  }

  /// Adds an object at the end; a key that is there already keeps its value.
  public mutating func add(_ key: String, object body: (inout JSONObject) -> Void) {
    var object = JSONObject()
    body(&object)
    add(key, .object(object))
  }
}

/// Writes an object as canonical JSON, member by member, without making the object.
public struct JSONObjectWriter: JSONObjectBuilder {
  private var output: [UInt8] = []
  /// Whether the next member is the first of its object.
  private var isFirst = true

  private init() {}

  /// The text of an object.
  ///
  /// - Parameter body: Adds the members.
  public static func utf8(_ body: (inout JSONObjectWriter) -> Void) -> [UInt8] {
    var writer = JSONObjectWriter()
    writer.output.reserveCapacity(1_024)
    writer.object(body)
    return writer.output
  }

  /// Writes a member.
  public mutating func add(_ key: String, _ value: JSONValue) {
    begin(key)
    JSONWriter.write(value, to: &output)
  }

  /// Writes a list of objects.
  public mutating func add(
    _ key: String, count: Int, _ body: (_ place: Int, inout JSONObjectWriter) -> Void
  ) {
    begin(key)
    output.append(UInt8(ascii: "["))
    for place in 0..<count {
      if place > 0 { output.append(UInt8(ascii: ",")) }
      object { body(place, &$0) }
    }
    output.append(UInt8(ascii: "]"))
  }

  /// Writes an object.
  public mutating func add(_ key: String, object body: (inout JSONObjectWriter) -> Void) {
    begin(key)
    object(body)
  }

  private mutating func object(_ body: (inout JSONObjectWriter) -> Void) {
    output.append(UInt8(ascii: "{"))
    isFirst = true
    body(&self)
    isFirst = false
    output.append(UInt8(ascii: "}"))
  }

  private mutating func begin(_ key: String) {
    if !isFirst { output.append(UInt8(ascii: ",")) }
    isFirst = false
    JSONWriter.writeString(key, to: &output)
    output.append(UInt8(ascii: ":"))
  }
}
