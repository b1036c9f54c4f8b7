/// What is wrong with one row of a file to import.
public struct RowError: Error, Hashable, Sendable {
  /// The line, from 1, that is at fault; in a row of several lines not always its first.
  public var line: Int

  /// The column, from 1 and in Unicode code points, if it is known.
  public var column: Int?

  /// What is wrong, and what to do about it.
  public var reason: String

  /// An error at this place.
  public init(line: Int, column: Int? = nil, reason: String) {
    self.line = line
    self.column = column
    self.reason = reason
  }
}

extension RowError: CustomStringConvertible {
  /// `line 3, column 14: what is wrong`.
  public var description: String {
    let place = column.map { "line \(line), column \($0)" } ?? "line \(line)"
    return "\(place): \(reason)"
  }
}
