internal import VisibleText

/// Rules about blanks and line ends.
enum SpaceRules {
  static let family = RuleFamily(rules: [lineEnds, noBreak, trailing], find: find)

  static let lineEnds = Rule(
    "mixed-line-ends", .warning, fix: .unseen,
    finds: "lines that end in CR LF beside lines that end in LF",
    why: """
      An editor on Windows added lines to a file from elsewhere, or the other way round. Whoever \
      saves it next converts the rest, and the diff has every line.
      """,
    example: "A file whose third line alone ends in CR LF.",
    remedy: "Use one kind. LF is what the other kind is changed to.")

  static let noBreak = Rule(
    "no-break-space", nil, fix: .unseen,
    finds: "blanks that keep words together: U+00A0, U+202F, U+2007",
    why: """
      They look like a space and are none to programs that search for one. French sets them before \
      `:` and `»`, and much text from web pages has them, so the rule is off.
      """,
    example: "`10<U+00A0>km`",
    remedy: "Write a space.")

  static let trailing = Rule(
    "trailing-space", nil, fix: .unseen,
    finds: "blanks at the end of a line",
    why: """
      Nobody sees them, and an editor that removes them makes a version. In Markdown two of them \
      break a line, so the rule is off.
      """,
    example: "`Answer in one word. ` with a blank behind the full stop.",
    remedy: "Remove them.")

  private static func find(_ text: LintText) -> [Draft] {
    let bytes = text.bytes
    var drafts: [Draft] = []
    var lf = 0
    var firstCRLF: Int?
    var lastCRLF = 0
    var crlf = 0
    var lineStart = 0
    while let end = bytes[lineStart...].firstIndex(of: 0x0A) {
      if end > lineStart, bytes[end - 1] == 0x0D {
        crlf += 1
        if firstCRLF == nil { firstCRLF = end - 1 }
        lastCRLF = end + 1
      } else {
        lf += 1
      }
      if let draft = blanks(text, lineStart..<end) { drafts.append(draft) }
      lineStart = end + 1
    }
    if let draft = blanks(text, lineStart..<bytes.count) { drafts.append(draft) }
    if lf > 0, let firstCRLF {
      let range = firstCRLF..<lastCRLF
      let lines = crlf == 1 ? "1 line ends" : "\(crlf) lines end"
      drafts.append(
        Draft(
          lineEnds, firstCRLF..<(firstCRLF + 2), "\(lines) in CR LF, and \(lf) in LF",
          matched: "\r\n",
          fix: Draft.Fix(
            range: range, text: withoutCR(bytes[range]), description: "End all lines in LF.")))
    }
    return drafts + noBreaks(text)
  }

  /// The blanks at the end of a line of the template.
  private static func blanks(_ text: LintText, _ line: Range<Int>) -> Draft? {
    guard line.upperBound > text.source.body.lowerBound else { return nil }
    var end = line.upperBound
    if end > line.lowerBound, text.bytes[end - 1] == 0x0D { end -= 1 }
    var start = end
    let first = max(line.lowerBound, text.source.body.lowerBound)
    while start > first, text.bytes[start - 1] == 0x20 || text.bytes[start - 1] == 0x09 {
      start -= 1
    }
    guard start < end else { return nil }
    let count = end - start == 1 ? "1 blank" : "\(end - start) blanks"
    return Draft(
      trailing, start..<end, "\(count) at the end of the line", matched: text.text(start..<end),
      fix: Draft.Fix(range: start..<end, text: "", description: "Remove \(count)."))
  }

  private static func noBreaks(_ text: LintText) -> [Draft] {
    guard !text.isASCII else { return [] }
    return text.scalars.values.indices.compactMap { place in
      let value = text.scalars.values[place]
      guard value == 0xA0 || value == 0x202F || value == 0x2007 else { return nil }
      let range = text.scalars.bytes(place..<(place + 1))
      return Draft(
        noBreak, range, "\(UTF8Scalar.title(value)) looks like a space and is none",
        matched: text.text(range),
        fix: Draft.Fix(range: range, text: " ", description: "Write a space."))
    }
  }

  private static func withoutCR(_ bytes: ArraySlice<UInt8>) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for byte in bytes {
      if byte == 0x0A, result.last == 0x0D { result.removeLast() }
      result.append(byte)
    }
    return String(decoding: result, as: UTF8.self)
  }
}
