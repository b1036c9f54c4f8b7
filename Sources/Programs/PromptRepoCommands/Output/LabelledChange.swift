internal import CanonicalJSON
internal import PromptFiles
internal import PromptLint
internal import PromptRepo
internal import PromptReview
internal import TextDiff
internal import VisibleText

/// A change between two contents that have names: `support/reply@v2`, `prompts/support/reply.prompt`.
struct LabelledChange {
  /// One of the two.
  struct Side {
    let label: String
    /// What is compared; nil where there was nothing yet.
    let content: VersionContent?

    /// What it includes; nil where that does not count.
    let included: IncludedTexts?

    init(label: String, _ content: VersionContent?, including included: IncludedTexts? = nil) {
      self.label = label
      self.content = content
      self.included = included
    }

    /// A content of a ledger or beside it, with what it includes.
    init(label: String, _ content: VersionContent, in repository: Repository) throws {
      self.init(
        label: label, content,
        including: content.partialPins.pins.isEmpty
          ? nil : try IncludedTexts(of: content, label: label, in: repository))
    }
  }

  let old: Side
  let new: Side
  let change: ContentChange

  init(_ old: Side, _ new: Side) {
    self.old = old
    self.new = new
    change = ContentChange(
      from: old.content, to: new.content, included: (old.included, new.included))
  }

  /// The changed words with the lines around them, all of it visible and without secrets; empty if
  /// nothing but a secret is another.
  func words(isColoured: Bool) -> String {
    change.visibleWords.rendered(isColoured ? .ansi : .plain)
  }

  /// The difference of the templates as `patch` reads it, without secrets; empty if there is none.
  var templateDiff: String {
    guard change.templateDiffers else { return "" }
    func text(_ side: Side) -> String { side.content?.template.withoutSecrets ?? "" }
    return LineDiff(old: text(old), new: text(new)).unified(
      oldLabel: old.label, newLabel: new.label)
  }

  var json: JSONObject {
    var object: JSONObject = [
      "object": "diff", "from": side(old), "to": side(new), "different": .bool(change.isAny),
      "template_diff": .string(templateDiff),
    ]
    for member in change.json { object[member.key] = member.value }
    return object
  }

  private func side(_ side: Side) -> JSONValue {
    var object: JSONObject = [
      "label": .string(side.label),
      "hash": side.content.map { .string("\($0.hash)") } ?? .null,
    ]
    if let config = side.content?.config { object["config"] = .object(config.withoutSecrets) }
    return .object(object)
  }
}

extension LabelledChange {
  /// What is said of the variables: `+ variable tone`, `- variable mood`, `~ variable a → b`.
  var variableLines: [String] {
    let variables = change.variables
    let (from, to) = (Set(variables.renamed.map(\.from)), Set(variables.renamed.map(\.to)))
    return variables.renamed.map { "~ variable \($0.from) → \($0.to)".visible }
      + variables.added.filter { !to.contains($0) }.map { "+ variable \($0)".visible }
      + variables.removed.filter { !from.contains($0) }.map { "- variable \($0)".visible }
  }

  /// What is said of the messages: `~ gives text → messages`, `~ roles system, user → user`.
  var messageLines: [String] { change.messageChanges.map { "~ \($0)".visible } }

  /// The partials whose texts are others, with the changed words of each.
  func partialBlocks(isColoured: Bool) -> [(title: String, words: String)] {
    change.partials.compactMap { partial in
      guard let change = partial.change, change.templateDiffers else { return nil }
      return (
        partial.title.visible, change.visibleWords.rendered(isColoured ? .ansi : .plain)
      )
    }
  }

  /// The configuration's changes by path under a heading; none when it is the same.
  var configLines: [String] {
    let lines =
      change.settings.flatMap { Self.lines(of: $0) }
      + change.reordered.map { path in
        "~ \(path.isEmpty ? "keys" : "keys of \(path.joined(separator: "."))") in another order"
      }
    return lines.isEmpty ? [] : ["config:"] + lines.map(\.visibleWithoutSecrets)
  }

