/// A page for `man`, in the macros of man(7).
public struct ManualPage: Sendable, Equatable {
  /// The page's name, without the section: `promptrepo-remote-add`.
  public let name: String
  /// Its text, which ends with a line feed.
  public let text: String

  /// The section of the manual that commands are in.
  static let section = 1
}

/// What manual pages say besides what a program declares.
public struct ManualFacts: Sendable {
  /// A part of a page: its heading, and rows of labels and what they mean.
  public struct Part: Sendable {
    let title: String
    let rows: [(label: String, text: String)]

    /// A part from its heading and rows; a row without a label is a paragraph.
    public init(_ title: String, _ rows: [(label: String, text: String)]) {
      self.title = title
      self.rows = rows
    }
  }

  let version: String
  let date: String
  let parts: [Part]
  let seeAlso: [String]

  /// Collects what pages say.
  ///
  /// - Parameters:
  ///   - version: The version of the program.
  ///   - date: The day that is shown at the bottom of each page, such as `2026-03-15`.
  ///   - parts: What follows the commands in the program's own page.
  ///   - seeAlso: Pages of other programs, such as `git(1)`.
  public init(version: String, date: String, parts: [Part], seeAlso: [String]) {
    self.version = version
    self.date = date
    self.parts = parts
    self.seeAlso = seeAlso
  }
}

extension ProgramDeclaration {
  /// The program's own page, then one for each command that help lists.
  public func manualPages(_ facts: ManualFacts) -> [ManualPage] {
    let commands = groups.flatMap(\.commands).filter { !$0.isHidden }
    return [manualPage(facts)] + commands.map { manualPage(of: $0, among: commands, facts) }
  }

  private func manualPage(_ facts: ManualFacts) -> ManualPage {
    var page = ManualText(name, facts, of: self)
    page.name(abstract)
    page.heading("SYNOPSIS")
    page.synopsis(
      [name], globals, rest: [.italic("command"), .roman("["), .italic("argument"), .roman("...]")])
    page.description(abstract, discussion)
    page.heading("OPTIONS")
    for option in globals + ProgramDeclaration.builtIns { page.row(option) }
    page.heading("COMMANDS")
    for group in groups {
      let commands = group.commands.filter { !$0.isHidden }
      guard !commands.isEmpty else { continue }
      if !group.title.isEmpty { page.subheading(group.title) }
      for command in commands {
        page.row(
          [.bold(pageName(of: command)), .roman("(\(ManualPage.section))")], command.abstract)
      }
    }
    for part in facts.parts {
      page.heading(part.title)
      for row in part.rows { page.row(row.label.isEmpty ? [] : [.bold(row.label)], row.text) }
    }
    page.seeAlso(facts.seeAlso)
    return ManualPage(name: name, text: page.text)
  }

  private func manualPage(
    of command: CommandDeclaration, among all: [CommandDeclaration], _ facts: ManualFacts
  ) -> ManualPage {
    let title = pageName(of: command)
    var page = ManualText(title, facts, of: self)
    page.name(command.abstract)
    page.heading("SYNOPSIS")
    for name in command.names {
      page.synopsis([self.name] + name.split(separator: " ").map(String.init), command.parameters)
    }
    page.description(command.abstract, command.discussion)
    let taken = command.parameters.flatMap(\.names)
    let globals = (globals + [ProgramDeclaration.help, ProgramDeclaration.version])
      .filter { global in !global.names.allSatisfy(taken.contains) }
    page.heading("OPTIONS")
    let own =
      command.parameters.filter(\.isPositional) + command.parameters.filter { !$0.isPositional }
    for parameter in own + globals { page.row(parameter) }
    let examples = guide.examples(of: command, self.name)
    if !examples.isEmpty { page.heading("EXAMPLE") }
    for example in examples { page.row([], "`\(example)`") }
    page.heading("EXIT STATUS")
    page.row([], "See \(name)(\(ManualPage.section)).")
    let relatives = all.filter {
      command.family != nil && $0.family == command.family && $0.word != command.word
    }
    page.seeAlso(
      ([name] + relatives.map(pageName)).map { "\($0)(\(ManualPage.section))" } + facts.seeAlso)
    return ManualPage(name: title, text: page.text)
  }

  private func pageName(of command: CommandDeclaration) -> String {
    ([name] + command.name.split(separator: " ").map(String.init)).joined(separator: "-")
  }
}

/// Text of a manual page as it grows.
private struct ManualText {
  /// A stretch of text in one font.
  enum Span {
    case roman(String)
    case bold(String)
    case italic(String)
  }

  private(set) var text: String

  init(_ title: String, _ facts: ManualFacts, of program: ProgramDeclaration) {
    let fields = [
      title.uppercased().escaped, "\(ManualPage.section)", facts.date,
      "\(program.name) \(facts.version)".escaped, "\(program.name) manual".escaped,
    ]
    text = ".TH " + fields.map { "\"\($0)\"" }.joined(separator: " ") + "\n"
    // Names and options are not broken at the ends of lines.
    text += ".nh\n.ad l\n"
    pageTitle = title
  }

  private let pageTitle: String
  /// Whether a paragraph would be the first of its section, which needs no macro.
  private var isBelowHeading = false

