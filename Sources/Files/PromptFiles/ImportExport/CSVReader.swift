internal import CanonicalJSON
internal import Platform

/// Reads CSV (RFC 4180) in UTF-8, one record at a time.
///
/// Fields are parted by commas, records by LF or CRLF; a field in double quotes may hold commas,
/// line ends, which are kept as they are, and quotes, each written twice. A byte order mark at the
/// start and empty lines are skipped. Beyond the RFC, a quote inside a field that does not begin
/// with one stands for itself. The first record says how many fields every other one has.
///
/// A bad record is an error of its own and reading goes on behind it. Where a quoted field is
/// malformed, the record is taken to end at the next quote that a comma or a line end follows, and
/// is not returned: text of a broken field is never taken for records.
public struct CSVReader: Sendable {
  /// The text, and where the next record begins, or empty lines before it.
  var text: TextWindow
  private var fieldCount: Int?

  private var bytes: [UInt8] { text.bytes }

  private var offset: Int {
    get { text.offset }
    set { text.offset = newValue }
  }

  private var line: Int {
    get { text.line }
    set { text.line = newValue }
  }

  /// Reads these bytes.
  public init(_ bytes: [UInt8]) {
    self.init(TextWindow(bytes))
  }

  /// Reads a text.
  init(_ text: TextWindow) {
    self.text = text
    offset = ByteOrderMark.length(in: bytes)
    line = 1
  }

  /// The next record, what is wrong with it, or `nil` at the end.
  public mutating func next() -> Result<CSVRecord, RowError>? {
    while true {
      let before = (offset: offset, line: line, fieldCount: fieldCount)
      let result = read()
      if text.isLast || offset < bytes.count { return result }
      // It may go on behind the piece.
      (offset, line, fieldCount) = before
      text.extend()
    }
  }

  /// Reads a record of the piece.
  private mutating func read() -> Result<CSVRecord, RowError>? {
    skipEmptyLines()
    if offset == bytes.count { return nil }
    let start = offset
    let firstLine = line
    var fields: [ArraySlice<UInt8>] = []
    var problem: RowError?
    repeat {
      fields.append(
        current == .quote ? quotedField(since: firstLine, &problem) : plainField())
    } while !endsRecord()
    if let problem { return .failure(problem) }
    if let error = UTF8Check.error(in: bytes[start..<offset], line: firstLine) {
      return .failure(error)
    }
    let expected = fieldCount ?? fields.count
    fieldCount = expected
    if fields.count != expected { return .failure(wrongCount(fields.count, line: firstLine)) }
    let texts = fields.map { String(decoding: $0, as: UTF8.self) }
    return .success(CSVRecord(line: firstLine, fields: texts))
  }

  private var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  /// The length of the line end at a place: LF, CRLF or the end of the file, with or without a
  /// last CR.
  private func lineEnd(at place: Int) -> Int? {
    if place == bytes.count { return 0 }
    if bytes[place] == .lineFeed { return 1 }
    guard bytes[place] == .carriageReturn else { return nil }
    if place + 1 == bytes.count { return 1 }
    return bytes[place + 1] == .lineFeed ? 2 : nil
  }

  private mutating func skipEmptyLines() {
    while let length = lineEnd(at: offset), length > 0 {
      offset += length
      line += 1
    }
  }

  /// Steps over what ends a field, and says whether it ends the record too.
  private mutating func endsRecord() -> Bool {
    if current == .comma {
      offset += 1
      return false
    }
    offset += lineEnd(at: offset) ?? 0
    line += 1
    return true
  }

  private mutating func plainField() -> ArraySlice<UInt8> {
    let start = offset
    while current != .comma, lineEnd(at: offset) == nil { offset += 1 }
    return bytes[start..<offset]
  }

  /// The value of the quoted field that begins here; empty if it has a problem.
  private mutating func quotedField(
    since firstLine: Int, _ problem: inout RowError?
  ) -> ArraySlice<UInt8> {
    let opened = line
    offset += 1
    var start = offset
    var unquoted: [UInt8] = []
    var stray: Int?
    while offset < bytes.count {
      let byte = bytes[offset]
      offset += 1
      if byte == .lineFeed { line += 1 }
      if byte != .quote { continue }
      if current == .quote {
        unquoted += bytes[start..<offset]
        offset += 1
        start = offset
      } else if current == .comma || lineEnd(at: offset) != nil {
        if let stray { problem = problem ?? strayQuote(at: stray, from: firstLine) }
        let rest = bytes[start..<offset - 1]
        return unquoted.isEmpty ? rest : (unquoted + rest)[...]
      } else {
        stray = stray ?? line
      }
    }
    problem = problem ?? unclosed(opened: opened, stray: stray)
    return []
  }
}

extension CSVReader {
  private func wrongCount(_ count: Int, line: Int) -> RowError {
    let fields = count == 1 ? "1 field" : "\(count) fields"
    return RowError(
      line: line,
      reason:
        "the row has \(fields), the header \(fieldCount ?? 0): put fields that hold a comma or "
        + "a line end in double quotes")
  }

  private func strayQuote(at stray: Int, from firstLine: Int) -> RowError {
    let skipped = firstLine < line ? "; lines \(firstLine) to \(line) were skipped" : ""
    return RowError(
      line: stray,
      reason: "a double quote inside a quoted field has text behind it: write it twice\(skipped)")
  }

  private func unclosed(opened: Int, stray: Int?) -> RowError {
    let hint = stray.map { "; perhaps at line \($0), where a quote has text behind it" } ?? ""
    return RowError(
      line: opened,
      reason: "the double quote that opens a field here is never closed, so nothing behind it was "
        + "read: close it\(hint)")
  }
}

/// One record of a CSV file.
public struct CSVRecord: Sendable {
  /// The line, from 1, on which the record begins.
  public let line: Int

  /// The fields' text without their quotes.
  public let fields: [String]
}
