internal import CanonicalJSON

/// A header's YAML as values: one mapping, with the place of each of its keys.
struct YAMLHeader {
  /// One key of the mapping, with the bytes of key and value.
  struct Entry {
    let key: String
    let value: JSONValue
    /// From the key to the end of the value's last line that has content.
    let range: Range<Int>
    /// Where the value begins.
    let valueOffset: Int
  }

  /// How many collections may lie in each other, the header's own mapping included.
  static let depthLimit = 64

  /// The longest header, in bytes between its `---` lines.
  static let lengthLimit = 65_536

  /// The keys in their order.
  let entries: [Entry]

  /// Whether the mapping is written in braces.
  let isFlow: Bool

  /// Reads the bytes between the `---` lines, which are valid UTF-8.
  init(_ bytes: [UInt8]) throws(YAMLError) {
    let events = try Self.events(bytes)
    guard let first = events.first else {
      entries = []
      isFlow = false
      return
    }
    guard case .mappingStart(let isFlow) = first.kind else {
      throw YAMLError(
        "the header is not a mapping", at: first.range.lowerBound,
        hint: "Write lines such as 'model: gpt-5', or remove the header")
    }
    var builder = YAMLBuilder(events: events)
    entries = try builder.entries()
    self.isFlow = isFlow
  }

  /// All events; stops at the first that lies too deep, since libyaml is slow on deep input.
  private static func events(_ bytes: [UInt8]) throws(YAMLError) -> [YAMLEvent] {
    var parser = try YAMLParser(bytes)
    var events: [YAMLEvent] = []
    var depth = 0
    while let event = try parser.next() {
      switch event.kind {
      case .mappingStart, .sequenceStart: depth += 1
      case .mappingEnd, .sequenceEnd: depth -= 1
      case .scalar: break
      }
      guard depth <= depthLimit else {
        throw YAMLError(
          "mappings and lists lie more than \(depthLimit) deep", at: event.range.lowerBound,
          hint: "Flatten them")
      }
      events.append(event)
    }
    return events
  }
}
