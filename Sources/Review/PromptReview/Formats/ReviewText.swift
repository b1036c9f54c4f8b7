internal import PromptLint
internal import PromptRepo
internal import TextDiff

/// A review for a terminal: a block for each prompt, then the findings in numbers.
struct ReviewText {
  private let review: Review
  private let isColoured: Bool
  /// The width of the columns of findings, over the whole report.
  private let widths: (place: Int, rule: Int)

  init(_ review: Review, isColoured: Bool) {
    self.review = review
    self.isColoured = isColoured
    let open = review.openFindings
    widths = (
      open.map { Self.place(of: $0).utf8.count }.max() ?? 0, open.map(\.rule.utf8.count).max() ?? 0
    )
  }

  /// The report, with a line end behind each line.
  var text: String {
    let sides = review.subject.sides { ReportText.line($0) }
    var blocks = [["\(sides): \(review.changes)"]]
    blocks += review.prompts.map { lines(of: $0) }
    blocks += review.partialChanges.compactMap { lines(of: $0) }
    blocks += findingsOfNoPrompt
    if !review.notes.isEmpty { blocks.append(review.notes.map { ReportText.line($0) }) }
    if !review.prompts.isEmpty || !review.openFindings.isEmpty { blocks.append([summary]) }
    return blocks.map { $0.map { "\($0)\n" }.joined() }.joined(separator: "\n")
  }

  private var summary: String {
    let counts = review.counts(of: [.error, .warning, .note]) ?? "nothing found"
    return "\(review.prompts.count.of("prompt")): \(counts)"
  }

  private func lines(of prompt: ReviewedPrompt) -> [String] {
    var lines = [title(of: prompt)]
    if let change = prompt.change {
      if change.templateDiffers {
        let words = ChangedPhrases(change.visibleWords)
          .report(isColoured ? .ansi : .plain, firstLine: prompt.templateLine)
        lines += words.isEmpty ? [label("text", "differs in what nobody sees")] : words
      }
    } else {
      lines.append(label("text", "one of the two sides cannot be read"))
    }
    func add(_ name: String, _ values: [String]) {
      if !values.isEmpty { lines.append(label(name, values.joined(separator: "; "))) }
    }
    add("messages", (prompt.change?.messageChanges ?? []).map { ReportText.line($0) })
    add("variables", prompt.variableChanges.map { ReportText.line($0) })
    add("config", prompt.change?.settings.map(\.line) ?? [])
    add("record", prompt.record.map(\.line))
    add("size", prompt.size.map { [$0] } ?? [])
    add("prefix", prompt.stablePrefix.map { [$0] } ?? [])
    if case .live = prompt.outcome { add("version", prompt.versions.map { [$0] } ?? []) }
    lines.append(label("live", live(of: prompt)))
    if let outcome = outcome(of: prompt) {
      add(review.nextStep == .commit ? "next" : "merged", [outcome])
    }
    return lines + prompt.findings.filter { $0.allowedBecause == nil }.map { line(of: $0) }
  }

  /// The words of a partial that others include in another version; nil where they are the same or
  /// not known.
  private func lines(of partial: PartialChange) -> [String]? {
    guard let change = partial.change, change.templateDiffers else { return nil }
    let words = ChangedPhrases(change.visibleWords).report(
      isColoured ? .ansi : .plain, firstLine: 1)
    let title = TerminalStyle.bold.styled(ReportText.line(partial.title), isColoured)
    return ["partial  \(title)"]
      + (words.isEmpty ? [label("text", "differs in what nobody sees")] : words)
  }

  private func title(of prompt: ReviewedPrompt) -> String {
    let kind = TerminalStyle.bold.styled(prompt.kind.label, isColoured)
    let name =
      if case .renamed(let old) = prompt.kind {
        "\(old) → \(prompt.name)"
      } else {
        "\(prompt.name)"
      }
    return
      "\(kind)  \(TerminalStyle.bold.styled(name, isColoured))  \(ReportText.line(prompt.path))"
  }

