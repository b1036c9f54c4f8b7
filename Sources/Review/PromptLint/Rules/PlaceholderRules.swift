internal import PromptTemplate

/// Rules about braces that were meant as placeholders.
enum PlaceholderRules {
  static let family = RuleFamily(rules: [unclosed, foreign, otherBraces], find: find)

  static let unclosed = Rule(
    "placeholder-unclosed", .error,
    finds: "a placeholder that is not closed: `{{name`, `{{name}`",
    why: "It is text, no value is filled in, and the model reads the braces.",
    example: "`Hello {{customer}, thank you.`",
    remedy: """
      Close it with `}}`. Where the braces are text, set `dialect: strict` in the header and write \
      `\\{{`.
      """)

  static let foreign = Rule(
    "placeholder-foreign", .note,
    finds: "double braces of other template languages, which stay as text",
    why: """
      Blocks, filters and partials are not carried out: `{{#if x}}` goes to the model as it is. The \
      helpers of dotprompt, `{{role …}}`, `{{history}}`, `{{media …}}` and `{{section …}}`, are for \
      the program that calls the model, and are left alone.
      """,
    example: "`{{#if urgent}}Answer at once.{{/if}}`, `{{ name | upper }}`",
    remedy: """
      Let the program that renders the prompt make the choice, and give the result as a variable. \
      If the braces are an example for the model, let them stand.
      """)

  static let otherBraces = Rule(
    "placeholder-other-braces", .warning, fix: .seen,
    finds: "a declared input in other braces: `${x}`, `{x}`, `<x>`, `[x]`",
    why: """
      The header declares the input, and the text has it in the braces of another tool, so its value \
      is not filled in. Only declared inputs are looked for; `<x>` with `</x>` is a tag, and \
      `[x]` before a parenthesis a link.
      """,
    example: "`Hello {customer}` with `input: {schema: {customer: string}}` in the header.",
    remedy: "Write `{{x}}`.")

  /// What dotprompt's helpers are called, which have an argument.
  private static let helpers = ["role", "media", "section", "history"]

  private static func find(_ text: LintText) -> [Draft] {
    switch text.source.dialect {
    // Their own readers say what of their tags is wrong.
    case .handlebars, .jinja: return others(text)
    case .plain, .strict, .chat: break
    }
    var drafts: [Draft] = []
    for stray in text.marks.strays {
      let shown = excerpt(text, stray.range)
      if let name = stray.name, !stray.isClosed {
        guard stray.endsInOneBrace || isPlain(text, behind: name) else { continue }
        drafts.append(
          Draft(
            unclosed, stray.range, "'\(shown)' is not closed: write '{{\(text.text(name))}}'",
            matched: text.text(stray.range)))
      } else if stray.isClosed {
        if let name = stray.name, helpers.contains(text.text(name)) { continue }
        drafts.append(
          Draft(
            foreign, stray.range, "'\(shown)' stays as it is: only {{name}} is filled in",
            matched: text.text(stray.range)))
      }
    }
    return drafts + others(text)
  }

  /// Whether a name that nothing closes ends as a word does, and not as code.
  private static func isPlain(_ text: LintText, behind name: Range<Int>) -> Bool {
    guard name.upperBound < text.source.body.upperBound else { return true }
    return [0x20, 0x0A, 0x0D, 0x09, 0x2C, 0x21, 0x3F, 0x3B].contains(text.bytes[name.upperBound])
  }

  private static func excerpt(_ text: LintText, _ range: Range<Int>) -> String {
    ReportText.line(text.text(range), limit: 60)
  }

  /// Declared inputs in other braces.
  private static func others(_ text: LintText) -> [Draft] {
    guard let inputs = HeaderInputs(text.source.config), !inputs.names.isEmpty else { return [] }
    let bytes = text.bytes
    let body = text.source.body
    let names = Set(inputs.names.map { Array($0.utf8) })
    var drafts: [Draft] = []
    var closed: Set<[UInt8]>?
    var at = body.lowerBound
    while at < body.upperBound {
      if let end = endOfTag(text, at) {
        at = end
        continue
      }
      guard let close = closing(of: bytes[at]) else {
        at += 1
        continue
      }
      let start = at
      at += 1
      let end = nameEnd(bytes, at, body.upperBound)
      let name = Array(bytes[at..<end])
      guard end < body.upperBound, bytes[end] == close, names.contains(name) else { continue }
      var range = start..<(end + 1)
      let previous = start > body.lowerBound ? bytes[start - 1] : 0
      let next = end + 1 < body.upperBound ? bytes[end + 1] : 0
      switch bytes[start] {
      case UInt8(ascii: "{"):
        if previous == UInt8(ascii: "{") || next == UInt8(ascii: "}") { continue }
        if previous == UInt8(ascii: "$") { range = (start - 1)..<range.upperBound }
      case UInt8(ascii: "<"):
        let tags = closed ?? closingTags(text)
        closed = tags
        if tags.contains(name) { continue }
      default:
        if next == UInt8(ascii: "(") || next == UInt8(ascii: "[") || next == UInt8(ascii: ":") {
          continue
        }
      }
      let right = "{{\(String(decoding: name, as: UTF8.self))}}"
      drafts.append(
        Draft(
          otherBraces, range, "'\(text.text(range))' is text: write '\(right)' for the input",
          matched: text.text(range),
          fix: Draft.Fix(range: range, text: right, description: "Write \(right).")))
    }
    return drafts
  }

  /// Where a tag ends that begins at a byte, in dialects whose tags are more than a name.
  private static func endOfTag(_ text: LintText, _ start: Int) -> Int? {
    switch text.source.dialect {
    case .plain, .strict, .chat: return nil
    case .handlebars, .jinja: break
    }
    let end = text.source.body.upperBound
    guard start + 1 < end, text.bytes[start] == UInt8(ascii: "{") else { return nil }
    let close: UInt8
    switch text.bytes[start + 1] {
    case UInt8(ascii: "{"): close = UInt8(ascii: "}")
    case UInt8(ascii: "%") where text.source.dialect == .jinja: close = UInt8(ascii: "%")
    case UInt8(ascii: "#") where text.source.dialect == .jinja: close = UInt8(ascii: "#")
    default: return nil
    }
    var place = start + 2
    while place + 1 < end, text.bytes[place] != close || text.bytes[place + 1] != 0x7D {
      place += 1
    }
    return min(place + 2, end)
  }

  private static func closing(of byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "{"): UInt8(ascii: "}")
    case UInt8(ascii: "<"): UInt8(ascii: ">")
    case UInt8(ascii: "["): UInt8(ascii: "]")
    default: nil
    }
  }

  private static func nameEnd(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int {
    var place = start
    while place < end, isAlphanumeric(bytes[place]) || [0x5F, 0x2D, 0x2E].contains(bytes[place]) {
      place += 1
    }
    return place
  }

  /// The names of `</name>` in the template.
  private static func closingTags(_ text: LintText) -> Set<[UInt8]> {
    let bytes = text.bytes
    var tags: Set<[UInt8]> = []
    var at = text.source.body.lowerBound
    let end = text.source.body.upperBound
    while at + 1 < end {
      if bytes[at] == UInt8(ascii: "<"), bytes[at + 1] == UInt8(ascii: "/") {
        let close = nameEnd(bytes, at + 2, end)
        if close < end, bytes[close] == UInt8(ascii: ">") {
          tags.insert(Array(bytes[(at + 2)..<close]))
        }
      }
      at += 1
    }
    return tags
  }
}
