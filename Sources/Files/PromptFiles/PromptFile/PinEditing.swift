internal import CanonicalJSON
package import PromptRepo

extension PromptFile {
  /// The bytes of a file whose header pins a partial to a version: a member of its mapping `partials`.
  ///
  /// Only the pin changes and the comment behind it, ` # v4`, which names the version's number; all
  /// other bytes stay. A mapping that is not there is added behind the last key. A comment that says
  /// something else stays, and in braces none is written. Where the lines cannot be changed, the
  /// header is written anew.
  ///
  /// - Parameters:
  ///   - number: The number of the version, if it is known; a comment with another one goes if not.
  ///   - path: The file's path, for errors.
  /// - Throws: ``PromptFileError`` when the file cannot be read, its `partials` is no mapping, or the
  ///   header cannot be written.
  package static func bytes(
    _ bytes: [UInt8], pinning partial: PromptName, to hash: VersionHash, number: Int?, path: String
  ) throws(PromptFileError) -> [UInt8] {
    _ = try PromptFile(parsing: bytes, path: path)
    let parts = try HeaderParts(bytes, path: path)
    let before = try parts.yaml(bytes, path)
    let edit = PinEdit(partial: partial, hash: hash, number: number)
    guard let wanted = edit.applied(to: before.object) else {
      throw PromptFileError.partialsAreNoMapping(path, line: parts.headerLine)
    }
    var candidates: [[UInt8]] = []
    if let header = parts.header {
      let isCRLF = bytes[..<header.lowerBound].dropLast().last == 0x0d
      let lines = Array(bytes[header])
      let edits = edit.edits(of: lines, before, isCRLF: isCRLF)
      candidates = edits.map { edit in
        bytes[..<header.lowerBound] + edit + bytes[header.upperBound...]
      }
    } else {
      candidates = [try self.bytes(bytes, parts, with: edit.mapping, path)]
    }
    candidates.append(try self.bytes(bytes, parts, with: YAMLWriter.bytes(of: wanted), path))
    let body = bytes[parts.body]
    for candidate in candidates where means(candidate, wanted, body, path) { return candidate }
    throw .unchangeable(path)
  }

  /// Whether a file has a header and a body.
  private static func means(
    _ bytes: [UInt8], _ header: JSONObject, _ body: ArraySlice<UInt8>, _ path: String
  ) -> Bool {
    do {
      let parts = try HeaderParts(bytes, path: path)
      return try parts.yaml(bytes, path).object == header && bytes[parts.body] == body
    } catch {
      return false
    }
  }
}

/// A change of one pin in a header.
private struct PinEdit {
  let partial: PromptName
  let hash: VersionHash
  let number: Int?

  private var pin: String { "sha256:\(hash.hex)" }
  private var key: [UInt8] { YAMLText.inline(partial.rawValue) }
  private var comment: [UInt8] { Array(number.map { " # v\($0)" }?.utf8 ?? "".utf8) }

  /// The pin as a line, without its line end.
  private var line: [UInt8] { key + ": \(pin)".utf8 + comment }
  /// The pin between braces, where a reader may end a text without quotes at a colon.
  private var member: [UInt8] { key + ": \"\(pin)\"".utf8 }

  /// The whole mapping, each line with LF.
  var mapping: [UInt8] { Array("\(PartialPins.key):\n  ".utf8) + line + [0x0a] }

  /// The header's members with the pin; nil if `partials` is something else than a mapping.
  func applied(to header: JSONObject) -> JSONObject? {
    var header = header
    var pins = JSONObject()
    switch header[PartialPins.key] {
    case .object(let object)?: pins = object
    case nil, .null?: break
    default: return nil
    }
    pins[partial.rawValue] = .string(pin)
    header[PartialPins.key] = .object(pins)
    return header
  }

