internal import CanonicalJSON
internal import PromptLint
internal import PromptRepo
internal import PromptReview
internal import TextDiff

// The place to join with the formats of reports: until these print a `Review`, a dry run does it here.
extension CommandContext {
  /// Shows what a deployment would do.
  ///
  /// - Parameter refusal: Why it will not be carried out; nil if it would be.
  func show(_ review: Review, refusal: RepositoryError?) throws {
    guard !json else { return try showJSON(review, refusal: refusal) }
    guard case .deployment(let environment) = review.subject else { return }
    try output.line(
      "\(counted(review.prompts.count, "prompt")) would go live in \(environment)"
        + (refusal == nil ? "" : " and will not"))
    for prompt in review.prompts {
      try output.line()
      try show(prompt)
    }
    if !review.notes.isEmpty { try output.line() }
    for note in review.notes { try output.line(note) }
  }

  private func show(_ prompt: ReviewedPrompt) throws {
    let to = prompt.toVersion.map { "v\($0)" } ?? ""
    let versions = prompt.fromVersion.map { "v\($0) → \(to)" } ?? to
    try output.line("\(prompt.kind.label)  \(prompt.name)  \(versions)")
    if let change = prompt.change {
      // The text of a prompt that is new there is no difference.
      if change.from != nil { try show(words: change) }
      for (label, text) in lines(of: change) {
        try output.line(label.padded(to: 11) + text)
      }
    }
    let live = (prompt.live ?? []).map { "\($0.name) v\($0.version)" }.joined(separator: "; ")
    try output.line("live".padded(to: 11) + (live.isEmpty ? "nowhere" : live))
    for finding in prompt.findings where finding.allowedBecause == nil {
      try output.line(
        "\(finding.level.rawValue.padded(to: 7))  \(finding.rule)  \(finding.message)")
    }
  }

  private func show(words change: ContentChange) throws {
    let words = WordDiff(
      old: (change.from?.template ?? "").visible, new: (change.to?.template ?? "").visible)
    for line in ChangedPhrases(words).report(output.isColoured ? .ansi : .plain) {
      try output.styledText(line + "\n")
    }
  }

  private func lines(of change: ContentChange) -> [(String, String)] {
    guard change.from != nil else { return [] }
    var lines: [(String, String)] = []
    let variables = change.variables
    if variables.isAny {
      let names = variables.added.map { "+ \($0)" } + variables.removed.map { "- \($0)" }
      lines.append(("variables", names.joined(separator: "; ")))
    }
    if !change.settings.isEmpty {
      lines.append(("config", change.settings.map(\.description).joined(separator: "; ")))
    }
    if change.templateDiffers {
      lines.append(
        (
          "size",
          "\(change.bytes.from) → \(change.bytes.to) bytes, about \(change.tokens.from) → "
            + "\(change.tokens.to) tokens"
        ))
    }
    return lines
  }

  private func showJSON(_ review: Review, refusal: RepositoryError?) throws {
    for prompt in review.prompts { try output.json(prompt.json) }
    try output.json([
      "object": "review.summary", "prompts": .integer(review.prompts.count),
      "errors": .integer(review.count(of: .error)),
      "warnings": .integer(review.count(of: .warning)),
      "notes": .integer(review.count(of: .note)), "failed": .bool(refusal != nil),
    ])
  }
}

extension ReviewedPrompt {
  fileprivate var json: JSONObject {
    var object: JSONObject = [
      "object": "review.prompt", "name": .string(name.rawValue), "path": .string(path),
      "change": .string(kind.label), "from": Self.side(change?.from, fromVersion),
      "to": Self.side(change?.to, toVersion),
    ]
    if let change {
      let diff = LineDiff(old: change.from?.template ?? "", new: change.to?.template ?? "")
      object["template_diff"] = .string(diff.unified(oldLabel: path, newLabel: path))
      for member in change.json { object[member.key] = member.value }
    }
    object["live"] = .object(
      JSONObject((live ?? []).map { JSONMember(key: $0.name, value: .integer($0.version)) }))
    object["findings"] = .array(
      findings.map { finding in
        .object([
          "object": "finding", "rule": .string(finding.rule),
          "level": .string(finding.level.rawValue), "message": .string(finding.message),
        ])
      })
    return object
  }

  private static func side(_ content: VersionContent?, _ version: Int?) -> JSONValue {
    guard let content else { return .null }
    var object: JSONObject = ["hash": .string("\(content.hash)")]
    if let version { object["version"] = .integer(version) }
    return .object(object)
  }
}

extension String {
  /// The text with blanks behind it, to a width in characters.
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(width - count, 0))
  }
}
