public import Platform

/// A file of prompts that is read row by row, and single rows again.
public protocol ImportSource: Sendable {
  /// The columns or keys met so far that are not read.
  var ignored: [String] { get }

  /// Where the next row begins.
  var place: RowPlace { get }

  /// Why the file could not be read to its end; `nil` where it could.
  var failure: SystemError? { get }

  /// Goes to where a row begins.
  mutating func seek(to place: RowPlace)

  /// The next version of a prompt, what is wrong with its row, or `nil` at the end.
  mutating func next() -> Result<ImportRow, RowError>?
}

/// Where a row of a file begins.
public struct RowPlace: Sendable, Hashable {
  /// How many bytes, or files, are before it.
  let offset: Int
  /// The number of the line, as its reader counts.
  let line: Int
}

extension ImportSource {
  /// Reads to the end: all good rows, and what is wrong with the others, each in the file's order.
  public mutating func readAll() -> (rows: [ImportRow], errors: [RowError]) {
    var rows: [ImportRow] = []
    var errors: [RowError] = []
    while let result = next() {
      switch result {
      case .success(let row): rows.append(row)
      case .failure(let error): errors.append(error)
      }
    }
    return (rows, errors)
  }
}
