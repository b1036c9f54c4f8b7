internal import PromptLint

/// Pieces of Markdown that text of prompts cannot leave.
///
/// Prompt text stands in fences and code spans alone. Messages are words of ours with names and quotes
/// of prompts in them: words of plain letters and numbers stay as they are, all else becomes code. So
/// no mention, link, image, reference or markup can arise, whichever of them a host knows.
enum MarkdownText {
  /// Visible text as a code span; `maximum` characters of it are shown.
  ///
  /// A pipe would end the cell of a table, even in a code span, and readers do not agree on how to
  /// escape it; so it is written as `<U+007C>`.
  static func code(_ text: String, inTable: Bool = false, limit: Int = 200) -> String {
    var text = ReportText.line(text, limit: limit)
    if longestRun(in: text) > longestSpan {
      text = ReportText.line(text.writingOut(backtick), limit: limit)
    }
    if inTable { text = text.writingOut(UInt8(ascii: "|")) }
    if text.utf8.isEmpty { return "`''`" }
    let fence = String(repeating: "`", count: longestRun(in: text) + 1)
    let isPadded =
      text.utf8.first == backtick || text.utf8.last == backtick
      || (text.utf8.first == 0x20 && text.utf8.last == 0x20 && text.utf8.contains { $0 != 0x20 })
    return isPadded ? "\(fence) \(text) \(fence)" : "\(fence)\(text)\(fence)"
  }

  /// Lines of a difference in a fence that none of them can close.
  ///
  /// Only a line that begins with a blank could. Renderers compare fences up to some length, so the
  /// backticks of such a line are written out if it has very many.
  static func fence(_ lines: [String], language: String) -> String {
    let lines = lines.map { line in
      line.utf8.first == 0x20 && longestRun(in: line) > longestSpan
        ? line.writingOut(backtick) : line
    }
    let body = lines.joined(separator: "\n")
    let fence = String(repeating: "`", count: max(longestRun(in: body) + 1, 3))
    return "\(fence)\(language)\n\(body)\n\(fence)\n"
  }

  /// A message on one line. What stands between backticks or single quotes in it becomes code, and
  /// each word that is not plain.
  static func message(_ text: String) -> String {
    let scalars = Array(ReportText.line(text, limit: 1_000).unicodeScalars)
    let closings = Closings(scalars)
    var words: [String] = []
    var start = 0
    while start < scalars.count {
      if scalars[start] == " " {
        start += 1
        continue
      }
      let end = closings.wordEnd(from: start)
      words.append(word(scalars[start..<end]))
      start = end
    }
    return words.joined(separator: " ")
  }

  /// A name in a table as plain text, if it is a plain word, else as code.
  static func name(_ text: String) -> String {
    text.utf8.count <= 100 && isPlain(Array(text.unicodeScalars)[...])
      ? text : code(text, inTable: true)
  }

  private static let backtick = UInt8(ascii: "`")

  /// Some renderers take no code span between longer runs of backticks than 80.
  private static let longestSpan = 60

  private static func longestRun(in text: String) -> Int {
    var (longest, run) = (0, 0)
    for byte in text.utf8 {
      run = byte == backtick ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }

  /// A word with the punctuation around it outside of its code.
  private static func word(_ text: ArraySlice<Unicode.Scalar>) -> String {
    var core = text
    while core.first == "(" { core.removeFirst() }
    var end = core.endIndex
    while end > core.startIndex, isClosing(core[end - 1]) { end -= 1 }
    let before = string(text[..<core.startIndex])
    let after = string(core[end...])
    core = core[..<end]
    if core.isEmpty { return before + after }
    for quote: Unicode.Scalar in ["`", "'"]
    where core.count > 2 && core.first == quote && core.last == quote {
      return before + code(string(core.dropFirst().dropLast()), limit: 1_000) + after
    }
    return before + (isPlain(core) ? string(core) : code(string(core), limit: 1_000)) + after
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  fileprivate static func isClosing(_ scalar: Unicode.Scalar) -> Bool {
    [")", ",", ";", ":", ".", "?"].contains(scalar)
  }

  /// Whether a word is letters with hyphens or apostrophes inside, a number or a date, or an arrow;
  /// and nothing that a host takes for an address or for the id of a commit.
  private static func isPlain(_ word: ArraySlice<Unicode.Scalar>) -> Bool {
    if word.count == 1, let only = word.first, ["→", "+", "-", "…"].contains(only) { return true }
    let parts = word.split { !isLetter($0) && !isNumber($0) }
    for part in parts where part.count > 6 && part.allSatisfy(\.properties.isASCIIHexDigit) {
      return false
    }
    if word.isEmpty || string(word).lowercased() == "www" { return false }
    var previous: Unicode.Scalar?
    for (offset, scalar) in word.enumerated() {
      let next = word.dropFirst(offset + 1).first
      switch scalar {
      case "a"..."z", "A"..."Z":
        if let previous, isNumber(previous) || [".", ","].contains(previous) { return false }
      case "0"..."9": if previous == "'" { return false }
      case "-":
        // `abc-12` is a reference to an issue of some hosts.
        guard let previous, let next, isNumber(previous) == isNumber(next) else { return false }
      case "'":
        guard let previous, let next, isLetter(previous), isLetter(next) else { return false }
      case ".", ",":
        guard let previous, let next, isNumber(previous), isNumber(next) else { return false }
      default: return false
      }
      previous = scalar
    }
    return true
  }

  private static func isNumber(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
  }
}

extension String {
  /// The text with each of an ASCII character written as `<U+007C>`.
  func writingOut(_ byte: UInt8) -> String {
    guard utf8.contains(byte) else { return self }
    let digits = String(byte, radix: 16, uppercase: true)
    return utf8.split(separator: byte, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }.joined(separator: "<U+00\(digits)>")
  }
}

/// Where quoted stretches of a message end.
private struct Closings {
  private let scalars: [Unicode.Scalar]
  /// For each place the next backtick, and the next apostrophe behind which a word ends.
  private let backticks: [Int?]
  private let apostrophes: [Int?]

  init(_ scalars: [Unicode.Scalar]) {
    self.scalars = scalars
    var backticks = [Int?](repeating: nil, count: scalars.count + 1)
    var apostrophes = backticks
    for place in scalars.indices.reversed() {
      backticks[place] = scalars[place] == "`" ? place : backticks[place + 1]
      let isEnd =
        place + 1 == scalars.count || scalars[place + 1] == " "
        || MarkdownText.isClosing(scalars[place + 1])
      apostrophes[place] = scalars[place] == "'" && isEnd ? place : apostrophes[place + 1]
    }
    self.backticks = backticks
    self.apostrophes = apostrophes
  }

  /// The end of the word, or of the quoted stretch, that begins here.
  func wordEnd(from start: Int) -> Int {
    var place = start
    while place < scalars.count, scalars[place] == "(" { place += 1 }
    if place + 1 < scalars.count {
      let closing: Int? =
        switch scalars[place] {
        case "`": backticks[place + 1]
        case "'": apostrophes[place + 1]
        default: nil
        }
      if let closing { place = closing + 1 }
    }
    while place < scalars.count, scalars[place] != " " { place += 1 }
    return place
  }
}
