internal import CanonicalJSON

/// Where the keys of a header are, however deep.
struct YAMLPlaces {
  /// A value by its path, from its key to the end of its content; an entry of a list by its number.
  private var ranges: [[String]: Range<Int>] = [:]

  /// Reads the bytes between the `---` lines, which are valid UTF-8.
  init(_ bytes: [UInt8]) throws(YAMLError) {
    var walk = YAMLWalk(events: try YAMLHeader.events(bytes), bytes: bytes)
    walk.readValue([], from: nil)
    ranges = walk.ranges
  }

  /// The bytes of the value at a path, or of the nearest that it lies in; nil where not even its
  /// first key is there.
  func range(of path: [String]) -> Range<Int>? {
    for count in stride(from: path.count, to: 0, by: -1) {
      if let range = ranges[Array(path.prefix(count))] { return range }
    }
    return nil
  }
}

/// Goes through the events of a document, whose depth has been checked.
private struct YAMLWalk {
  let events: [YAMLEvent]
  let bytes: [UInt8]
  private(set) var ranges: [[String]: Range<Int>] = [:]
  private var index = 0
  /// The end of the last scalar or bracket: block collections have no end of their own.
  private var contentEnd = 0

  init(events: [YAMLEvent], bytes: [UInt8]) {
    self.events = events
    self.bytes = bytes
  }

  /// Reads a value and notes its range, which begins at its key if it has one.
  mutating func readValue(_ path: [String], from keyStart: Int?) {
    guard let event = next() else { return }
    let start = keyStart ?? event.range.lowerBound
    contentEnd = max(contentEnd, start)
    switch event.kind {
    case .scalar: noteEnd(event)
    case .sequenceStart: readItems(path)
    case .mappingStart: readMembers(path)
    case .sequenceEnd, .mappingEnd: return
    }
    if !path.isEmpty { ranges[path] = start..<trimmed(max(start, contentEnd), from: start) }
  }

  private mutating func readMembers(_ path: [String]) {
    while let key = next() {
      guard case .scalar(let name, _) = key.kind else {
        if case .mappingEnd = key.kind { noteEnd(key) }
        return
      }
      noteEnd(key)
      readValue(path + [name], from: key.range.lowerBound)
    }
  }

  private mutating func readItems(_ path: [String]) {
    var count = 0
    while index < events.count {
      if case .sequenceEnd = events[index].kind {
        noteEnd(events[index])
        index += 1
        return
      }
      readValue(path + [String(count)], from: nil)
      count += 1
    }
  }

  private mutating func next() -> YAMLEvent? {
    guard index < events.count else { return nil }
    defer { index += 1 }
    return events[index]
  }

  private mutating func noteEnd(_ event: YAMLEvent) {
    if !event.range.isEmpty { contentEnd = max(contentEnd, event.range.upperBound) }
  }

  /// An end without the line ends and blanks before it, which block scalars take in.
  private func trimmed(_ end: Int, from start: Int) -> Int {
    var end = min(end, bytes.count)
    while end > start, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[end - 1]) { end -= 1 }
    return max(end, start)
  }
}
