internal import CommandKit
internal import Platform
internal import PromptLint
internal import PromptRepo

/// A report beside the one on standard output: `FORMAT:FILE`.
struct ReportTarget<Format: RawRepresentable & CaseIterable & Sendable>: ArgumentValue, Sendable
where Format.RawValue == String {
  /// The form of the report.
  let format: Format
  /// The file, as it was typed.
  let file: String

  init(argument: String) throws {
    let parts = argument.utf8.split(
      separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
    let names = Format.allCases.map(\.rawValue)
    guard parts.count == 2, !parts[1].isEmpty,
      let format = Format(rawValue: String(decoding: parts[0], as: UTF8.self))
    else {
      throw UsageError(
        "Write a format and a file, such as \(names.last ?? ""):report.json; the formats are "
          + "\(names.joined(separator: ", ")).")
    }
    self.format = format
    file = String(decoding: parts[1], as: UTF8.self)
  }

  var argument: String { "\(format.rawValue):\(file)" }
}

/// The level from which findings make a command fail.
enum FailingLevel: String, ArgumentValue, CaseIterable {
  case error, warning, note, never

  /// The level of findings; nil for none.
  var level: FindingLevel? { FindingLevel(rawValue: rawValue) }
}

extension Parameter<FailingLevel> {
  /// The level from which findings make a command fail.
  static var failingLevel: Parameter {
    .option(
      "--fail-on", default: .error,
      help: "Exit with 1 if a finding has this level or a higher one.")
  }
}

extension Parameter {
  /// The reports beside the one on standard output.
  static func reportTargets<Format>() -> Parameter where Value == [ReportTarget<Format>] {
    .options(
      "--output", valueName: "format:file",
      help: "Write the report in this form to this file too.")
  }
}

extension CommandContext {
  /// Writes a report to a file of the command line, or to standard output where that is named.
  func write(report: String, to file: String) throws {
    let path = path(file)
    guard file != "-", !files.isStandardOutput(path) else { return try output.styledText(report) }
    try files.writeOutput(path, Array(report.utf8))
  }
}
