internal import CanonicalJSON

/// The rule about keys of the header that are nearly those of dotprompt.
enum HeaderKeyRule {
  static let family = RuleFamily(rules: [rule], needsHeader: true, find: find)

  static let rule = Rule(
    "header-key-misspelt", .warning, fix: .seen,
    finds: "a key of the header that is one edit from one that prompts have",
    why: """
      Any key may be in a header, so a misspelt one is kept as configuration, and whoever reads the \
      right one finds nothing.
      """,
    example: "`modell: gpt-5`",
    remedy: "Write the key as it is called.")

  /// The keys of a prompt's header: those of dotprompt, and those of the record.
  static let known = [
    "name", "title", "description", "metadata", "model", "config", "input", "output", "variant",
    "tools", "toolDefs", "maxTurns", "returnToolRequests", "dialect", "partials",
    "ext",
  ]

  /// What headers of other tools have, and is no slip.
  private static let others: Set<String> = [
    "mode", "modes", "inputs", "outputs", "configs", "models", "titles", "names", "variants",
    "tool",
  ]

  private static func find(_ text: LintText) -> [Draft] {
    text.source.keys.compactMap { key in
      guard key.name.utf8.count >= 4, !known.contains(where: { $0.hasSameBytes(as: key.name) }),
        !others.contains(key.name),
        !text.source.keys.contains(where: { $0.name == right(key.name) }),
        let right = right(key.name)
      else { return nil }
      return Draft(
        rule, key.range, "'\(key.name)' is no key that prompts have; '\(right)' is",
        matched: key.name,
        fix: Draft.Fix(range: key.range, text: right, description: "Write \(right)."))
    }
  }

  private static func right(_ key: String) -> String? {
    known.first { $0.utf8.count >= 4 && Spelling.isNear(key, $0) }
  }
}
