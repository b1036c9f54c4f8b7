internal import CanonicalJSON

/// A mapping in block style as the lines that it is written in.
struct MappingLines {
  /// A key with its value, and the lines that hold them.
  struct Entry {
    let name: String
    let value: JSONValue
    /// Comments and blank lines above the key.
    let above: [UInt8]
    /// The lines of key and value, each with its end.
    let lines: [UInt8]

    var key: UTF8Key { UTF8Key(name) }

    /// The entry as a mapping by itself.
    var asObject: JSONObject { [name: value] }
  }

  /// The keys in their order.
  let entries: [Entry]
  /// Comments and blank lines below the last key.
  let rest: [UInt8]

  private let places: [UTF8Key: Int]

  init(entries: [Entry], rest: [UInt8]) {
    self.entries = entries
    self.rest = rest
    places = Dictionary(
      entries.enumerated().map { ($0.element.key, $0.offset) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Takes lines apart; nil for what is no mapping in block style, or cannot be read.
  init?(_ bytes: [UInt8]) {
    do throws(YAMLError) {
      let header = try YAMLHeader(bytes)
      guard !header.isFlow else { return nil }
      var entries: [Entry] = []
      var reached = 0
      for entry in header.entries {
        let start = bytes[..<entry.range.lowerBound].lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
        let isEnded = entry.range.upperBound > start && bytes[entry.range.upperBound - 1] == 0x0a
        let end =
          isEnded
          ? entry.range.upperBound
          : bytes[entry.range.upperBound...].firstIndex(of: 0x0a).map { $0 + 1 } ?? bytes.count
        guard reached <= start, start < end else { return nil }
        entries.append(
          Entry(
            name: entry.key, value: entry.value, above: Array(bytes[reached..<start]),
            lines: Array(bytes[start..<end])))
        reached = end
      }
      guard entries.last?.lines.last ?? 0x0a == 0x0a else { return nil }
      self.init(entries: entries, rest: Array(bytes[reached...]))
    } catch {
      return nil
    }
  }

  /// The entry of a key; nil if there is none.
  subscript(key: UTF8Key) -> Entry? { places[key].map { entries[$0] } }

  /// Lines with blanks before each that is not empty.
  static func indented(_ lines: [UInt8], by count: Int) -> [UInt8] {
    var output: [UInt8] = []
    for line in lines.split(separator: 0x0a, omittingEmptySubsequences: false).dropLast() {
      if !line.isEmpty, line.first != 0x0d { output += repeatElement(0x20, count: count) }
      output += line
      output.append(0x0a)
    }
    return output
  }
}

extension MappingLines.Entry {
  /// A key's own line and the mapping below it, as if it stood at the left.
  struct Block {
    let head: [UInt8]
    let indentation: Int
    let mapping: MappingLines
  }

  /// The mapping that the value is; nil unless it stands in lines of its own below the key.
  func block() -> Block? {
    guard let object = value.object, let end = lines.firstIndex(of: 0x0a) else { return nil }
    let below = lines[(end + 1)...].split(separator: 0x0a, omittingEmptySubsequences: false)
      .dropLast()
    func depth(_ line: ArraySlice<UInt8>) -> Int? {
      let blanks = line.prefix { $0 == 0x20 }.count
      return blanks == line.count || line.dropFirst(blanks).first == 0x0d ? nil : blanks
    }
    guard let indentation = below.compactMap(depth).min(), indentation > 0 else { return nil }
    var bytes: [UInt8] = []
    for line in below {
      bytes += depth(line) == nil ? line.drop { $0 == 0x20 } : line.dropFirst(indentation)
      bytes.append(0x0a)
    }
    guard let mapping = MappingLines(bytes),
      JSONValue.object(
        JSONObject(mapping.entries.map { JSONMember(key: $0.name, value: $0.value) }))
        == .object(object)
    else { return nil }
    return Block(head: Array(lines[...end]), indentation: indentation, mapping: mapping)
  }
}

extension YAMLHeader {
  /// The keys with their values.
  var object: JSONObject { JSONObject(entries.map { JSONMember(key: $0.key, value: $0.value) }) }

  /// The keys of a header's lines; nil if they cannot be read.
  static func entries(of lines: [UInt8]) -> [Entry]? {
    do throws(YAMLError) {
      return try YAMLHeader(lines).entries
    } catch {
      return nil
    }
  }

  /// The values of a header's lines; nil if they cannot be read.
  static func object(of lines: [UInt8]) -> JSONObject? {
    entries(of: lines).map { entries in
      JSONObject(entries.map { JSONMember(key: $0.key, value: $0.value) })
    }
  }
}
