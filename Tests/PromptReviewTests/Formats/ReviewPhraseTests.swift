import CanonicalJSON
import PromptLint
import PromptRepo
import Testing

@testable import PromptReview

/// The words of reports for each kind of change, of comparison, and of what comes next.
@Suite struct ReviewPhraseTests {
  private static func prompt(
    kind: ReviewedPrompt.Kind = .changed, from: String? = "Hi {{a}}", to: String? = "Hey {{a}}",
    live: [ReviewedPrompt.LivePointer]? = [.init("active", version: 2)],
    versions: (from: Int?, to: Int?) = (nil, nil), _ outcome: LedgerOutcome
  ) throws -> ReviewedPrompt {
    func content(_ text: String?) throws -> VersionContent? {
      try text.map { try VersionContent(template: $0) }
    }
    return ReviewedPrompt(
      try PromptName("a"), path: "prompts/a.prompt", kind,
      change: ContentChange(from: try content(from), to: try content(to)),
      fromVersion: versions.from, toVersion: versions.to, live: live, outcome: outcome)
  }

  private static func lines(
    _ prompt: ReviewedPrompt, _ subject: Review.Subject = .workingFiles
  ) throws -> [String] {
    try ReviewFormat.text.text(of: Review(subject, [prompt])).split(separator: "\n").map {
      String($0)
    }
  }

  @Test func eachComparisonSaysItsSides() throws {
    let commits = Review.Subject.commits(
      base: "0123456789abcdef", head: "fedcba9876543210", name: "main")
    for (subject, sides) in [
      (commits, "fedcba98 against 01234567, the merge base with main"),
      (.workingFiles, "The working files against the latest versions"),
      (
        .live(environment: "production", head: nil),
        "The working files against what is live in production"
      ),
      (
        .live(environment: "production", head: "fedcba9876543210"),
        "fedcba98 against what is live in production"
      ),
      (
        .environments(from: "production", to: "staging"),
        "What is live in staging against what is live in production"
      ),
      (.deployment(to: "production"), "What would go live in production"),
    ] {
      let review = Review(subject, [try Self.prompt(.nothing)])
      let text = try ReviewFormat.text.text(of: review)
      #expect(text.hasPrefix("\(sides): 1 prompt changed\n\n"))
      let markdown = try ReviewFormat.markdown.text(of: review)
      let line = markdown.split(separator: "\n")[2]
      #expect(line.replacing("`", with: "") == "\(sides).")
    }
  }

