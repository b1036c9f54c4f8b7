internal import CanonicalJSON
internal import Handlebars
internal import PromptTemplate

/// Rules about the dialect of a template, and about text that means something in another one.
enum DialectRules {
  static let family = RuleFamily(
    rules: [unknown, unreadable, markerInPlain, historyIsText, escaped], needsHeader: true,
    find: find)

  static let unknown = Rule(
    "dialect-unknown", .warning,
    finds: "a header whose `dialect` is no word that says how a text is read",
    why: """
      The words are `plain`, `strict`, `chat`, `handlebars` and `jinja`, in lower case. With any \
      other value the text is read as `plain`, so that markers and blocks in it stay text.
      """,
    example: "`dialect: Chat`",
    remedy: """
      Write one of the words. If the key is another program's, give it another name, or allow the \
      rule in the file.
      """)

  static let unreadable = Rule(
    "template-unreadable", .error,
    finds: "a text that its dialect cannot read",
    why: """
      A text of the dialect `handlebars` with such a place can neither be rendered nor committed. Of \
      `jinja`, whose clients render it, one tag that cannot be read is a warning.
      """,
    example: "`{{#if urgent}}Answer at once.` with `dialect: handlebars` in the header.",
    remedy: "Mend the place that the message names.")

  static let markerInPlain = Rule(
    "marker-in-plain", .warning,
    finds: "a marker of messages in a text that is read without them",
    why: """
      In the dialects `plain` and `strict` markers such as `{{role "system"}}` are text: the whole \
      is one message of the user, and the model reads the braces.
      """,
    example: "`{{role \"system\"}}` in a file whose header has no `dialect`.",
    remedy: """
      Set `dialect: chat` in the header, or `dialect: handlebars` where the text has blocks too. If \
      the program that calls the model reads the markers itself, allow the rule in the file.
      """)

  static let historyIsText = Rule(
    "history-is-text", .warning,
    finds: "`{{history}}` in a chat, where it is a variable and no list of messages",
    why: """
      A chat of another system may have a text of that name, so the list has a marker of its own. \
      What is given for `{{history}}` becomes text of one message.
      """,
    example: "`{{history}}` between two messages, with `dialect: chat` in the header.",
    remedy: """
      Write `{{messages "history"}}` for the list. If it is text, declare `history` in \
      `input.schema`.
      """)

  static let escaped = Rule(
    "escaped-placeholder", .note,
    finds: "a chat text with `\\{{x}}`, which some clients fill in",
    why: """
      Here a backslash makes the braces text. A client that gets the messages and fills them in once \
      more sees `{{x}}`, and puts a value there if it has one of that name.
      """,
    example: "`Write \\{{name}} for the name.` with `dialect: chat` in the header.",
    remedy: """
      Give clients rendered messages, or write the example otherwise, such as with single braces.
      """)

  private static func find(_ text: LintText) -> [Draft] {
    let own = unknownDialect(text) + faults(text)
    return switch text.source.dialect {
    case .plain, .strict: own + markers(text)
    case .chat: own + history(text) + escapes(text)
    case .handlebars, .jinja: own
    }
  }

  private static func unknownDialect(_ text: LintText) -> [Draft] {
    guard let value = text.source.config["dialect"],
      value.string.flatMap(Dialect.init(rawValue:)) == nil
    else { return [] }
    let shown = ReportText.line(value.string ?? value.text(), limit: 60)
    let key = text.source.keys.first { $0.name == "dialect" }
    let words = Dialect.allCases.map(\.rawValue).joined(separator: ", ")
    return [
      Draft(
        unknown, key?.entry.trimmed(in: text.bytes),
        "dialect '\(shown)' is none of \(words): the text is read as plain", matched: shown)
    ]
  }

  private static func faults(_ text: LintText) -> [Draft] {
    guard text.source.dialect == .handlebars || text.source.dialect == .jinja else { return [] }
    let faults = text.reading.faults
    let offsets = FileOffsets(of: faults.map(\.position), in: text)
    return faults.map { fault in
      let end = text.source.body.upperBound
      let start = offsets[fault.position] ?? text.source.body.lowerBound
      return Draft(
        unreadable, start..<text.endOfCharacter(start, limit: end), fault.reason,
        level: text.source.dialect == .jinja ? .warning : nil)
    }
  }

  /// The first marker of messages; whoever sets the dialect has dealt with all of them.
  private static func markers(_ text: LintText) -> [Draft] {
    guard let range = PlainMarkers.first(in: text.source) else { return [] }
    let shown = ReportText.line(text.text(range), limit: 60)
    return [
      Draft(
        markerInPlain, range,
        "\(shown) is text here: set dialect: \(PlainMarkers.dialect(for: text.source).rawValue)",
        matched: shown)
    ]
  }

  private static func history(_ text: LintText) -> [Draft] {
    guard text.reading.analysis.kind == .messages,
      HeaderInputs(text.source.config)?.declares("history") != true
    else { return [] }
    return text.marks.placeholders.filter { $0.name == "history" }.map {
      Draft(
        historyIsText, $0.range,
        "{{history}} is a variable here: write {{messages \"history\"}} for the list",
        matched: "history")
    }
  }

  private static func escapes(_ text: LintText) -> [Draft] {
    let body = text.source.body
    let template = Template(utf8: Array(text.bytes[body]), dialect: .chat)
    let hidden = Set(template.escapedBraces)
    if hidden.isEmpty { return [] }
    // What a client sees that knows no backslashes.
    return Template(utf8: Array(text.bytes[body])).placeholders
      .filter { hidden.contains($0.range.lowerBound) }
      .map { placeholder in
        let start = placeholder.range.lowerBound + body.lowerBound - 1
        let range = start..<(placeholder.range.upperBound + body.lowerBound)
        return Draft(
          escaped, range,
          "a client that fills in messages itself gives '\(placeholder.name)' a value here",
          matched: placeholder.name)
      }
  }
}

/// Markers of messages in texts that are read without them.
enum PlainMarkers {
  /// The bytes of the first one in a file; nil if there is none, or if the dialect has markers.
  static func first(in source: LintSource) -> Range<Int>? {
    guard source.dialect == .plain || source.dialect == .strict else { return nil }
    let body = source.body
    let bytes = Array(source.bytes[body])
    guard let range = Template(utf8: bytes, dialect: .chat).messageMarkers.first?.range else {
      return nil
    }
    return (range.lowerBound + body.lowerBound)..<(range.upperBound + body.lowerBound)
  }

  /// The dialect that the text is likely meant for: with blocks it is no chat.
  static func dialect(for source: LintSource) -> Dialect {
    do throws(HandlebarsSyntaxError) {
      let text = String(decoding: source.bytes[source.body], as: UTF8.self)
      _ = try HandlebarsTemplate(parsing: text)
      let hasBlocks = Template(text).strayBraces.contains {
        $0.excerpt.utf8.starts(with: "{{#".utf8)
      }
      return hasBlocks ? .handlebars : .chat
    } catch {
      return .chat
    }
  }
}

extension LintText {
  /// Where the character ends that begins at a byte.
  func endOfCharacter(_ start: Int, limit: Int) -> Int {
    var end = start
    if end < limit { end += 1 }
    while end < limit, bytes[end] & 0xC0 == 0x80 { end += 1 }
    return end
  }
}

extension Range<Int> {
  /// The range without the blanks and line ends at its end.
  func trimmed(in bytes: [UInt8]) -> Range<Int> {
    var end = Swift.min(upperBound, bytes.count)
    while end > lowerBound, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[end - 1]) { end -= 1 }
    return lowerBound..<end
  }
}
