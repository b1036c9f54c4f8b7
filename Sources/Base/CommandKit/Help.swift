extension ProgramDeclaration {
  /// The program's help, as `--help` prints it in `width` columns.
  public func help(width: Int = 80) -> String {
    HelpText(self, width: width).text
  }

  /// The help of one of the program's commands, as `help NAME` prints it.
  public func help(for command: CommandDeclaration, width: Int = 80) -> String {
    HelpText(self, width: width).text(for: command)
  }

  /// The help of one of the program's families, as `help NAME` prints it.
  public func help(for family: FamilyDeclaration, width: Int = 80) -> String {
    HelpText(self, width: width).text(for: family)
  }

  /// A command's usage on one line: `promptrepo rollback <prompt> [--to <to>]`.
  public func usage(of command: CommandDeclaration) -> String {
    Usage(command, of: self, width: .max).lines(indent: 0)
  }
}

/// Help in the layout of swift-argument-parser.
struct HelpText {
  let program: ProgramDeclaration
  let width: Int

  /// The fewest columns that text is made for.
  static let narrowest = 40

  /// Help for a terminal of `width` columns, or of the fewest there may be.
  init(_ program: ProgramDeclaration, width: Int) {
    self.program = program
    self.width = max(Self.narrowest, width)
  }

  /// The program's help.
  var text: String {
    let options = HelpSection(
      title: "OPTIONS",
      rows: (program.globals + ProgramDeclaration.builtInsAtRoot).map(HelpSection.Row.init))
    let commands = program.groups.map { group in
      HelpSection(
        title: group.title.isEmpty ? "SUBCOMMANDS" : "\(group.title.uppercased()) SUBCOMMANDS",
        rows: group.commands.filter { !$0.isHidden }.map { HelpSection.Row($0) })
    }
    let guide = program.guide
    let firstSteps = HelpSection(
      title: "FIRST STEPS",
      rows: guide.firstSteps.map {
        HelpSection.Row(label: "\(program.name) \($0.line)", help: $0.help)
      })
    return render(
      overview: program.abstract, discussion: program.discussion, beginning: firstSteps,
      usage: Usage(program, width: width), sections: [options] + commands,
      footer: "  See '\(program.name) help <subcommand>' for detailed help."
        + (guide.readMore.isEmpty ? "" : "\n  \(guide.readMore)"))
  }

  /// A family's help.
  func text(for family: FamilyDeclaration) -> String {
    let globals = program.globals + [ProgramDeclaration.help, ProgramDeclaration.version]
    return render(
      overview: family.abstract, discussion: family.discussion,
      usage: Usage(family: family.name, of: program, width: width),
      sections: [
        HelpSection(title: "GLOBAL OPTIONS", rows: globals.map(HelpSection.Row.init)),
        HelpSection(
          title: "SUBCOMMANDS",
          rows: family.visibleCommands.map { HelpSection.Row($0, inFamily: true) }),
      ],
      footer: "  See '\(program.name) help \(family.name) <subcommand>' for detailed help.")
  }

  /// A command's help.
  func text(for command: CommandDeclaration) -> String {
    let arguments = command.parameters.filter(\.isPositional)
    let options = command.parameters.filter { !$0.isPositional }
    let taken = options.flatMap(\.names)
    let globals = (program.globals + [ProgramDeclaration.help, ProgramDeclaration.version])
      .filter { global in !global.names.allSatisfy(taken.contains) }
    return render(
      overview: command.abstract, discussion: command.discussion,
      beginning: HelpSection(
        title: "EXAMPLE",
        rows: program.guide.examples(of: command, program.name).map {
          HelpSection.Row(label: $0, help: "")
        }),
      usage: Usage(command, of: program, width: width),
      sections: [
        HelpSection(title: "ARGUMENTS", rows: arguments.map(HelpSection.Row.init)),
        HelpSection(title: "OPTIONS", rows: options.map(HelpSection.Row.init)),
        HelpSection(title: "GLOBAL OPTIONS", rows: globals.map(HelpSection.Row.init)),
      ])
  }

  private func render(
    overview: String, discussion: String, beginning: HelpSection? = nil, usage: Usage,
    sections: [HelpSection], footer: String? = nil
  ) -> String {
    var parts: [String] = []
    if !overview.isEmpty {
      parts.append(wrapped("OVERVIEW: \(overview)", width: width).joined(separator: "\n"))
    }
    if !discussion.isEmpty {
      parts.append(wrapped(discussion, width: width).joined(separator: "\n"))
    }
    if let beginning, !beginning.rows.isEmpty { parts.append(beginning.text(width: width)) }
    parts.append("USAGE: \(usage.lines(indent: 7))")
    parts += sections.filter { !$0.rows.isEmpty }.map { $0.text(width: width) }
    if let footer { parts.append(wrapped(footer, width: width).joined(separator: "\n")) }
    return parts.joined(separator: "\n\n") + "\n"
  }
}

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
    case .argument, .command: label = parameter.synopsis
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

/// The usage line of a program, of one of its commands or of a family of them.
struct Usage: Sendable {
  /// How help is asked for.
  let helpCommand: String

  private let elements: [String]
  private let width: Int

  /// The program's own usage.
  init(_ program: ProgramDeclaration, width: Int) {
    helpCommand = "\(program.name) --help"
    elements = [program.name] + program.globals.map(\.usage) + ["<subcommand>"]
    self.width = max(HelpText.narrowest, width)
  }

  /// The usage of the family with this name.
  init(family: String, of program: ProgramDeclaration, width: Int) {
    let name = "\(program.name) \(family)"
    helpCommand = "\(name) --help"
    elements = [name, "<subcommand>"]
    self.width = max(HelpText.narrowest, width)
  }

  /// A command's usage.
  init(_ command: CommandDeclaration, of program: ProgramDeclaration, width: Int) {
    let name = "\(program.name) \(command.name)"
    helpCommand = "\(name) --help"
    elements = [name] + command.parameters.map(\.usage)
    self.width = max(HelpText.narrowest, width)
  }

  /// The line, broken between parameters if it is too long; later lines begin with `indent` spaces.
  func lines(indent: Int) -> String {
    filled(elements, width: width - indent)
      .joined(separator: "\n" + String(repeating: " ", count: indent))
  }
}

extension ParameterDeclaration {
  /// The parameter in a usage line: `<prompt>`, `[<dir>]`, `[--var <k=v> ...]`.
  var usage: String {
    let text = isRepeated ? "\(synopsis) ..." : synopsis
    return isRequired ? text : "[\(text)]"
  }
}

/// Puts words, which are never broken, on lines of at most `width` characters where they fit.
func filled(_ words: some Sequence<some StringProtocol>, width: Int) -> [String] {
  var lines: [String] = []
  var line = ""
  var count = 0
  for word in words {
    let length = word.count
    if count > 0 && count + 1 + length > width {
      lines.append(line)
      (line, count) = ("", 0)
    }
    if count > 0 {
      line += " "
      count += 1
    }
    line += word
    count += length
  }
  if !line.isEmpty { lines.append(line) }
  return lines
}

/// Breaks each line of a text at spaces; a line keeps the spaces it begins with.
func wrapped(_ text: String, width: Int) -> [String] {
  text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [String] in
    let words = line.split(separator: " ")
    guard !words.isEmpty else { return [""] }
    let indent = String(line.prefix { $0 == " " })
    return filled(words, width: width - indent.count).map { indent + $0 }
  }
}
