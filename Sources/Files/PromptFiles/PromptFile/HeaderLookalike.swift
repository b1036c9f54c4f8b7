internal import CanonicalJSON

/// Lines at a file's beginning that look like a header and are none.
struct HeaderLookalike {
  /// The line on which they begin, from 1.
  let line: Int

  /// Why they are none.
  let reason: String

  init(line: Int, reason: String) {
    self.line = line
    self.reason = reason
  }

  /// What is said of them.
  func warning(_ path: String) -> PromptFileError {
    PromptFileError(
      "what looks like a header is read as text, since \(reason)", path: path, line: line,
      hint: "Mend it; or, if it is the template's, put an empty header of two lines '---' at the "
        + "beginning of the file")
  }

  /// Looks for lines of keys between fences that are none here, or behind comments of another kind.
  init?(in bytes: [UInt8], from start: Int) {
    var line = FileLine(of: bytes, at: start, number: 1)
    var isComment = false
    var reason: String?
    while !line.isEmpty, line.number <= Self.lineLimit {
      let text = line.text
      if let end = Self.commentEnd(text, isOpen: isComment) {
        isComment = !end
      } else if !isComment, !text.isEmpty {
        break
      }
      if isComment || !text.isEmpty, text.first != UInt8(ascii: "#") {
        reason = "only blank lines, and lines that begin with '#', may stand before a header"
      }
      line = line.next
    }
    let opening = Self.withoutInvisible(line.text)
    guard let fence = Self.fence(opening) else { return nil }
    if !line.isFence { reason = "a header begins and ends with a line '---'" }
    var close = line.next
    while !close.isEmpty, !Self.closes(close.text, fence) { close = close.next }
    let content = bytes[line.range.upperBound..<close.range.lowerBound]
    guard let reason, let key = Self.firstKey(in: content, separator: fence.separator) else {
      return nil
    }
    // A rule of Markdown, or a block of YAML that the text quotes, may have any key below it.
    guard Self.isKnown(key) || (fence.isStrong && !close.isEmpty && Self.isMapping(content)) else {
      return nil
    }
    self.init(line: line.number, reason: reason)
  }

  /// How far a header is looked for.
  private static let lineLimit = 400

  /// A line without what nobody sees at its beginning: byte order marks, spaces that do not break and
  /// spaces without a width.
  private static func withoutInvisible(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var text = text
    let signs = ["\u{feff}", "\u{200b}", "\u{a0}"]
    while let sign = signs.first(where: { text.starts(with: $0.utf8) }) {
      text = text.dropFirst(sign.utf8.count)
    }
    return text
  }

  /// A line that some program takes for the beginning of a header.
  private struct Fence {
    /// What ends it.
    let closing: [[UInt8]]
    /// What stands between key and value.
    var separator = UInt8(ascii: ":")
    /// Whether it is hardly ever anything else.
    var isStrong = true
  }

  private static func fence(_ text: ArraySlice<UInt8>) -> Fence? {
    func isAll(_ dash: String) -> Bool {
      text.count >= 3 && String(decoding: text, as: UTF8.self).allSatisfy { String($0) == dash }
    }
    let dashes = ["---", "...", "—", "–––", "———"].map { Array($0.utf8) }
    if isAll("-") || isAll("—") || isAll("–") { return Fence(closing: dashes) }
    if text.elementsEqual("+++".utf8) {
      return Fence(closing: [Array("+++".utf8)], separator: UInt8(ascii: "="))
    }
    for mark in ["```", "~~~"] where text.starts(with: mark.utf8) {
      let word = String(decoding: text.dropFirst(3), as: UTF8.self)
      guard ["yaml", "yml"].contains(word) else { return nil }
      return Fence(closing: [Array(mark.utf8)], isStrong: false)
    }
    // `---yaml`, `--- # header`.
    return text.starts(with: "---".utf8) ? Fence(closing: dashes) : nil
  }

  private static func closes(_ text: ArraySlice<UInt8>, _ fence: Fence) -> Bool {
    let dash = UInt8(ascii: "-")
    return fence.closing.contains { $0.elementsEqual(text) }
      || (text.count > 3 && text.allSatisfy { $0 == dash })
  }

  /// Whether a line belongs to a comment, and if so whether that ends on it; nil for other lines.
  private static func commentEnd(_ text: ArraySlice<UInt8>, isOpen: Bool) -> Bool? {
    func ends(_ mark: String) -> Bool { text.suffix(mark.utf8.count).elementsEqual(mark.utf8) }
    func starts(_ mark: String) -> Bool { text.starts(with: mark.utf8) }
    if isOpen { return blocks.contains { ends($0.end) } }
    if let block = blocks.first(where: { starts($0.start) }) { return ends(block.end) }
    return ["#", "//", ";", "-- ", "%"].contains(where: starts) ? true : nil
  }

  /// How comments of HTML, C, Handlebars and Jinja begin and end.
  private static let blocks = [("<!--", "-->"), ("/*", "*/"), ("{{!", "}}"), ("{#", "#}")]
    .map { (start: $0, end: $1) }

  /// The key on the first line that is neither blank nor a comment; nil if there is none.
  static func firstKey(
    in bytes: ArraySlice<UInt8>, separator: UInt8 = UInt8(ascii: ":")
  ) -> String? {
    for line in bytes.split(separator: 0x0a) {
      let text = line.drop { $0 == 0x20 || $0 == 0x09 }
      guard let first = text.first, first != UInt8(ascii: "#"), first != 0x0d else { continue }
      // The name of a table, in TOML.
      if separator == UInt8(ascii: "="), first == UInt8(ascii: "[") { continue }
      guard text.startIndex == line.startIndex, let end = text.firstIndex(of: separator) else {
        return nil
      }
      let next = text[(end + 1)...].first ?? 0x20
      guard separator != UInt8(ascii: ":") || next == 0x20 || next == 0x09 || next == 0x0d else {
        return nil
      }
      let quotes = [UInt8(ascii: "\""), UInt8(ascii: "'"), 0x20]
      let key = text[..<end].filter { !quotes.contains($0) }
      let isKey =
        !key.isEmpty
        && key.allSatisfy { byte in
          (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
            || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
        }
      return isKey ? String(decoding: key, as: UTF8.self) : nil
    }
    return nil
  }

  /// Whether headers of prompts have such a key: dotprompt's, and those of other tools' files.
  static func isKnown(_ key: String) -> Bool { known.contains(UTF8Key(key)) }

  private static let known = Set(
    [
      "name", "title", "description", "metadata", "model", "config", "input", "output", "variant",
      "tools", "toolDefs", "maxTurns", "returnToolRequests", "ext", "dialect", "license",
      "allowed-tools", "argument-hint", "mode", "applyTo", "tags", "authors", "inputs", "outputs",
    ].map(UTF8Key.init))

  private static func isMapping(_ bytes: ArraySlice<UInt8>) -> Bool {
    do throws(YAMLError) {
      return try !YAMLHeader(Array(bytes.prefix(YAMLHeader.lengthLimit))).entries.isEmpty
    } catch {
      return false
    }
  }
}
