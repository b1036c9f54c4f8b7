internal import CanonicalJSON
public import PromptLint
public import PromptRepo
internal import PromptTemplate

extension LintSource {
  /// The same file with other bytes.
  package func with(_ bytes: [UInt8]) -> LintSource {
    do {
      return LintSource(bytes, path: path, name: try prompt.map { try PromptName($0) })
    } catch {
      return LintSource(bytes, path: path)
    }
  }

  /// A prompt's file as the rules see it.
  ///
  /// Bytes of any kind are taken: what keeps the file from being read is among the problems.
  ///
  /// - Parameters:
  ///   - bytes: All of the file.
  ///   - path: Its path, whose ending says of which kind it is; a working file if it has no known
  ///     ending.
  ///   - name: The prompt of a working file; nil for a file from elsewhere, in which a header's `name`
  ///     may be any.
  public init(_ bytes: [UInt8], path: String, name: PromptName? = nil) {
    let kind = name == nil ? PromptFileKind.of(path)?.kind ?? .prompt : .prompt
    var problems: [Problem] = []
    var parts: LintParts?
    do throws(PromptFileError) {
      let file =
        if let name {
          try PromptFile(parsing: bytes, path: path, name: name)
        } else {
          try kind.readWithMarkers(bytes, path: path)
        }
      parts = LintParts(bytes, kind, path, file)
      if let unread = file.unreadHeader { problems.append(Problem(.headerNotRead, unread)) }
      if let line = UnmergedLines.first(in: file.template) {
        problems.append(
          Problem(.conflict, Problem.openMerge, line: file.templateLine + line - 1))
      } else if file.template.utf8.isEmpty {
        problems.append(Problem(.unreadable, "the template is empty", line: file.templateLine))
      }
    } catch {
      // A header is no YAML for the marks of a merge.
      if let line = UnmergedLines.first(in: String(decoding: bytes, as: UTF8.self)) {
        problems.append(Problem(.unreadable, Problem.openMerge, line: line))
      } else {
        problems.append(Problem(.unreadable, error))
      }
    }
    self.init(
      path: path, prompt: name?.rawValue, bytes: bytes, header: parts?.header,
      comments: parts?.comments ?? [], keys: parts?.keys ?? [],
      config: parts?.file.config ?? JSONObject(),
      title: parts?.file.record.title.applied(to: nil), body: parts?.body ?? bytes.indices,
      template: parts?.file.template,
      dialect: Dialect(of: parts?.file.config),
      problems: problems)
  }
}

extension LintSource.Problem {
  /// What is said of a file with the marks of a merge.
  fileprivate static let openMerge =
    "marks of a merge that was not finished: choose between the sides"

  fileprivate init(_ kind: Kind, _ error: PromptFileError) {
    self.init(
      kind, error.message + (error.hint.map { ". \($0)" } ?? ""), line: error.line ?? 1,
      column: error.column)
  }
}

/// Where in a file that can be read is what.
private struct LintParts {
  let file: PromptFile
  private(set) var header: Range<Int>?
  private(set) var comments: [LintSource.Comment] = []
  private(set) var keys: [LintSource.Key] = []
  private(set) var body: Range<Int>

  init(_ bytes: [UInt8], _ kind: PromptFileKind, _ path: String, _ file: PromptFile) {
    self.file = file
    let mark = ByteOrderMark.length(in: bytes)
    body = mark..<bytes.count
    let comments: HeaderParts.Comments
    switch kind {
    // All of it is template.
    case .text: return
    // The template lies in values of YAML, so all of the file is looked at.
    case .messages: return
    case .prompty: comments = .markdown
    case .prompt: comments = HeaderParts.Comments(path: path)
    }
    do {
      let parts = try HeaderParts(bytes, path: path, comments: comments)
      body = parts.body
      header = parts.header
      guard let header = parts.header, let opening = parts.opening else { return }
      addComments(bytes, mark..<opening.lowerBound, outside: [])
      let scalars = try YAMLScalarRanges.longerThanALine(Array(bytes[header]))
        .map { ($0.lowerBound + header.lowerBound)..<($0.upperBound + header.lowerBound) }
      addComments(bytes, header, outside: scalars)
      for entry in try YAMLHeader(Array(bytes[header])).entries {
        let start = header.lowerBound + entry.range.lowerBound
        keys.append(
          LintSource.Key(
            entry.key, start..<(start + Self.length(of: entry.key, at: start, bytes)),
            entry: start..<(header.lowerBound + entry.range.upperBound)))
      }
    } catch {
      // The file was read a moment ago, so this is not reached.
      return
    }
  }

  /// How many bytes a key has at its place; with quotes, if it is quoted.
  private static func length(of key: String, at start: Int, _ bytes: [UInt8]) -> Int {
    let quote = bytes[start...].first
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
      return min(key.utf8.count, bytes.count - start)
    }
    let end = bytes[(start + 1)...].firstIndex { $0 == quote || $0 == 0x0A } ?? bytes.count - 1
    return end + 1 - start
  }

  /// Adds the comments on lines of their own, except within texts of several lines.
  private mutating func addComments(
    _ bytes: [UInt8], _ range: Range<Int>, outside scalars: [Range<Int>]
  ) {
    var scalars = scalars[...]
    var line = FileLine(of: bytes, at: range.lowerBound, number: 1)
    while !line.isEmpty, line.range.lowerBound < range.upperBound {
      let start = line.range.lowerBound
      while let first = scalars.first, first.upperBound <= start { scalars.removeFirst() }
      let isInside = scalars.first.map { $0.contains(start) } ?? false
      if !isInside, line.text.first == UInt8(ascii: "#") {
        var text = line.text.dropFirst()
        while text.first == 0x20 || text.first == 0x09 { text.removeFirst() }
        comments.append(LintSource.Comment(String(decoding: text, as: UTF8.self), line.range))
      }
      line = line.next
    }
  }
}

/// Texts of a header that go over several lines, in which `#` begins no comment.
private enum YAMLScalarRanges {
  static func longerThanALine(_ header: [UInt8]) throws(YAMLError) -> [Range<Int>] {
    guard header.contains(UInt8(ascii: "#")) else { return [] }
    var parser = try YAMLParser(header)
    var ranges: [Range<Int>] = []
    while let event = try parser.next() {
      if case .scalar = event.kind, header[event.range].contains(0x0A) {
        ranges.append(event.range)
      }
    }
    return ranges
  }
}
