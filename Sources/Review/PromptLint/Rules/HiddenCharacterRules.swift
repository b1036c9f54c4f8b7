internal import VisibleText

/// Rules about characters that a reader does not see or that a terminal obeys.
enum HiddenCharacterRules {
  static let family = RuleFamily(
    rules: [bidirectional, tag, escape, invisible, control, lineSeparator], find: find)

  static let bidirectional = Rule(
    "bidi-control", .error, fix: .unseen,
    finds: "characters that turn the direction of text, U+202A to U+202E and U+2066 to U+2069",
    why: """
      Text behind such a character is shown in another order than a model reads it. A reviewer \
      approves one sentence, and the model is told another.
      """,
    example: "`Pay at most <U+202E>0001<U+202C> euros` is shown as `Pay at most 1000 euros`.",
    remedy: """
      Remove them. Arabic and Hebrew text needs none: its letters have their direction. Where one is \
      the subject of a prompt, write its name or number.
      """)

  static let tag = Rule(
    "tag-character", .error, fix: .unseen,
    finds:
      "tags outside of an emoji flag, and selectors that stand for nothing: text that only a model reads",
    why: """
      The characters U+E0000 to U+E007F repeat ASCII without a shape, and U+E0100 to U+E01EF can \
      stand for any bytes. No editor shows them, and models read them. Flags such as that of \
      Scotland, and one selector behind an ideograph, are what they are for, and are left alone.
      """,
    example: "`Summarize.<U+E0049><U+E0067><U+E006E>…` goes on with `Ign…` for a model.",
    remedy: "Remove them, and find out where the text came from.")

  static let escape = Rule(
    "escape-sequence", .error,
    finds: "characters that begin a command to a terminal: ESC, BEL, BS, CSI and their kin",
    why: """
      A terminal that shows the text carries the command out: it clears lines, changes the title, \
      or writes to the clipboard. Mostly they come with text that was copied from a terminal.
      """,
    example: "`Status: <U+001B>[32mok<U+001B>[0m`",
    remedy: """
      Remove the character and the letters of the command behind it. Where a prompt is about such \
      commands, write `\\\\x1b` or `ESC`.
      """)

  static let invisible = Rule(
    "invisible-character", .warning, fix: .unseen,
    finds:
      "characters without a width: zero width spaces, joiners that nothing asks for, soft hyphens, fillers",
    why: """
      Two texts that look the same are different, so searches fail, and a model cuts the words \
      elsewhere. They come along when text is copied from web pages and chats. Joiners within emoji \
      and in scripts that are written with them, such as Persian and Hindi, are left alone; so are \
      marks of direction in a file with text from right to left.
      """,
    example: "`You are a<U+200B> travel guide`",
    remedy: "Remove them.")

  static let control = Rule(
    "control-character", .warning,
    finds: "other controls of C0 and C1, except tab and line ends",
    why: """
      They have no meaning in text, and programs on the way drop them, refuse them or end there.
      """,
    example: "`Name<U+0000>`, or a carriage return within a line.",
    remedy: """
      Remove them. Where a prompt uses one on purpose, such as U+001E between files, say so in the \
      header: `# lint: allow control-character: it parts the files`.
      """)

  static let lineSeparator = Rule(
    "line-separator", .note, fix: .seen,
    finds: "characters that end a line for some programs only: VT, FF, U+0085, U+2028, U+2029",
    why: """
      Editors, git and programs count lines differently there. Text from word processors and from \
      PDF files has them.
      """,
    example: "`First line<U+2028>second line`",
    remedy: "Put an ordinary line end in their place.")

  private static func find(_ text: LintText) -> [Draft] {
    let hits = CharacterScan.hits(in: text.bytes, text.bytes.indices)
    guard !hits.isEmpty else { return [] }
    let isFromRightToLeft =
      hits.contains { $0.kind == .directionMark } && RightToLeft.isIn(text.scalars.values)
    var drafts: [Draft] = []
    var place = 0
    while place < hits.count {
      var end = place + 1
      while end < hits.count, hits[end].kind == hits[place].kind,
        hits[end].range.lowerBound == hits[end - 1].range.upperBound
      {
        end += 1
      }
      let run = hits[place..<end]
      place = end
      // The mark at the beginning is the file's, and no text.
      if run.first?.value == 0xFEFF, run.first?.range.lowerBound == 0, run.count == 1 { continue }
      if let draft = draft(run, text, isFromRightToLeft: isFromRightToLeft) { drafts.append(draft) }
    }
    return drafts
  }

  private static func draft(
    _ run: ArraySlice<CharacterScan.Hit>, _ text: LintText, isFromRightToLeft: Bool
  ) -> Draft? {
    guard let first = run.first, let last = run.last else { return nil }
    let range = first.range.lowerBound..<last.range.upperBound
    let name = name(of: run)
    func removal(_ rule: Rule, _ message: String) -> Draft {
      Draft(
        rule, range, message, matched: text.text(range),
        fix: Draft.Fix(range: range, text: "", description: "Remove \(name)."))
    }
    switch first.kind {
    case .bidirectional:
      return removal(bidirectional, "\(name) turns the direction of the text behind it")
    case .tag:
      return removal(tag, "hidden text that only a model reads: \(meaning(of: run) ?? name)")
    case .invisible: return removal(invisible, "invisible \(name)")
    case .directionMark:
      return isFromRightToLeft ? nil : removal(invisible, "invisible \(name)")
    case .selector:
      return removal(invisible, "invisible \(name), which selects no form of what is before it")
    case .escape:
      return Draft(
        escape, range, "\(name) begins a command to a terminal: remove it",
        matched: text.text(range))
    case .control:
      return Draft(
        control, range, "\(name) is no text: remove it", matched: text.text(range))
    case .lineSeparator:
      return Draft(
        lineSeparator, range, "\(name) ends a line for some programs only: use a line end",
        matched: text.text(range),
        fix: Draft.Fix(
          range: range, text: String(repeating: "\n", count: run.count),
          description: "Write a line end."))
    }
  }

  /// The characters of a run by number and name: of several the first, and how many there are.
  private static func name(of run: ArraySlice<CharacterScan.Hit>) -> String {
    guard let first = run.first else { return "" }
    let title = UTF8Scalar.title(first.value)
    if run.count == 1 { return title }
    return run.allSatisfy({ $0.value == first.value })
      ? "\(title), \(run.count) times" : "\(title) and \(run.count - 1) more"
  }

  /// What tags say: the ASCII that they repeat; nil if they are no such tags.
  private static func meaning(of run: ArraySlice<CharacterScan.Hit>) -> String? {
    var said = ""
    for hit in run {
      guard (0xE0020...0xE007E).contains(hit.value),
        let scalar = Unicode.Scalar(hit.value - 0xE0000)
      else { return nil }
      said.unicodeScalars.append(scalar)
    }
    return "'\(ReportText.line(said, limit: 60))'"
  }
}

/// Text that runs from right to left.
enum RightToLeft {
  /// Whether there is a letter of it.
  static func isIn(_ values: [UInt32]) -> Bool {
    values.contains { value in
      switch value {
      case 0x0590...0x061B, 0x061D...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFC, 0x10800...0x10FFF,
        0x1E800...0x1EFFF:
        true
      default: false
      }
    }
  }
}