  /// The header's lines with the pin, in the ways to write it, the best first; one or another may
  /// mean something else.
  func edits(of lines: [UInt8], _ header: YAMLHeader, isCRLF: Bool) -> [[UInt8]] {
    func converted(_ bytes: [UInt8]) -> [UInt8] { LineEndings.convert(bytes, toCRLF: isCRLF) }
    guard
      let entry = header.entries.first(where: { $0.key.hasSameBytes(as: PartialPins.key) })
    else {
      let mapping = converted(mapping)
      guard !header.isFlow else {
        let braced = Array("\(PartialPins.key): {".utf8) + member + "}".utf8
        return PinMapping(of: lines, at: 0).map { [$0.adding(braced, to: lines)] } ?? []
      }
      let end = header.entries.last.map { HeaderEdit.lineRange($0.range, lines).upperBound }
      return [end, lines.count].compactMap { $0 }.map { lines[..<$0] + mapping + lines[$0...] }
    }
    guard let pins = PinMapping(of: lines, at: entry.valueOffset) else {
      return emptyValue(entry, lines).map { before, after in
        [before + converted([0x0a] + "  ".utf8 + line) + after]
      } ?? []
    }
    if let member = pins.members.first(where: { $0.key.hasSameBytes(as: partial.rawValue) }) {
      return [changed(lines, member.value, isFlow: pins.isFlow, isOnly: pins.members.count == 1)]
    }
    if pins.isFlow { return [pins.adding(member, to: lines)] }
    guard let first = pins.members.first, let last = pins.members.last else { return [] }
    let start = lines[..<first.start].lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
    let indentation = lines[start..<first.start]
    let end = HeaderEdit.lineRange(last.start..<last.end, lines).upperBound
    return [lines[..<end] + indentation + converted(line + [0x0a]) + lines[end...]]
  }

  /// The lines with another value in a place, and with its number behind it.
  ///
  /// - Parameters:
  ///   - isFlow: Whether the mapping is written in braces.
  ///   - isOnly: Whether the mapping has no other member, so that a comment behind its brace is about
  ///     this one.
  private func changed(
    _ lines: [UInt8], _ value: Range<Int>, isFlow: Bool, isOnly: Bool
  ) -> [UInt8] {
    var old = value
    var end = value.upperBound
    var new = Array(pin.utf8)
    if value.isEmpty {
      new.insert(0x20, at: 0)
    } else if let quote = lines[value].first, quote == 0x22 || quote == 0x27 {
      old = (value.lowerBound + 1)..<max(value.lowerBound + 1, value.upperBound - 1)
    } else {
      // The line end of a block is no part of the value.
      while end > value.lowerBound, lines[end - 1] == 0x0a || lines[end - 1] == 0x0d { end -= 1 }
      old = value.lowerBound..<end
    }
    let head = lines[..<old.lowerBound] + new + lines[old.upperBound..<end]
    let rest = lines[end...]
    guard !isFlow || isOnly, let tail = LineTail(rest) else { return Array(head + rest) }
    return Array(head) + tail.bytes(naming: number, mayAdd: !isFlow) + rest[tail.end...]
  }

  /// What stands before and behind the place for the lines of a mapping that is empty: `partials:` or
  /// `partials: null`.
  private func emptyValue(
    _ entry: YAMLHeader.Entry, _ lines: [UInt8]
  ) -> (before: [UInt8], after: [UInt8])? {
    guard entry.value.isNull else { return nil }
    let end = HeaderEdit.lineRange(entry.range, lines).upperBound
    var before = Array(lines[..<end])
    let value = entry.valueOffset..<max(entry.valueOffset, entry.range.upperBound)
    if !value.isEmpty {
      let start = before[..<value.lowerBound].lastIndex { $0 != 0x20 && $0 != 0x09 }
      before.removeSubrange((start.map { $0 + 1 } ?? value.lowerBound)..<value.upperBound)
    }
    var lineEnd: [UInt8] = []
    while let last = before.last, last == 0x0a || last == 0x0d {
      lineEnd.insert(last, at: 0)
      before.removeLast()
    }
    return (before, Array(lineEnd + lines[end...]))
  }
}

/// The rest of a line behind a value: white space, and a comment if there is one.
private struct LineTail {
  private let text: [UInt8]
  /// Where the line's own end begins.
  let end: Int

  /// The tail at the start of some bytes; nil if something else stands there.
  init?(_ rest: ArraySlice<UInt8>) {
    let line = rest.prefix { $0 != 0x0a && $0 != 0x0d }
    let first = line.first { $0 != 0x20 && $0 != 0x09 && $0 != UInt8(ascii: "}") }
    guard first == nil || first == UInt8(ascii: "#") else { return nil }
    text = Array(line)
    end = line.endIndex
  }

