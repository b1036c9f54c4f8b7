public import CanonicalJSON

/// Reads JSON Lines: UTF-8 text with one JSON object on each line.
///
/// Lines end with LF or CRLF. A byte order mark at the start and empty lines are skipped. A bad
/// line is an error of its own and reading goes on behind it.
public struct JSONLinesReader: Sendable {
  /// An object and the line, from 1, that it stands on.
  public struct Line: Sendable {
    /// The line's number.
    public let number: Int

    /// The line's object.
    public let object: JSONObject
  }

  private let bytes: [UInt8]
  private var offset: Int
  private var line = 0

  /// Reads these bytes.
  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
    offset = ByteOrderMark.length(in: bytes)
  }

  /// The next object, what is wrong with its line, or `nil` at the end.
  public mutating func next() -> Result<Line, RowError>? {
    while offset < bytes.count {
      let end = bytes[offset...].firstIndex(of: .lineFeed) ?? bytes.count
      let text = bytes[offset..<end]
      offset = end + 1
      line += 1
      if text.allSatisfy(\.isJSONSpace) { continue }
      return Result { () throws(RowError) in try parse(Array(text)) }
    }
    return nil
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
