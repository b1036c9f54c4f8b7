/// A rule as reports explain it.
public struct RuleHelp: Sendable, Hashable {
  /// The rule's name in words, such as `variable-misspelt`.
  public let id: String

  /// What the rule finds, as one sentence of plain text.
  public let summary: String

  /// Why it matters, an example, and what to do, as Markdown.
  public let markdown: String

  /// The level of its findings where nobody sets another.
  public let level: FindingLevel

  /// Makes the explanation of a rule.
  public init(_ id: String, _ level: FindingLevel, summary: String, markdown: String) {
    self.id = id
    self.level = level
    self.summary = summary
    self.markdown = markdown
  }
}