  /// The tail with a number of a version in place of the one that its comment begins with, or without
  /// one; a comment that begins with anything else stays.
  ///
  /// - Parameter mayAdd: Whether a comment is added where there is none.
  func bytes(naming number: Int?, mayAdd: Bool) -> [UInt8] {
    guard let hash = text.firstIndex(of: UInt8(ascii: "#")) else {
      return text + Array((mayAdd ? number.map { " # v\($0)" } ?? "" : "").utf8)
    }
    let start = text[(hash + 1)...].firstIndex { $0 != 0x20 && $0 != 0x09 } ?? text.count
    guard start < text.count, text[start] == UInt8(ascii: "v") else { return text }
    let digits = text[(start + 1)...].prefix { (0x30...0x39).contains($0) }
    let following = digits.endIndex < text.count ? text[digits.endIndex] : 0x20
    guard !digits.isEmpty, !Self.isWord(following) else { return text }
    if let number { return Array(text[...start]) + "\(number)".utf8 + text[digits.endIndex...] }
    let words = text[digits.endIndex...].drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x2c }
    if !words.isEmpty { return Array(text[..<start] + words) }
    let before = text[..<hash]
    return Array(before[..<(before.lastIndex { $0 != 0x20 && $0 != 0x09 }.map { $0 + 1 } ?? 0)])
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20) || byte >= 0x80
      || byte == 0x5f || byte == 0x2d || byte == 0x2e
  }
}

/// A mapping in a header, with the places of its members.
private struct PinMapping {
  /// A member from its key to the end of its value.
  struct Member {
    let key: String
    let start: Int
    let end: Int
    /// Where its value is.
    let value: Range<Int>
  }

  private(set) var members: [Member] = []
  /// Whether it is written in braces.
  let isFlow: Bool
  private let start: Int

  /// Finds the mapping that begins at an offset of a header, which has been read before; 0 is that of
  /// the header itself. Nil if none begins there.
  init?(of lines: [UInt8], at offset: Int) {
    guard let events = Self.events(lines) else { return nil }
    let place = events.firstIndex(where: { event in
      if case .mappingStart = event.kind {
        event.range.lowerBound == offset || offset == 0
      } else {
        false
      }
    })
    guard let place, case .mappingStart(let isFlow) = events[place].kind else { return nil }
    self.isFlow = isFlow
    start = events[place].range.lowerBound
    var index = place + 1
    while index + 1 < events.count, case .scalar(let key, _) = events[index].kind {
      let start = events[index].range.lowerBound
      let valueStart = index + 1
      index = Self.end(of: valueStart, in: events)
      // Block collections end where the next thing begins, so their last text tells their end.
      let end = events[valueStart..<index].reduce(events[valueStart - 1].range.upperBound) {
        if case .scalar = $1.kind { return max($0, $1.range.upperBound) }
        let isClosed = lines[$1.range].last == 0x7d || lines[$1.range].last == 0x5d
        return isClosed ? max($0, $1.range.upperBound) : $0
      }
      var value = events[valueStart].range
      if case .scalar = events[valueStart].kind {} else { value = value.lowerBound..<end }
      members.append(Member(key: key, start: start, end: end, value: value))
    }
  }

  private static func events(_ lines: [UInt8]) -> [YAMLEvent]? {
    do { return try YAMLHeader.events(lines) } catch { return nil }
  }

  /// The place behind all events of the value that begins at one.
  private static func end(of place: Int, in events: [YAMLEvent]) -> Int {
    var depth = 0
    for index in place..<events.count {
      switch events[index].kind {
      case .mappingStart, .sequenceStart: depth += 1
      case .mappingEnd, .sequenceEnd: depth -= 1
      case .scalar: break
      }
      if depth <= 0 { return index + 1 }
    }
    return events.count
  }

  /// The lines with one more member between the braces.
  func adding(_ member: [UInt8], to lines: [UInt8]) -> [UInt8] {
    if let last = members.last {
      return lines[..<last.end] + Array(", ".utf8) + member + lines[last.end...]
    }
    // Behind the brace, and behind nothing where there is none.
    let inside = min(start + 1, lines.count)
    return lines[..<inside] + member + lines[inside...]
  }
}
