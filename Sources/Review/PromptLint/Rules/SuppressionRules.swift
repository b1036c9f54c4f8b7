/// Rules about suppressions themselves; they cannot be suppressed.
enum SuppressionRules {
  static let rules = [unused, withoutReason]

  static let unused = Rule(
    "allow-unused", .warning, fix: .unseen,
    finds: "a suppression that silences nothing",
    why: "What it allowed is gone, and it would silence the next one, that nobody has looked at.",
    example: "`# lint: allow secret: an example` in a file without a key.",
    remedy: "Remove the comment.")

  static let withoutReason = Rule(
    "allow-without-reason", .warning, fix: .unseen,
    finds: "a suppression without a reason, which does not count",
    why: "A reviewer has to judge whether it is right, and so has whoever comes next.",
    example: "`# lint: allow secret`",
    remedy: "Write why: `# lint: allow secret: the example of the vendor's manual`.")

  /// What is to be said of a file's suppressions.
  ///
  /// - Parameters:
  ///   - used: The rules of which a finding was silenced.
  ///   - ran: The rules that were looked for in this file alone.
  static func drafts(
    _ suppressions: [Suppression], used: Set<String>, ran: Set<String>
  ) -> [Draft] {
    var seen: Set<String> = []
    return suppressions.compactMap { suppression in
      let fix = Draft.Fix(range: suppression.range, text: "", description: "Remove the comment.")
      let id = suppression.rule
      guard let rule = Rule.named(id) else {
        return Draft(
          unused, suppression.range, "there is no rule '\(id)' that this could allow",
          matched: id, fix: fix)
      }
      guard suppression.reason != nil else {
        return Draft(
          withoutReason, suppression.range,
          "this allows nothing without a reason: write '# lint: allow \(id): why'", matched: id,
          fix: fix)
      }
      if !rule.canBeAllowed {
        return Draft(
          unused, suppression.range, "'\(id)' cannot be allowed by a comment", matched: id, fix: fix
        )
      }
      let isFirst = seen.insert(id).inserted
      guard ran.contains(id), !used.contains(id) || !isFirst else { return nil }
      return Draft(
        unused, suppression.range,
        isFirst ? "'\(id)' has nothing to allow here" : "'\(id)' is allowed by another comment",
        matched: id, fix: fix)
    }
  }
}

extension Rule {
  /// Whether a comment in a file can allow its findings: not those about suppressions and levels, nor
  /// about files that cannot be read.
  public var canBeAllowed: Bool {
    ![
      "allow-unused", "allow-without-reason", "allow-added", "rules-changed", "file-unreadable",
      "file-not-read", "text-in-conflict", "ledger-behind", "file-unwritten",
      "commit-stops",
    ].contains(id)
  }
}
