internal import PromptLint
internal import PromptRepo

/// A review as a comment of a pull request: a table of the prompts, the findings, and for each
/// prompt what changed, folded.
struct ReviewMarkdown {
  /// The first line, by which a program finds its comment again.
  static let mark = "<!-- promptrepo review -->"

  private let review: Review

  init(_ review: Review) {
    self.review = review
  }

  /// The comment, of at most so many characters as UTF-16 counts them.
  ///
  /// The largest differences are left out first, then findings and rows from the end; lines say
  /// what is missing. The limit is at least ``ReviewFormat/smallestLimit``.
  func text(limit: Int) -> String {
    let head = "\(Self.mark)\n### \(title)\n\n\(sides)\n"
    let rows = review.prompts.map { row(of: $0) }
    let findings = findingLines
    let details =
      review.prompts.map { self.details(of: $0) }
      + review.partialChanges.map { self.details(of: $0) }
    let room = limit - head.utf16.count
    let whole = size(of: rows) + tableHead.utf16.count + size(of: findings) + size(of: details) + 3
    if whole <= room {
      return head + body(rows, nil, findings, nil, details, nil)
    }
    return head + shortened(rows, findings, details, room: room)
  }

  private var title: String {
    let changes = review.prompts.isEmpty ? "nothing changed" : shortChanges
    let counts = review.counts(of: [.error, .warning])
    return "Prompts: \(changes)" + (counts.map { ". \($0)" } ?? "")
  }

  /// `2 changed, 1 renamed`.
  private var shortChanges: String {
    let changes = review.changes
    guard let space = changes.firstIndex(of: " ") else { return changes }
    let noun = changes[space...].dropFirst().prefix { $0 != " " }
    return String(changes[..<space]) + String(changes[noun.endIndex...])
  }

  private var sides: String {
    "\(review.subject.sides { MarkdownText.code($0) })."
  }

  // MARK: The table

  /// Which columns there are depends on what comes after the change.
  private var tableHead: String {
    let last =
      switch review.nextStep {
      case .merge: "after the merge"
      case .commit: "after `promptrepo commit`"
      case nil: "version"
      }
    return """

      | prompt | what | tokens, about | live now | \(last) |
      |---|---|---|---|---|

      """
  }

  private func row(of prompt: ReviewedPrompt) -> String {
    let cells = [
      MarkdownText.code("\(prompt.name)", inTable: true), what(of: prompt), tokens(of: prompt),
      live(of: prompt), next(of: prompt),
    ]
    return "| \(cells.joined(separator: " | ")) |\n"
  }

  private func what(of prompt: ReviewedPrompt) -> String {
    var parts: [String] = []
    switch prompt.kind {
    case .added: return "new"
    case .removed: return "removed"
    case .renamed(let old):
      parts.append("renamed from \(MarkdownText.code("\(old)", inTable: true))")
    case .commentsOnly: return "comments"
    case .changed, .recordOnly: break
    }
    guard let change = prompt.change else { return "cannot be read" }
    if change.templateDiffers { parts.append("text") }
    let variables = change.variables
    if !variables.removed.isEmpty || variables.added.count > 3 {
      parts.append("variables")
    } else {
      parts += variables.added.map { MarkdownText.code($0, inTable: true) }
    }
    // A declaration of such a variable says the same again.
    let names = Set(variables.added + variables.removed)
    let settings = (change.settings + prompt.record).filter { setting in
      !(setting.path.starts(with: ["input", "schema"])
        && setting.path.last.map { names.contains($0) } ?? false)
    }
    parts += settings.prefix(3).map { MarkdownText.code($0.name, inTable: true, limit: 60) }
    if settings.count > 3 { parts.append("\((settings.count - 3).of("other setting"))") }
    if parts.isEmpty {
      return change.reordered.isEmpty ? "nothing that is seen" : "order of settings"
    }
    return parts.joined(separator: ", ")
  }

