/// A file of prompts that is read row by row.
public protocol ImportSource: Sendable {
  /// The columns or keys met so far that are not read.
  var ignored: [String] { get }

  /// The next version of a prompt, what is wrong with its row, or `nil` at the end.
  mutating func next() -> Result<ImportRow, RowError>?
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
