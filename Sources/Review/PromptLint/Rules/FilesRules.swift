internal import CanonicalJSON

/// Rules about several files.
enum FilesRules {
  static let rules = [titleClash, sameText, notRead, PinRules.behind]

  static let titleClash = Rule(
    "title-clash", .note, .files,
    finds: "two prompts with one title",
    why: """
      Lists show titles, so nobody sees which is which, and a hosted API finds prompts by them. Upper \
      and lower case are no difference.
      """,
    example:
      "`title: Reply` in `prompts/support/reply.prompt` and in `prompts/sales/reply.prompt`.",
    remedy: "Give one of them another title.")

  static let sameText = Rule(
    "same-text", .note, .files,
    finds: "two prompts with one text",
    why: "Whoever changes one of them forgets the other.",
    example: "`prompts/a.prompt` and a copy of it, `prompts/b.prompt`.",
    remedy: "Keep one, or say in their descriptions why there are two.")

  static let notRead = Rule(
    "file-not-read", .note, .files,
    finds: "a file below `prompts/` that is no prompt's and not `lint.yml`",
    why: "It looks as if it belonged to the prompts, and no command reads it.",
    example: "`prompts/reply.txt`, `prompts/Reply.prompt`",
    remedy: """
      Give it the name of a prompt's file, `prompts/NAME.prompt` in lower case, or move it elsewhere.
      """)

  /// What files have in common that they should not; each finding is about the later file.
  static func findings(among sources: [LintSource], _ levels: RuleLevels) -> [Finding] {
    var findings: [Finding] = []
    if let level = levels.level(of: titleClash) {
      findings += twins(sources, titleClash, level) { source in
        source.title.map { (UTF8Key($0.lowercased()), "the title '\($0)'", $0) }
      }
    }
    if let level = levels.level(of: sameText) {
      findings += twins(sources, sameText, level) { source in
        source.template.utf8.isEmpty
          ? nil : (UTF8Key(source.template), "the text", String(source.template.prefix(60)))
      }
    }
    return findings
  }

  /// A finding for each file whose key one before it has.
  private static func twins(
    _ sources: [LintSource], _ rule: Rule, _ level: FindingLevel,
    key: (LintSource) -> (key: UTF8Key, what: String, matched: String)?
  ) -> [Finding] {
    var first: [UTF8Key: LintSource] = [:]
    return sources.compactMap { source in
      guard source.isText, let (key, what, matched) = key(source) else { return nil }
      guard let other = first[key] else {
        first[key] = source
        return nil
      }
      let allowed = source.suppressions.first { $0.rule == rule.id }?.reason
      return Finding(
        rule.id, level, at: FindingPlace(source.path, prompt: source.prompt),
        "'\(other.prompt ?? other.path)' has \(what) too", matched: matched, allowedBecause: allowed
      )
    }
  }
}
