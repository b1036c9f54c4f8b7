internal import CanonicalJSON

/// Checks the bytes of one row.
enum UTF8Check {
  /// The error for the first byte that is not UTF-8, or is NUL, if any.
  static func error(in row: ArraySlice<UInt8>, line: Int) -> RowError? {
    let invalid = row.withUnsafeBytes { UTF8Validation.firstInvalidOffset(in: $0) }
    if let invalid {
      return RowError(
        line: lineNumber(of: invalid, in: row, line),
        reason: "these bytes are not UTF-8: save the file as UTF-8")
    }
    if let place = row.firstIndex(of: 0) {
      return RowError(
        line: lineNumber(of: place - row.startIndex, in: row, line),
        reason: "the text holds the character NUL: remove it")
    }
    return nil
  }

  private static func lineNumber(
    of offset: Int, in row: ArraySlice<UInt8>, _ first: Int
  ) -> Int {
    first + row.prefix(offset).count { $0 == .lineFeed }
  }
}