  /// How large the template was and is; nil if it is the same.
  var sizeLine: String? {
    guard change.templateDiffers else { return nil }
    let (bytes, tokens) = (change.bytes, change.tokens)
    let prefix = change.prefix.summary.map { "; \($0)" } ?? ""
    return
      "size: \(bytes.from) → \(bytes.to) bytes, about \(tokens.from) → \(tokens.to) tokens\(prefix)"
  }

  /// How long a line of a value may be before it is compared line by line.
  private static var valueLength: Int { 80 }

  private static func lines(of setting: SettingChange) -> [String] {
    let name = setting.name
    let pins = setting.pins
    if pins.from != nil || pins.to != nil {
      return switch pins {
      case (let from?, let to?): ["~ \(name) \(from) → \(to)"]
      case (nil, let to?): ["+ \(name) \(to)"]
      case (let from, nil): ["- \(name) \(from ?? "")"]
      }
    }
    switch (setting.from?.withoutSecrets, setting.to?.withoutSecrets) {
    case (let from?, let to?):
      let line = "~ \(name) \(from) → \(to)"
      guard line.utf8.count > valueLength else { return [line] }
      return ["~ \(name)"] + difference(text(of: from), text(of: to))
    case (nil, let to?): return ["+ \(name) \(to)"]
    case (let from?, nil): return ["- \(name) \(from)"]
    case (nil, nil): return []
    }
  }

  /// A long value as lines: a text as it is, all else as JSON for people.
  private static func text(of value: JSONValue) -> String {
    value.string ?? value.text(.pretty)
  }

  /// A line diff without the two lines that name its sides, each line indented.
  private static func difference(_ old: String, _ new: String) -> [String] {
    LineDiff(old: old + "\n", new: new + "\n").unified(oldLabel: "-", newLabel: "+").utf8
      .split(separator: 10).dropFirst(2).map { "  " + String(decoding: $0, as: UTF8.self) }
  }
}

extension CommandContext {
  /// Shows a difference, and what the working file that it shows goes on from.
  func show(_ difference: LabelledChange, _ status: PromptStatus? = nil) throws {
    guard !json else {
      var object = difference.json
      if let status, let withdrawal = status.withdrawal {
        object["held_back"] = .object(withdrawal.json(of: status.name))
      }
      return try output.json(object)
    }
    try show(texts: difference)
    if let note = status?.withdrawalNote { try output.line(output.styled(note, .yellow)) }
  }

  private func show(texts difference: LabelledChange) throws {
    guard difference.change.isAny else { return }
    func line(_ text: String, _ style: Style? = nil) throws {
      try output.styledText((style.map { output.styled(text, $0) } ?? text) + "\n")
    }
    try line("--- \(difference.old.label.visible)", .bold)
    try line("+++ \(difference.new.label.visible)", .bold)
    if difference.change.templateDiffers {
      let words = difference.words(isColoured: output.isColoured)
      if words.isEmpty {
        try line("a secret differs, and is not shown")
      } else {
        try output.styledText(words.utf8.last == 10 ? words : "\(words)\n")
      }
    }
    let facts = difference.messageLines + difference.variableLines + difference.configLines
    for text in facts { try line(text, Self.style(of: text)) }
    for partial in difference.partialBlocks(isColoured: output.isColoured) {
      try line(partial.title, .bold)
      try output.styledText(
        partial.words.utf8.last == 10 ? partial.words : "\(partial.words)\n")
    }
    if let failure = difference.new.included?.failure {
      try line("\(failure.visible): its variables are not compared", .yellow)
    }
    if let size = difference.sizeLine { try line(size, .faint) }
  }

  /// The colour of a line that begins with the sign of its change.
  private static func style(of line: String) -> Style? {
    switch line.utf8.first(where: { $0 != 0x20 }) {
    case UInt8(ascii: "+"): .green
    case UInt8(ascii: "-"): .red
    case UInt8(ascii: "~"): .yellow
    default: nil
    }
  }
}
