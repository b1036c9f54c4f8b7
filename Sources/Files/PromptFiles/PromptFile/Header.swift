internal import CanonicalJSON
internal import PromptRepo

/// Where a file's header and body are.
///
/// The header stands between two lines `---`, which may have blanks behind. Before it there may be a
/// byte order mark, blank lines, and comments: lines that begin with `#`, as dotprompt has them.
struct HeaderParts {
  /// What a line that begins with `#` is before a header.
  enum Comments {
    /// A comment.
    case dotprompt
    /// A heading of Markdown, unless what follows has a key that headers of prompts have.
    case markdown

    /// What it is in a file, as its name says: `.md` is Markdown, and `.prompt.md` a prompt.
    init(path: String) {
      func ends(_ ending: String) -> Bool {
        path.utf8.suffix(ending.utf8.count).elementsEqual(ending.utf8)
      }
      self = ends(".md") && !ends(".prompt.md") ? .markdown : .dotprompt
    }
  }

  /// The line that opens the header, with its line end; nil without a header.
  let opening: Range<Int>?
  /// The bytes between the `---` lines; nil without a header.
  let header: Range<Int>?
  /// The line of the file on which these begin.
  let headerLine: Int
  /// The bytes behind the header, or behind the byte order mark.
  let body: Range<Int>
  /// The line of the file on which the body begins.
  let bodyLine: Int
  /// What looks like a header and is part of the body.
  let lookalike: HeaderLookalike?

  /// Finds the lines `---`.
  ///
  /// After comments and blank lines these enclose a header only if a mapping is between them, so
  /// that headings and rules of Markdown stay text.
  init(
    _ bytes: [UInt8], path: String, comments: Comments = .dotprompt
  ) throws(PromptFileError) {
    let start = ByteOrderMark.length(in: bytes)
    var first = FileLine(of: bytes, at: start, number: 1)
    var hasComments = false
    while !first.isEmpty, first.isBlank || first.isComment {
      hasComments = hasComments || first.isComment
      first = first.next
    }
    var found: (header: Range<Int>, end: FileLine)?
    var lookalike: HeaderLookalike?
    if first.isFence {
      var line = first.next
      while !line.isEmpty, !line.isFence { line = line.next }
      let content = first.range.upperBound..<line.range.lowerBound
      let header = HeaderLines(bytes[content])
      let isFirst = first.range.lowerBound == start
      if isFirst || header.isHeader(hasComments ? comments : .dotprompt, isClosed: !line.isEmpty) {
        guard !line.isEmpty else { throw Self.unclosed(path, first.number) }
        guard content.count <= YAMLHeader.lengthLimit else {
          throw Self.tooLong(content.count, path, first.number)
        }
        found = (content, line)
      } else if header.isLikely(isClosed: !line.isEmpty) {
        lookalike = HeaderLookalike(
          line: first.number,
          reason: line.isEmpty
            ? "no line '---' ends it"
            : hasComments && comments == .markdown
              ? "text stands before it" : "there is no mapping between its lines '---'")
      }
    } else {
      if first.range.lowerBound == start, first.isLoneCRFence { throw Self.loneCR(path) }
      lookalike = HeaderLookalike(in: bytes, from: start)
    }
    self.lookalike = lookalike
    opening = found == nil ? nil : first.range
    header = found?.header
    headerLine = first.number + 1
    body = (found?.end.range.upperBound ?? start)..<bytes.count
    bodyLine = found.map { $0.end.number + 1 } ?? 1
  }

  private static func unclosed(_ path: String, _ line: Int) -> PromptFileError {
    PromptFileError(
      "the header that begins with '---' has no end", path: path, line: line,
      hint: "End it with a line '---'; if the line is the template's, put an empty header of two "
        + "lines '---' before it")
  }

  private static func tooLong(_ count: Int, _ path: String, _ line: Int) -> PromptFileError {
    PromptFileError(
      "the header has \(count) bytes, more than \(YAMLHeader.lengthLimit)", path: path, line: line,
      hint: "Move what is long into the template")
  }

  private static func loneCR(_ path: String) -> PromptFileError {
    PromptFileError(
      "the lines of the header end in CR alone", path: path, line: 1,
      hint: "Save the file with LF or CR LF at the ends of lines; if the line '---' is the "
        + "template's, put an empty header of two lines '---' before it")
  }

