/// One record of a CSV file.
public struct CSVRecord: Sendable {
  /// The line, from 1, on which the record begins.
  public let line: Int

  /// The fields' text without their quotes.
  public let fields: [String]
}