  private func tokens(of prompt: ReviewedPrompt) -> String {
    guard let change = prompt.change else { return "–" }
    let (from, to) = change.tokens
    if change.from == nil { return to.grouped }
    if change.to == nil { return "\(from.grouped) → 0" }
    return from == to ? "same" : "\(from.grouped) → \(to.grouped)"
  }

  private func live(of prompt: ReviewedPrompt) -> String {
    guard let live = prompt.live(separator: ", ", quoting: { MarkdownText.name($0) }),
      let pointers = prompt.live
    else { return "unknown" }
    guard case .renamed = prompt.kind, let first = pointers.first else { return live }
    let isSame = pointers.allSatisfy { $0.version == first.version }
    return "\(isSame ? "v\(first.version)" : live), under the old name"
  }

  private func next(of prompt: ReviewedPrompt) -> String {
    switch prompt.outcome {
    case .version(let number, _, .atOnce): return "v\(number), active at once"
    case .version(let number, _, .heldBack): return "v\(number), not active by itself"
    case .record: return "another record, no version"
    case .nothing: return "nothing"
    case .renamed: return "another name, no version"
    case .archived: return "archived"
    case .unarchived: return "in use again"
    case .new(_, nil): return "v1, active at once"
    case .new(_, .some): return "needs `promptrepo mv`"
    case .conflict(let reason): return "**stops**: \(cell(reason))"
    case .leftOut(let reason): return "left out: \(cell(reason))"
    case .stays: return "stays live"
    case .unknown: return "unknown"
    case .live: return prompt.versions ?? "–"
    }
  }

  /// A reason without what stands behind it in brackets, which is in the list of findings or too much
  /// for a cell.
  private func cell(_ reason: String) -> String {
    let short = String(reason.unicodeScalars.prefix { $0 != "(" })
    return MarkdownText.message(short).writingOut(UInt8(ascii: "|"))
  }

  // MARK: Findings

  /// Errors, then warnings, then what else should be said. Notes are with their prompts.
  private var findingLines: [String] {
    let open = review.openFindings
    let own = review.findings.filter { $0.allowedBecause == nil && $0.level == .note }
    let lines = [FindingLevel.error, .warning].flatMap { level in
      open.filter { $0.level == level }.map { line(of: $0, namesSubject: true) }
    }
    return lines + own.map { line(of: $0, namesSubject: true) }
      + review.notes.map { "- **note**: \(MarkdownText.message($0))\n" }
  }

  private func line(of finding: Finding, namesSubject: Bool) -> String {
    var line = "- **\(finding.level.rawValue)**"
    if namesSubject {
      line += " \(MarkdownText.code(finding.place.prompt ?? finding.place.path, limit: 500))"
    }
    if !finding.isAboutFile { line += " line \(finding.place.line)" }
    return
      "\(line): \(MarkdownText.message(finding.message)) (\(MarkdownText.code(finding.rule)))\n"
  }

  // MARK: What changed

  /// The folded part about a prompt; empty where nothing is to be said.
  private func details(of prompt: ReviewedPrompt) -> String {
    var parts: [String] = []
    var facts: [String] = []
    let settings = (prompt.change?.settings ?? []) + prompt.record
    facts += settings.map { setting in
      let name = MarkdownText.code(setting.name)
      func code(_ text: String) -> String { MarkdownText.code(text) }
      return switch setting.values(limit: 200) {
      case (let from?, let to?): "- \(name) \(code(from)) → \(code(to))\n"
      case (nil, let to?): "- \(name) added, \(code(to))\n"
      case (let from?, nil): "- \(name) removed, \(code(from))\n"
      case (nil, nil): "- \(name)\n"
      }
    }
    facts += prompt.findings.filter { $0.level == .note && $0.allowedBecause == nil }
      .filter { note in !settings.contains { note.message.utf8.starts(with: "\($0.name) ".utf8) } }
      .map { line(of: $0, namesSubject: false) }
    if let size = prompt.size {
      facts.append("- \(size)\(prompt.stablePrefix.map { "; \($0)" } ?? "")\n")
    }
    if !facts.isEmpty { parts.append(facts.joined()) }
    if let change = prompt.change, change.templateDiffers {
      let lines = ChangedPhrases(change.visibleWords).fence(firstLine: prompt.templateLine)
      parts.append(
        lines.isEmpty
          ? "The texts differ in what nobody sees.\n"
          : MarkdownText.fence(lines, language: "diff"))
    }
    guard let last = parts.last else { return "" }
    // A list needs an empty line behind it, a fence does not.
    let end = last.utf8.first == UInt8(ascii: "`") ? "" : "\n"
    return """

      <details><summary><code>\(prompt.name)</code></summary>

      \(parts.joined(separator: "\n"))\(end)</details>

      """
  }

