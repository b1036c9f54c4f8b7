internal import CanonicalJSON

extension FindingReport {
  /// How many annotations of each level GitHub shows of one step; it drops the others in silence.
  public static let gitHubLimit = 10

  /// One annotation of GitHub a line for the findings that no suppression covers: errors first,
  /// then by file, those of a file as they were found.
  ///
  /// Of each level there are at most ``gitHubLimit``; the last says how many more there are.
  public var gitHub: String {
    let open = findings.enumerated().filter { $0.element.allowedBecause == nil }
    let sorted = open.sorted { left, right in
      let (first, second) = (left.element, right.element)
      if first.level != second.level { return first.level > second.level }
      if !first.place.path.hasSameBytes(as: second.place.path) {
        return UTF8Key(first.place.path) < UTF8Key(second.place.path)
      }
      return left.offset < right.offset
    }
    var text = ""
    for level in FindingLevel.allCases.reversed() {
      let ofLevel = sorted.lazy.map(\.element).filter { $0.level == level }
      let more = ofLevel.count - Self.gitHubLimit
      for (place, finding) in ofLevel.prefix(Self.gitHubLimit).enumerated() {
        let isLast = place == Self.gitHubLimit - 1
        text += GitHubCommand.annotation(of: finding, more: isLast ? max(more, 0) : 0) + "\n"
      }
    }
    return text
  }
}

/// Commands that GitHub's runner reads from a step's output.
///
/// The runner carries out a line that begins with `::`, after white space, and `##[command]` anywhere
/// in a line.
package enum GitHubCommand {
  /// The text in a group that can be folded, with the commands in it stopped.
  ///
  /// - Parameters:
  ///   - text: Lines of text, of which any may come from a prompt.
  ///   - title: The group's title, which does not come from a prompt.
  ///   - token: What ends the stop; nobody who writes the text may know it.
  package static func group(_ text: String, title: String, token: String) -> String {
    let body = text.utf8.last == 10 || text.isEmpty ? text : "\(text)\n"
    return """
      ::group::\(data(title))
      ::stop-commands::\(token)
      \(disarmed(body))::\(token)::
      ::endgroup::

      """
  }

  /// A token of 128 random bits.
  package static func randomToken() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<2).reduce(into: "") { token, _ in
      let digits = String(generator.next(), radix: 16)
      token += String(repeating: "0", count: 16 - digits.count) + digits
    }
  }

  /// The annotation of a finding, without a line end.
  ///
  /// - Parameter more: How many findings of its level have none.
  static func annotation(of finding: Finding, more: Int) -> String {
    let place = finding.place
    var properties = [
      ("title", finding.rule), ("file", ReportText.line(place.path)), ("line", "\(place.line)"),
    ]
    if let column = place.column, let endColumn = place.endColumn {
      properties.append(("endLine", "\(place.endLine)"))
      // The runner takes columns for places within a line alone.
      if place.endLine == place.line {
        properties += [("col", "\(column)"), ("endColumn", "\(endColumn)")]
      }
    }
    let list = properties.map { "\($0)=\(property($1))" }.joined(separator: ",")
    var message = ReportText.line(finding.message, limit: messageLimit)
    if more > 0 { message += " (and \(more) more of this level, in the output of this step)" }
    return "::\(finding.level.gitHubCommand) \(list)::\(data(message))"
  }

  /// How much of a message an annotation shows, in characters.
  private static let messageLimit = 2_000

  /// A command's data, with what would end it escaped.
  static func data(_ text: String) -> String {
    escaped(text) { $0 == "%" || $0 == "\r" || $0 == "\n" }
  }

  /// The value of a command's property, with what would end it escaped.
  static func property(_ text: String) -> String {
    escaped(text) { $0 == "%" || $0 == "\r" || $0 == "\n" || $0 == ":" || $0 == "," }
  }

  private static func escaped(_ text: String, _ isSpecial: (Unicode.Scalar) -> Bool) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if isSpecial(scalar) {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result.append(contentsOf: (digits.count < 2 ? "%0\(digits)" : "%\(digits)").unicodeScalars)
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }

  /// The text with `##[`, and `::` at the beginning of a line, written so that they are no commands
  /// for readers of logs either, which know nothing of stopped commands.
  private static func disarmed(_ text: String) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count)
    var isLineStart = true
    for scalar in text.unicodeScalars {
      if scalar == "[", result.last == UInt8(ascii: "#"),
        result.dropLast().last == UInt8(ascii: "#")
      {
        result += "<U+005B>".utf8
      } else if scalar == ":", isLineStart {
        result += "<U+003A>".utf8
      } else {
        result += UTF8.encode(scalar).map(Array.init) ?? []
      }
      if scalar == "\n" || scalar == "\r" {
        isLineStart = true
      } else if !scalar.properties.isWhitespace && !scalar.properties.isDefaultIgnorableCodePoint {
        isLineStart = false
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}

extension FindingLevel {
  fileprivate var gitHubCommand: String {
    switch self {
    case .error: "error"
    case .warning: "warning"
    case .note: "notice"
    }
  }
}