  /// An error of the header with its place in the file.
  func error(_ error: YAMLError, in bytes: [UInt8], path: String) -> PromptFileError {
    let header = self.header ?? 0..<0
    let place = TextPosition(
      offset: min(error.offset, header.count), in: bytes[header], firstLine: headerLine)
    return PromptFileError(
      error.message, path: path, line: place.line, column: place.column, hint: error.hint,
      problem: error.problem)
  }

  /// The opening line of the header that a head has, and the bytes between its fences; nil if it has
  /// none.
  static func fences(in head: [UInt8]) -> (opening: Range<Int>, header: Range<Int>)? {
    do {
      let parts = try HeaderParts(head, path: "")
      guard let opening = parts.opening, let header = parts.header else { return nil }
      return (opening, header)
    } catch {
      return nil
    }
  }

  /// Whether a body without a header would not be read as it is.
  static func needsHeader(_ body: [UInt8]) -> Bool {
    do {
      let parts = try HeaderParts(body, path: "")
      return parts.body != 0..<body.count || PlaceholderFile.of(body) != nil
    } catch {
      return true
    }
  }
}

/// The lines between two fences, before it is known whether they are a header.
private struct HeaderLines {
  private let bytes: ArraySlice<UInt8>
  /// The key on the first line that is neither blank nor a comment.
  let key: String?

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    key = HeaderLookalike.firstKey(in: bytes)
  }

  /// Whether lines that do not begin the file are a header, perhaps a broken one.
  func isHeader(_ comments: HeaderParts.Comments, isClosed: Bool) -> Bool {
    let isKnown = key.map(HeaderLookalike.isKnown) ?? false
    guard isClosed, bytes.count <= YAMLHeader.lengthLimit else { return isKnown }
    do throws(YAMLError) {
      let header = try YAMLHeader(Array(bytes))
      switch comments {
      case .dotprompt: return !header.entries.isEmpty || header.isFlow
      case .markdown: return header.entries.contains { HeaderLookalike.isKnown($0.key) }
      }
    } catch {
      return isKnown
    }
  }

  /// Whether lines that are no header may have been meant as one.
  func isLikely(isClosed: Bool) -> Bool {
    guard let key, let first = key.utf8.first else { return false }
    return HeaderLookalike.isKnown(key) || (isClosed && (0x61...0x7a).contains(first))
  }
}

/// A header's keys, told apart into record and configuration.
struct HeaderFields {
  /// The keys that are no configuration.
  static let reserved = ["name", "title", "description", "metadata"]

  let path: String
  let name: PromptName?
  private(set) var record = RecordEdit()
  private(set) var config = JSONObject()

  init(path: String, name: PromptName?) {
    self.path = path
    self.name = name
  }

  mutating func read(_ header: YAMLHeader) throws(YAMLError) {
    for entry in header.entries {
      switch Self.reserved.first(where: { $0.hasSameBytes(as: entry.key) }) {
      case "title": record.title = .set(try Self.text(entry, length: 1...255))
      case "description": record.description = .set(try Self.text(entry, length: 0...2_000))
      case "metadata": record.metadata = .set(try Self.metadata(entry))
      case "name": try check(name: entry)
      default: config[entry.key] = entry.value
      }
    }
  }

  private func check(name entry: YAMLHeader.Entry) throws(YAMLError) {
    guard let name else { return }
    guard let text = entry.value.string, text.hasSameBytes(as: name.rawValue) else {
      throw YAMLError(
        "the header's name is not that of the file, '\(name)'", at: entry.valueOffset,
        problem: .otherName(name))
    }
  }

  static func text(
    _ entry: YAMLHeader.Entry, length: ClosedRange<Int>
  ) throws(YAMLError) -> String? {
    if entry.value.isNull { return nil }
    guard let text = entry.value.string else {
      throw YAMLError(
        "the \(entry.key) has to be a text, not \(entry.value.kind)", at: entry.valueOffset,
        hint: "Put it in quotes")
    }
    let count = text.unicodeScalars.count
    guard length.contains(count) else {
      throw YAMLError(
        "the \(entry.key) has \(count) characters, not \(length.lowerBound) to "
          + "\(length.upperBound)", at: entry.valueOffset)
    }
    return text
  }

  private static func metadata(_ entry: YAMLHeader.Entry) throws(YAMLError) -> JSONObject {
    if entry.value.isNull { return JSONObject() }
    guard let metadata = entry.value.object else {
      throw YAMLError(
        "the metadata has to be a mapping, not \(entry.value.kind)", at: entry.valueOffset,
        hint: "Write one key and value a line below it")
    }
    return metadata
  }
}