  /// The folded part about a partial that others include in another version.
  private func details(of partial: PartialChange) -> String {
    guard let change = partial.change, change.templateDiffers else { return "" }
    let lines = ChangedPhrases(change.visibleWords).fence(firstLine: 1)
    guard !lines.isEmpty else { return "" }
    return """

      <details><summary>partial <code>\(partial.title)</code></summary>

      \(MarkdownText.fence(lines, language: "diff"))</details>

      """
  }

  // MARK: The limit

  private func size(of texts: [String]) -> Int { texts.reduce(0) { $0 + $1.utf16.count } }

  private func body(
    _ rows: some Collection<String>, _ moreRows: String?, _ findings: some Collection<String>,
    _ moreFindings: String?, _ details: [String], _ moreDetails: String?
  ) -> String {
    var text = rows.isEmpty ? "" : tableHead + rows.joined()
    if let moreRows { text += "\n\(moreRows)\n" }
    if !findings.isEmpty { text += "\n" + findings.joined() }
    if let moreFindings { text += "\n\(moreFindings)\n" }
    text += details.joined()
    if let moreDetails { text += "\n\(moreDetails)\n" }
    return text
  }

  /// What fits: rows and findings before differences, small differences before large ones.
  private func shortened(
    _ rows: [String], _ findings: [String], _ details: [String], room: Int
  ) -> String {
    let command = "`promptrepo review` shows all of it."
    // Room for the three lines that say what is missing.
    var room = room - 1_000 - tableHead.utf16.count
    let half = room / 2
    let shownRows = rows.prefix(fitting: max(half, room - size(of: findings)))
    room -= size(of: Array(shownRows))
    let shownFindings = findings.prefix(fitting: room)
    room -= size(of: Array(shownFindings))

    let order = details.indices.filter { !details[$0].isEmpty }
      .map { (index: $0, size: details[$0].utf16.count) }
      .sorted { ($0.size, $0.index) < ($1.size, $1.index) }
    var left: Set<Int> = []
    for (index, size) in order {
      if size > room { left.insert(index) } else { room -= size }
    }
    func more(_ count: Int, _ noun: String) -> String? {
      count == 0 ? nil : "\(count.of(noun)) more \(count == 1 ? "is" : "are") left out. \(command)"
    }
    return body(
      shownRows, more(rows.count - shownRows.count, "prompt"), shownFindings,
      more(findings.count - shownFindings.count, "finding"),
      details.enumerated().map { left.contains($0.offset) ? "" : $0.element },
      left.isEmpty ? nil : leftOut(left.sorted(), command))
  }

  /// The line that names the prompts whose differences are missing, as many as fit.
  private func leftOut(_ indices: [Int], _ command: String) -> String {
    let all = review.prompts.map { "\($0.name)" } + review.partialChanges.map { "\($0.name)" }
    let names = indices.prefix(3).map { MarkdownText.code(all[$0]) }
    let more = indices.count - names.count
    let list = names.joined(separator: ", ") + (more > 0 ? " and \(more.grouped) more" : "")
    return "Too long for this comment: the differences of \(list). \(command)"
  }
}

extension Array where Element == String {
  /// The first texts that have room for so many characters.
  fileprivate func prefix(fitting room: Int) -> ArraySlice<String> {
    var room = room
    return prefix { text in
      room -= text.utf16.count
      return room >= 0
    }
  }
}