  private func label(_ name: String, _ value: String) -> String {
    let padding = String(repeating: " ", count: max(11 - name.utf8.count, 1))
    return TerminalStyle.faint.styled(name, isColoured) + padding + value
  }

  private func live(of prompt: ReviewedPrompt) -> String {
    guard let live = prompt.live(separator: "; ", quoting: { ReportText.line($0) }) else {
      if case .unknown(let reason) = prompt.outcome { return "unknown: \(ReportText.line(reason))" }
      return "unknown: `promptrepo pull` brings the ledger"
    }
    if case .renamed(let old) = prompt.kind { return "as \(old): \(live)" }
    return live
  }

  /// What `promptrepo commit` will do; nil where nothing is committed, and where the line before it
  /// says that nobody knows.
  private func outcome(of prompt: ReviewedPrompt) -> String? {
    let command = "`promptrepo commit`"
    switch prompt.outcome {
    case .version(let number, let hash, let activation):
      var renames = ""
      if case .renamed(let old) = prompt.kind { renames = "renames \(old) and " }
      let makes = "\(command) \(renames)makes v\(number) \(hash.hex.prefix(12))"
      guard activation == .atOnce else {
        return "\(makes), which does not go live by itself: "
          + "the file goes on from a version that was rolled back"
      }
      let environments = prompt.environments.map { ReportText.line($0) }
      guard let last = environments.last else { return "\(makes), active at once" }
      let list = environments.dropLast().joined(separator: ", ")
      return list.isEmpty
        ? "\(makes), active at once; \(last) stays"
        : "\(makes), active at once; \(list) and \(last) stay"
    case .record: return "\(command) writes the record, and makes no version"
    case .nothing: return "\(command) has nothing to do"
    case .renamed(let old):
      return "\(command) renames \(old), with its history and environments"
    case .archived: return "\(command) archives the prompt, since its file goes"
    case .unarchived: return "\(command) brings the prompt back, since its file is back"
    case .new(let hash, nil):
      return "\(command) makes a new prompt, v1 \(hash.hex.prefix(12)), active at once"
    case .new(_, let old?):
      return "a new prompt without history and environments, and \(old) stays live"
    case .conflict(let reason): return "\(command) stops: \(ReportText.line(reason))"
    case .leftOut(let reason): return "\(command) leaves it out: \(ReportText.line(reason))"
    case .stays: return "the file goes, and the prompt stays as it is, live where it is live"
    case .unknown(let reason):
      return prompt.live == nil ? nil : "unknown: \(ReportText.line(reason))"
    case .live: return nil
    }
  }

  /// A block for each file that is no prompt.
  private var findingsOfNoPrompt: [[String]] {
    var blocks: [[String]] = []
    var path: String?
    for finding in review.findings where finding.allowedBecause == nil {
      if path != finding.place.path {
        blocks.append([TerminalStyle.bold.styled(ReportText.line(finding.place.path), isColoured)])
        path = finding.place.path
      }
      blocks[blocks.count - 1].append(line(of: finding))
    }
    return blocks
  }

  private func line(of finding: Finding) -> String {
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(width - text.utf8.count, 0) + 2)
    }
    let level = finding.level.rawValue
    let style: TerminalStyle =
      switch finding.level {
      case .error: .red
      case .warning: .yellow
      case .note: .cyan
      }
    return padded(Self.place(of: finding), widths.place) + style.styled(level, isColoured)
      + padded("", 7 - level.utf8.count) + padded(finding.rule, widths.rule)
      + ReportText.line(finding.message)
  }

  private static func place(of finding: Finding) -> String {
    "\(finding.place.line):\(finding.place.column ?? 1)"
  }
}

/// A part of a report on a terminal, as ECMA-48 numbers it.
private enum TerminalStyle: Int {
  case bold = 1
  case faint = 2
  case red = 31
  case yellow = 33
  case cyan = 36

  /// The text in this style, where there are styles.
  func styled(_ text: String, _ isColoured: Bool) -> String {
    isColoured ? "\u{1B}[\(rawValue)m\(text)\u{1B}[m" : text
  }
}
