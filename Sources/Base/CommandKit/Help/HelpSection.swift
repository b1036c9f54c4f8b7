/// A heading with rows of labels and their explanations.
struct HelpSection {
  /// A label and what it means.
  struct Row {
    let label: String
    let help: String
  }

  /// The heading, without its colon.
  let title: String
  let rows: [Row]

  /// The column, from 0, in which explanations begin.
  private static let column = 26

  /// The section; it does not end with a line feed.
  func text(width: Int) -> String {
    ([title + ":"] + rows.flatMap { lines(of: $0, width: width) }).joined(separator: "\n")
  }

  /// A label that reaches the explanations' column stands on a line of its own.
  private func lines(of row: Row, width: Int) -> [String] {
    let label = "  " + row.label
    let margin = String(repeating: " ", count: Self.column)
    var lines = wrapped(row.help, width: width - Self.column).map { $0.isEmpty ? "" : margin + $0 }
    guard let first = lines.first, !row.help.isEmpty else { return [label] }
    guard label.count < Self.column else { return [label] + lines }
    lines[0] = label + first.dropFirst(label.count)
    return lines
  }
}

extension HelpSection.Row {
  /// A parameter's row: all its names, its help, and what is accepted or assumed.
  init(_ parameter: ParameterDeclaration) {
    switch parameter.kind {
    case .argument: label = parameter.synopsis
    case .option: label = "\(parameter.names.joined(separator: ", ")) <\(parameter.valueName)>"
    case .flag: label = parameter.names.joined(separator: ", ")
    }
    var facts: [String] = []
    if !parameter.allowedValues.isEmpty {
      facts.append("values: \(parameter.allowedValues.joined(separator: ", "))")
    }
    if let value = parameter.defaultValue, !value.isEmpty { facts.append("default: \(value)") }
    let note = facts.isEmpty ? [] : ["(\(facts.joined(separator: "; ")))"]
    help = ((parameter.help.isEmpty ? [] : [parameter.help]) + note).joined(separator: " ")
  }

  /// A subcommand's row: its names in full, or as they follow the family's.
  init(_ command: CommandDeclaration, inFamily: Bool = false) {
    let names = inFamily ? [command.word] + command.aliases : command.names
    label = names.joined(separator: ", ")
    help = command.abstract
  }
}
