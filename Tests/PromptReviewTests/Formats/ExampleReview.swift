import CanonicalJSON
import PromptLint
import PromptRepo
import PromptReview

/// A review as the documentation shows it: a branch changes a text, misspells a variable where a
/// hotfix was cut meanwhile, and renames a file.
enum ExampleReview {
  static func make() throws -> Review {
    Review(
      .commits(
        base: "ae46c8bb0d1d6a3c05c1f4a6e2b7f1d8c9a3e5f7",
        head: "ec62cf08b4e07f6f3e8a1c2d5b9a7e6f4d3c2b1a", name: "main"),
      [try dunning(), try reply(), try refunds()])
  }

  static let everywhere = ["active", "staging", "production"]

  static func pointers(_ versions: Int...) -> [ReviewedPrompt.LivePointer] {
    zip(everywhere, versions).map { .init($0, version: $1) }
  }

  private static func reply() throws -> ReviewedPrompt {
    let path = "prompts/support/reply.prompt"
    let start = "You answer customers of a web shop, kindly and briefly.\n\n\n\n"
    func content(
      _ text: String, _ temperature: JSONValue, _ inputs: JSONValue
    ) throws -> VersionContent {
      try VersionContent(
        template: start + text,
        config: [
          "input": ["schema": inputs],
          "config": ["temperature": temperature],
        ])
    }
    let change = ContentChange(
      from: try content(
        "Hello {{customer}}, thank you for contacting us about {{issue}}.",
        .number(JSONNumber(0.2) ?? JSONNumber(clamping: 0)),
        ["customer": "string", "issue": "string"]),
      to: try content(
        "Hey {{customer}}! Thanks for writing about {{issue}}, we are on it. Use a {{tone}} tone.",
        .number(JSONNumber(0.7) ?? JSONNumber(clamping: 0)),
        ["customer": "string", "issue": "string", "tone": "string"]))
    func place(_ line: Int, _ column: Int, _ endColumn: Int) -> FindingPlace {
      FindingPlace(
        path, prompt: "support/reply", line: line, column: column, endLine: line,
        endColumn: endColumn)
    }
    return ReviewedPrompt(
      try PromptName("support/reply"), path: path, .changed, change: change,
      live: pointers(4, 4, 3),
      outcome: .version(5, try hash("0da9a1e17c8a"), .atOnce),
      findings: [
        Finding(
          "setting-changed", .note, at: place(5, 3, 14), "config.temperature 0.2 → 0.7",
          matched: "config.temperature"),
        Finding(
          "variable-added", .warning, at: place(12, 75, 83),
          "'tone' is new: whoever renders this prompt has to give it a value", matched: "tone"),
      ], templateLine: 8)
  }

  private static func dunning() throws -> ReviewedPrompt {
    let path = "prompts/billing/dunning.prompt"
    let name = "billing/dunning"
    let start = "Write this as a letter of a web shop to {{a}}:\n"
    func content(_ text: String) throws -> VersionContent {
      try VersionContent(
        template: start + text,
        config: ["input": ["schema": ["a": "string", "amount": "string"]]])
    }
    let change = ContentChange(
      from: try content("your payment of {{amount}} is late. Please pay today."),
      to: try content("your payment of {{ammount}} is late. Please pay within a week."))
    return ReviewedPrompt(
      try PromptName(name), path: path, .changed, change: change, live: pointers(8, 7, 7),
      outcome: .conflict(
        reason: "this was made from v7, and v8 is newer (A user, 2026-03-15, 'Offer a call')"),
      findings: [
        Finding(
          "variable-misspelt", .error,
          at: FindingPlace(path, prompt: name, line: 10, column: 17, endLine: 10, endColumn: 28),
          "'ammount' is not declared in input.schema; 'amount' is", matched: "ammount",
          fix: FindingFix(
            at: FindingPlace(
              path, prompt: name, line: 10, column: 19, endLine: 10, endColumn: 26),
            157..<164, "amount", description: "Write amount.", isSeen: true)),
        Finding(
          "ledger-behind", .error, at: FindingPlace(path, prompt: name),
          "bring v8 in on this branch: `promptrepo checkout --merge billing/dunning`"),
      ], templateLine: 9)
  }

  private static func refunds() throws -> ReviewedPrompt {
    let path = "prompts/support/refunds.prompt"
    let content = try VersionContent(template: "Explain to {{customer}} how a refund works.\n")
    return ReviewedPrompt(
      try PromptName("support/refunds"), path: path,
      .renamed(from: try PromptName("support/refund")),
      change: ContentChange(from: content, to: content), live: pointers(1, 1, 1),
      outcome: .new(content.hash, movedFrom: try PromptName("support/refund")),
      findings: [
        Finding(
          "renamed-in-git", .warning, at: FindingPlace(path, prompt: "support/refunds"),
          "after the merge: `promptrepo mv support/refund support/refunds`")
      ])
  }

  /// A hash that begins with some digits.
  static func hash(_ start: String) throws -> VersionHash {
    try VersionHash(start + String(repeating: "0", count: 64 - start.count))
  }
}
