public import CanonicalJSON
internal import Platform

/// Reads JSON Lines: UTF-8 text with one JSON object on each line.
///
/// Lines end with LF or CRLF. Empty lines are skipped, and a byte order mark before a line, which
/// stands in the middle where files were joined. A bad line is an error of its own and reading goes
/// on behind it.
public struct JSONLinesReader: Sendable {
  /// An object and the line, from 1, that it stands on.
  public struct Line: Sendable {
    /// The line's number.
    public let number: Int

    /// The line's object.
    public let object: JSONObject
  }

  private var window: TextWindow
  private var offset = 0
  private var line = 0

  /// Reads these bytes.
  public init(_ bytes: [UInt8]) {
    self.init(TextWindow(bytes))
  }

  /// Reads a text.
  init(_ window: TextWindow) {
    self.window = window
  }

  /// Where the next line begins.
  var place: RowPlace { RowPlace(offset: window.base + offset, line: line) }

  /// Why the text could not be read to its end.
  var failure: SystemError? { window.failure }

  /// Goes to where a line begins.
  mutating func seek(to place: RowPlace) {
    offset = window.seek(to: place.offset)
    line = place.line
  }

  /// The next object, what is wrong with its line, or `nil` at the end.
  public mutating func next() -> Result<Line, RowError>? {
    while true {
      let found = window.bytes[offset...].firstIndex(of: .lineFeed)
      if found == nil, !window.isLast {
        window.extend(from: offset)
        offset = 0
        continue
      }
      guard offset < window.bytes.count else { return nil }
      let end = found ?? window.bytes.count
      let start = offset + ByteOrderMark.length(in: window.bytes[offset..<end])
      let text = window.bytes[start..<end]
      offset = min(end + 1, window.bytes.count)
      line += 1
      if text.allSatisfy(\.isJSONSpace) { continue }
      return Result { () throws(RowError) in try parse(Array(text)) }
    }
  }

  private func parse(_ text: [UInt8]) throws(RowError) -> Line {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: text, firstLine: line)
    } catch {
      throw RowError(line: line, column: error.position?.column, reason: error.message)
    }
    guard case .object(let object) = value else {
      throw RowError(
        line: line, reason: "a JSON object should be here, not of kind \(value.kind)")
    }
    return Line(number: line, object: object)
  }
}

extension UInt8 {
  fileprivate var isJSONSpace: Bool { self == 0x20 || self == 0x09 || self == .carriageReturn }
}
