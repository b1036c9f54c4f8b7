internal import CanonicalJSON

/// Where a file's header and body are.
struct HeaderParts {
  /// The bytes between the `---` lines; nil without a header.
  let header: Range<Int>?
  /// The bytes behind the header.
  let body: Range<Int>
  /// The line of the file on which the body begins.
  let bodyLine: Int

  /// Finds the lines `---`, which may end in CR LF; nothing may stand before the first.
  init(_ bytes: [UInt8], path: String) throws(PromptFileError) {
    guard Self.opensHeader(bytes) else {
      header = nil
      body = 0..<bytes.count
      bodyLine = 1
      return
    }
    var start = Self.lineEnd(bytes, from: 0)
    let first = start
    var line = 2
    while start < bytes.count {
      let end = Self.lineEnd(bytes, from: start)
      if Self.isFence(bytes[start..<end]) {
        guard start - first <= YAMLHeader.lengthLimit else {
          throw PromptFileError(
            "the header has \(start - first) bytes, more than \(YAMLHeader.lengthLimit)",
            path: path, line: 1, hint: "Move what is long into the template")
        }
        header = first..<start
        body = end..<bytes.count
        bodyLine = line + 1
        return
      }
      start = end
      line += 1
    }
    throw PromptFileError(
      "the header that begins with '---' has no end", path: path, line: 1,
      hint: "End it with a line '---'; if the line is the template's, put an empty header of two "
        + "lines '---' before it")
  }

  /// An error of the header with its place in the file.
  func error(_ error: YAMLError, in bytes: [UInt8], path: String) -> PromptFileError {
    let header = self.header ?? 0..<0
    let place = TextPosition(
      offset: min(error.offset, header.count), in: bytes[header], firstLine: 2)
    return PromptFileError(
      error.message, path: path, line: place.line, column: place.column, hint: error.hint)
  }

  /// Whether a reader takes the first line for the beginning of a header.
  static func opensHeader(_ bytes: some Collection<UInt8>) -> Bool {
    isFence(bytes.prefix(5).prefix { $0 != 0x0a } + [0x0a])
      && bytes.prefix(5).count >= 3
  }

  private static func isFence(_ line: some BidirectionalCollection<UInt8>) -> Bool {
    let text = line.last == 0x0a ? Array(line.dropLast()) : Array(line)
    return text.elementsEqual("---".utf8) || text.elementsEqual("---\r".utf8)
  }

  /// The place behind the line that begins at `start`.
  private static func lineEnd(_ bytes: [UInt8], from start: Int) -> Int {
    bytes[start...].firstIndex(of: 0x0a).map { $0 + 1 } ?? bytes.count
  }
}
