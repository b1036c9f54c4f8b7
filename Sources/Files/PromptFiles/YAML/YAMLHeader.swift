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
  static func events(_ bytes: [UInt8]) throws(YAMLError) -> [YAMLEvent] {
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

/// Makes values of a document's events, whose depth has been checked.
struct YAMLBuilder {
  private let events: [YAMLEvent]
  private var index = 0
  /// The end of the last scalar or bracket: block collections have no end of their own.
  private var contentEnd = 0

  /// A builder at the document's first event, which begins a mapping.
  init(events: [YAMLEvent]) {
    self.events = events
  }

  /// The entries of the document's mapping.
  mutating func entries() throws(YAMLError) -> [YAMLHeader.Entry] {
    index = 1
    var entries: [YAMLHeader.Entry] = []
    var seen: Set<UTF8Key> = []
    while let key = try nextKey() {
      guard seen.insert(UTF8Key(key.text)).inserted else { throw Self.duplicate(key) }
      let valueOffset = index < events.count ? events[index].range.lowerBound : key.offset
      let value = try nextValue()
      entries.append(
        YAMLHeader.Entry(
          key: key.text, value: value, range: key.offset..<max(key.offset, contentEnd),
          valueOffset: valueOffset))
    }
    return entries
  }

  private struct Key {
    let text: String
    let offset: Int
  }

  /// The next key of a mapping, or nil behind its end.
  private mutating func nextKey() throws(YAMLError) -> Key? {
    guard index < events.count else { return nil }
    let event = events[index]
    index += 1
    switch event.kind {
    case .mappingEnd:
      contentEnd = max(contentEnd, event.range.isEmpty ? 0 : event.range.upperBound)
      return nil
    case .scalar(let text, let isPlain):
      contentEnd = event.range.upperBound
      if isPlain, !YAMLScalar.isKey(plain: text) {
        throw YAMLError(
          "the key '\(text.prefix(40))' is not a text, nor written as JSON writes it",
          at: event.range.lowerBound, hint: "Put it in quotes")
      }
      try Self.check(text, event)
      return Key(text: text, offset: event.range.lowerBound)
    default:
      throw YAMLError("a key is not a text", at: event.range.lowerBound, hint: "Put it in quotes")
    }
  }

  private mutating func nextValue() throws(YAMLError) -> JSONValue {
    guard index < events.count else { return .null }
    let event = events[index]
    index += 1
    switch event.kind {
    case .scalar(let text, let isPlain):
      contentEnd = event.range.upperBound
      try Self.check(text, event)
      guard isPlain else { return .string(text) }
      if let value = YAMLScalar.value(ofPlain: text) { return value }
      throw YAMLError(
        "'\(text.prefix(40))' is a number that cannot be kept exactly: whole numbers go to "
          + "±\(JSONNumber.largestInteger), and there is no infinity",
        at: event.range.lowerBound, hint: "Put it in quotes to make it a text")
    case .sequenceStart: return .array(try nextItems())
    case .mappingStart:
      var object = JSONObject()
      while let key = try nextKey() {
        guard object.append(key.text, try nextValue()) else { throw Self.duplicate(key) }
      }
      return .object(object)
    case .sequenceEnd, .mappingEnd: return .null
    }
  }

  private mutating func nextItems() throws(YAMLError) -> [JSONValue] {
    var items: [JSONValue] = []
    while index < events.count {
      if case .sequenceEnd = events[index].kind {
        let range = events[index].range
        contentEnd = max(contentEnd, range.isEmpty ? 0 : range.upperBound)
        index += 1
        break
      }
      items.append(try nextValue())
    }
    return items
  }

  private static func duplicate(_ key: Key) -> YAMLError {
    YAMLError(
      "the key '\(key.text.prefix(40))' occurs twice", at: key.offset, hint: "Remove one of them")
  }

  private static func check(_ text: String, _ event: YAMLEvent) throws(YAMLError) {
    if text.utf8.contains(0) {
      throw YAMLError(
        "a text holds the character NUL", at: event.range.lowerBound, hint: "Remove it")
    }
  }
}