  mutating func heading(_ title: String) {
    text += ".SH \(title.uppercased().escaped)\n"
    isBelowHeading = true
  }

  mutating func subheading(_ title: String) { text += ".SS \(title.escaped)\n" }

  /// The line that indexes of manual pages are made from.
  mutating func name(_ abstract: String) {
    heading("NAME")
    let sentence = abstract.hasSuffix(".") ? String(abstract.dropLast()) : abstract
    text += "\(pageTitle.escaped) \\- \(sentence.escaped)\n"
  }

  mutating func synopsis(
    _ words: [String], _ parameters: [ParameterDeclaration], rest: [Span] = []
  ) {
    // Later lines begin behind the name.
    text += ".HP\n"
    text += line([.bold(words.joined(separator: " "))])
    for parameter in parameters {
      let spans = parameter.manualSpans(parameter.preferredName)
      let open: [Span] = parameter.isRequired ? [] : [.roman("[")]
      let close: [Span] = parameter.isRequired ? [] : [.roman("]")]
      text += line(open + spans + (parameter.isRepeated ? [.roman("\u{A0}...")] : []) + close)
    }
    if !rest.isEmpty { text += line([rest[0]]) + line(Array(rest.dropFirst())) }
  }

  mutating func description(_ abstract: String, _ discussion: String) {
    heading("DESCRIPTION")
    text += "\(abstract.manualText)\n"
    var isExample = false
    var isParagraph = false
    for line in discussion.split(separator: "\n", omittingEmptySubsequences: false) {
      let isIndented = line.hasPrefix(" ")
      if isExample, !isIndented {
        text += ".EE\n.RE\n"
        isExample = false
      }
      if line.allSatisfy({ $0 == " " }) {
        isParagraph = false
        continue
      }
      if isIndented, !isExample {
        text += ".PP\n.RS 4\n.EX\n"
        isExample = true
      } else if !isIndented, !isParagraph {
        text += ".PP\n"
      }
      isParagraph = !isIndented
      text += isIndented ? "\(line.drop { $0 == " " }.escapedLine)\n" : "\(line.manualText)\n"
    }
    if isExample { text += ".EE\n.RE\n" }
  }

  mutating func row(_ parameter: ParameterDeclaration) {
    var label: [Span] = []
    for name in parameter.names.isEmpty ? [""] : parameter.names {
      if !label.isEmpty { label.append(.roman(", ")) }
      label += parameter.manualSpans(name)
    }
    row(label, HelpSection.Row(parameter).help)
  }

  mutating func row(_ label: [Span], _ explanation: String) {
    if !label.isEmpty {
      text += ".TP\n" + line(label)
    } else if !isBelowHeading {
      text += ".PP\n"
    }
    isBelowHeading = false
    text += "\(explanation.manualText)\n"
  }

  mutating func seeAlso(_ pages: [String]) {
    heading("SEE ALSO")
    for (index, page) in pages.enumerated() {
      let parts = page.split(separator: "(", maxSplits: 1)
      let end = index == pages.count - 1 ? "" : ","
      text += line([.bold(String(parts[0])), .roman("(\(parts.last ?? "")\(end)")])
    }
  }

  private func line(_ spans: [Span]) -> String {
    let shown = spans.map { span in
      switch span {
      case .roman(let text): text.escaped
      case .bold(let text): "\\fB\(text.escaped)\\fR"
      case .italic(let text): "\\fI\(text.escaped)\\fR"
      }
    }
    // The last one keeps a bracket or a dot from being the end of a sentence.
    return "\\&" + shown.joined() + "\\&\n"
  }
}

extension ParameterDeclaration {
  /// The parameter by one of its names: names in bold, values in italics.
  fileprivate func manualSpans(_ name: String) -> [ManualText.Span] {
    switch kind {
    case .argument: [valueName == "-" ? .bold("-") : .italic(valueName)]
    case .option: [.bold(name), .roman("\u{A0}"), .italic(valueName)]
    case .flag: [.bold(name)]
    case .command: [.bold("--"), .roman("\u{A0}"), .italic(valueName)]
    }
  }
}

extension StringProtocol {
  /// The text as roff shows it: nothing in it is a request or an escape.
  ///
  /// A `-` is the one that is typed, since most of them are parts of options.
  fileprivate var escaped: String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "'": result += "\\(aq"
      case "\"": result += "\\(dq"
      case "`": result += "\\(ga"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      case "\u{A0}": result += "\\ "
      case " "..."\u{7E}": result.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "\\[u\(String(repeating: "0", count: Swift.max(0, 4 - digits.count)))\(digits)]"
      }
    }
    return result
  }

  /// The text at the start of a line, where roff would take a dot for a request.
  fileprivate var escapedLine: String { (first == "." ? "\\&" : "") + escaped }

  /// Prose on a line of its own, with what stands between backquotes in bold.
  fileprivate var manualText: String {
    let parts = split(separator: "`", omittingEmptySubsequences: false)
    // A backquote alone is one.
    guard parts.count % 2 == 1 else { return escapedLine }
    let shown = parts.enumerated().map { index, part in
      index % 2 == 1 ? "\\fB\(part.escaped)\\fR" : part.escaped
    }
    return (first == "." ? "\\&" : "") + shown.joined()
  }
}