  @Test func eachKindIsCounted() throws {
    let name = try PromptName("b")
    let kinds: [ReviewedPrompt.Kind] = [
      .changed, .added, .added, .removed, .renamed(from: name), .recordOnly, .recordOnly,
      .recordOnly,
    ]
    let review = Review(.workingFiles, try kinds.map { try Self.prompt(kind: $0, .nothing) })
    let counts = "1 prompt changed, 2 added, 1 removed, 1 renamed, 3 with another record"
    #expect(try ReviewFormat.text.text(of: review).contains(": \(counts)\n"))
    let markdown = try ReviewFormat.markdown.text(of: review)
    #expect(markdown.contains("\n### Prompts: \(counts.replacing("1 prompt ", with: "1 "))\n"))
    #expect(
      try ReviewFormat.text.text(of: Review(.workingFiles, []))
        == "The working files against the latest versions: no prompt changed\n")
  }

  @Test func eachOutcomeSaysWhatCommitDoes() throws {
    let hash = try ExampleReview.hash("0da9a1e17c8a")
    let old = try PromptName("b")
    let environments = ["active", "qa", "staging", "production"].map {
      ReviewedPrompt.LivePointer($0, version: 2)
    }
    let cases: [(LedgerOutcome, [ReviewedPrompt.LivePointer]?, text: String?, cell: String)] = [
      (
        .version(3, hash, .atOnce), environments,
        "`promptrepo commit` makes v3 0da9a1e17c8a, active at once; qa, staging and production stay",
        "v3, active at once"
      ),
      (
        .version(3, hash, .atOnce), Array(environments.prefix(2)),
        "`promptrepo commit` makes v3 0da9a1e17c8a, active at once; qa stays", "v3, active at once"
      ),
      (
        .version(3, hash, .atOnce), [],
        "`promptrepo commit` makes v3 0da9a1e17c8a, active at once", "v3, active at once"
      ),
      (
        .version(3, hash, .heldBack), [],
        "`promptrepo commit` makes v3 0da9a1e17c8a, which does not go live by itself: "
          + "the file goes on from a version that was rolled back",
        "v3, not active by itself"
      ),
      (
        .record, [], "`promptrepo commit` writes the record, and makes no version",
        "another record, no version"
      ),
      (.nothing, [], "`promptrepo commit` has nothing to do", "nothing"),
      (
        .new(hash, movedFrom: nil), [],
        "`promptrepo commit` makes a new prompt, v1 0da9a1e17c8a, active at once",
        "v1, active at once"
      ),
      (
        .new(hash, movedFrom: old), [],
        "a new prompt without history and environments, and b stays live", "needs `promptrepo mv`"
      ),
      (
        .conflict(reason: "this was made from v1, and v2 is newer (x)"), [],
        "`promptrepo commit` stops: this was made from v1, and v2 is newer (x)",
        "**stops**: this was made from v1, and v2 is newer"
      ),
      (
        .leftOut(reason: "a.prompt has the text of a new file (x|y)"), [],
        "`promptrepo commit` leaves it out: a.prompt has the text of a new file (x|y)",
        "left out: `a.prompt` has the text of a new file"
      ),
      (
        .stays, [], "the file goes, and the prompt stays as it is, live where it is live",
        "stays live"
      ),
      (.unknown(reason: "the history ends"), [], "unknown: the history ends", "unknown"),
      (.unknown(reason: "the history ends"), nil, nil, "unknown"),
      (.live, [], nil, "–"),
    ]
    for (outcome, live, text, cell) in cases {
      let prompt = try Self.prompt(live: live, outcome)
      let next = try Self.lines(prompt).filter { $0.hasPrefix("next ") }
      #expect(next == (text.map { ["next       \($0)"] } ?? []))
      let review = Review(.workingFiles, [prompt])
      let row = try ReviewFormat.markdown.text(of: review).split(separator: "\n").first {
        $0.hasPrefix("| `a` ")
      }
      #expect(row?.hasSuffix("| \(cell) |") == true, "\(row ?? "")")
      let merged = try Self.lines(
        prompt, .commits(base: "a", head: "b", name: "main"))
      #expect(merged.contains { $0.hasPrefix("merged ") } == (text != nil))
    }
  }

  @Test func whatIsLiveIsSaidOrWhatBringsIt() throws {
    func live(_ prompt: ReviewedPrompt) throws -> String? {
      try Self.lines(prompt).first { $0.hasPrefix("live ") }
    }
    #expect(
      try live(try Self.prompt(live: nil, .nothing))
        == "live       unknown: `promptrepo pull` brings the ledger")
    #expect(
      try live(try Self.prompt(live: nil, .unknown(reason: "no ledger")))
        == "live       unknown: no ledger")
    #expect(try live(try Self.prompt(live: [], .nothing)) == "live       nothing")
  }

  @Test func versionsAreSaidWhereBothSidesAreInTheLedger() throws {
    let cases: [(from: Int?, to: Int?, String)] = [
      (3, 4, "v3 → v4"), (nil, 4, "v4"), (3, nil, "v3 → none"),
    ]
    for (from, to, text) in cases {
      let prompt = try Self.prompt(versions: (from, to), .live)
      #expect(try Self.lines(prompt, .deployment(to: "p")).contains("version    \(text)"))
      let markdown = try ReviewFormat.markdown.text(of: Review(.deployment(to: "p"), [prompt]))
      #expect(markdown.contains("| live now | version |\n") && markdown.contains("| \(text) |\n"))
    }
  }

  @Test func whatEveryCallBeginsWithIsMeasured() throws {
    let long = String(repeating: "Rules. ", count: 200)
    let cases: [(from: String?, to: String?, String?)] = [
      (
        "\(long){{a}} x", "\(long){{a}} y",
        "1,400 bytes begin every call alike; a provider's prompt cache reuses them"
      ),
      (
        "\(long){{a}}", "\(long)And more. {{a}}",
        "1,400 → 1,410 bytes begin every call alike; a provider's prompt cache reuses the first 1,400 bytes"
      ),
      (
        "\(long){{a}}", "\(long.prefix(87))…\(long.dropFirst(87)){{a}}",
        "1,400 → 1,403 bytes begin every call alike; a provider's prompt cache reuses 87 of the first 1,400 bytes"
      ),
      (nil, "Hi {{a}}", "3 bytes begin every call alike"),
      ("Hi {{a}}", nil, "3 bytes begin every call alike"),
      ("\(long)x", "\(long)y", "a provider's prompt cache reuses 1,400 of the first 1,401 bytes"),
      ("\(long)", "\(long)x", "a provider's prompt cache reuses the first 1,400 bytes"),
      (nil, long, nil),
      (
        "Hi {{a}}", "Ho {{a}}",
        "3 bytes begin every call alike; a provider's prompt cache reuses 1 of the first 3 bytes"
      ),
      ("{{a}} x", "{{a}} y", nil), (nil, "{{a}} y", nil), ("Hi {{a}}", "Hi {{a}}", nil),
    ]
    for (from, to, text) in cases {
      let prompt = try Self.prompt(from: from, to: to, .nothing)
      let found = try Self.lines(prompt).filter { $0.hasPrefix("prefix ") }
      #expect(found == (text.map { ["prefix     \($0)"] } ?? []))
      let markdown = try ReviewFormat.markdown.text(of: Review(.workingFiles, [prompt]))
      #expect(
        text.map { markdown.contains("tokens; \($0)\n") || markdown.contains("token; \($0)\n") }
          ?? true)
    }
  }

  @Test func sizesThatStayAreSaidOnce() throws {
    let prompt = try Self.prompt(from: "Hi {{a}} there", to: "Ho {{a}} there", .nothing)
    #expect(try Self.lines(prompt).contains("size       14 bytes, about 2 tokens"))
  }

  @Test func anotherOrderOfSettingsIsAChange() throws {
    let change = ContentChange(
      from: try VersionContent(template: "a", config: ["x": 1, "y": 2]),
      to: try VersionContent(template: "a", config: ["y": 2, "x": 1]))
    let prompt = ReviewedPrompt(
      try PromptName("a"), path: "prompts/a.prompt", .changed, change: change, live: [],
      outcome: .nothing)
    let text = try ReviewFormat.markdown.text(of: Review(.workingFiles, [prompt]))
    #expect(text.contains("| `a` | order of settings | same | nothing | nothing |\n"))
  }

  @Test func otherLineEndsAreShown() throws {
    let prompt = try Self.prompt(from: "one\ntwo\n", to: "one\r\ntwo\r\n", .nothing)
    let lines = try Self.lines(prompt)
    #expect(lines.contains { $0.contains("␍") } && !lines.contains { $0.contains("\r") })
    let same = try Self.prompt(from: "one\r\ntwo\r\n", to: "one\r\nthree\r\n", .nothing)
    #expect(try Self.lines(same).contains("[-two-]{+three+}"))
  }

  @Test func linesAreThoseOfTheFile() throws {
    let change = ContentChange(
      from: try VersionContent(template: "a\nb\nc\n"),
      to: try VersionContent(template: "a\nB\nc\n"))
    let prompt = ReviewedPrompt(
      try PromptName("a"), path: "prompts/a.prompt", .changed, change: change, live: [],
      outcome: .nothing, templateLine: 11)
    #expect(try Self.lines(prompt).contains("@@ 12 @@"))
    #expect(
      try ReviewFormat.markdown.text(of: Review(.workingFiles, [prompt])).contains("\n@@ 12 @@\n"))
  }

  @Test func findingsOfOtherFilesHaveABlockOfTheirOwn() throws {
    let finding = Finding(
      "rules-changed", .warning, at: FindingPlace("prompts/lint.yml", prompt: nil, line: 2),
      "'secret' is off now")
    let review = Review(.workingFiles, [], findings: [finding], notes: ["b.prompt cannot be read"])
    #expect(
      try ReviewFormat.text.text(of: review) == """
        The working files against the latest versions: no prompt changed

        prompts/lint.yml
        2:1  warning  rules-changed  'secret' is off now

        b.prompt cannot be read

        0 prompts: 1 warning

        """)
    #expect(
      try ReviewFormat.markdown.text(of: review) == """
        <!-- promptrepo review -->
        ### Prompts: nothing changed. 1 warning

        The working files against the latest versions.

        - **warning** `prompts/lint.yml` line 2: `secret` is off now (`rules-changed`)
        - **note**: `b.prompt` cannot be read

        """)
  }
}
