import CanonicalJSON
import PromptFiles
import PromptLint
import PromptRepo
import PromptReview
import TestSupport
import Testing

/// Findings about changes: their levels and places, and texts that are not what they look like.
@Suite struct ReviewFindingTests {
  private static func findings(
    _ old: String, _ new: String, breaking rung: ContractRung? = nil,
    acknowledged: Set<String> = [], earlier: [(version: Int, hash: VersionHash)] = []
  ) throws -> [Finding] {
    func content(_ text: String) throws -> VersionContent {
      try PromptFile(parsing: Array(text.utf8), path: "p").content()
    }
    let places = try FilePlaces(
      Array(new.utf8), path: "prompts/support/reply.prompt",
      prompt: try PromptName("support/reply"))
    return ContentChange(from: try content(old), to: try content(new)).findings(
      breaking: rung, acknowledged: acknowledged, earlier: earlier
    ) { places.place(of: $0) }
  }

  private static func lines(_ findings: [Finding]) -> [String] {
    findings.map { finding in
      let place = "\(finding.place.line):\(finding.place.column ?? 1)"
      return "\(place) \(finding.level.rawValue) \(finding.rule) \(finding.message)"
    }
  }

  private static func rules(_ findings: [Finding]) -> [String] {
    findings.map { "\($0.level.rawValue) \($0.rule)" }
  }

  private static let before = """
    ---
    title: Reply
    model: m
    config:
      temperature: 0.2
    input:
      schema:
        customer: string
        issue: string
    # the text
    ---
    Hello {{customer}}, thank you for contacting us about {{issue}}.

    """

  // The example of the design page.
  @Test func findingsHaveTheirPlacesInTheFile() throws {
    let after = Self.before
      .replacing("temperature: 0.2", with: "temperature: 0.7")
      .replacing("    issue: string\n# the text", with: "    issue: string\n    tone: string")
      .replacing(
        "Hello {{customer}}, thank you for contacting us about {{issue}}.",
        with: "Hey {{customer}}! Thanks for writing about {{issue}}, we are on it. Use a {{tone}} "
          + "tone.")
    let found = try Self.findings(Self.before, after)
    #expect(
      Self.lines(found) == [
        "12:75 warning variable-added 'tone' is new: whoever renders this prompt has to give it a "
          + "value", "5:3 note setting-changed config.temperature 0.2 → 0.7",
      ])
    #expect(found[0].place.endLine == 12 && found[0].place.endColumn == 83)
    #expect(found[0].matched == "tone" && found[0].place.prompt == "support/reply")
  }

  @Test func levelsFollowTheRungThatIsAskedFor() throws {
    let after = Self.before.replacing("{{issue}}", with: "{{issue}} in {{voice}}")
      .replacing("model: m", with: "model: n\noutput:\n  format: json")
    func rules(_ rung: ContractRung?, _ names: Set<String> = []) throws -> [String] {
      Self.rules(try Self.findings(Self.before, after, breaking: rung, acknowledged: names))
    }
    #expect(
      try rules(nil) == ["warning variable-added", "warning output-format", "note model-changed"])
    #expect(
      try rules(.call) == ["error variable-added", "warning output-format", "note model-changed"])
    #expect(
      try rules(.output) == ["error variable-added", "error output-format", "note model-changed"])
    #expect(
      try rules(.runtime)
        == ["error variable-added", "error output-format", "error model-changed"])
    #expect(
      try rules(.text) == [
        "error variable-added", "error output-format", "error model-changed", "error text-changed",
      ])
    #expect(
      try rules(.output, ["voice"])
        == ["note variable-added", "error output-format", "note model-changed"])
    #expect(
      try rules(.output, ["output.format", "model", "voice"])
        == ["note variable-added", "note output-format", "note model-changed"])
  }

  @Test func bothNamesOfAVariableAreAcknowledged() throws {
    let after = Self.before.replacing("{{issue}}", with: "{{matter}}")
    func rules(_ names: Set<String>) throws -> [String] {
      Self.rules(try Self.findings(Self.before, after, breaking: .call, acknowledged: names))
    }
    #expect(try rules(["matter"]) == ["error variable-renamed"])
    #expect(try rules(["matter", "issue"]) == ["note variable-renamed"])
  }

  @Test func proseIsSilent() throws {
    #expect(try Self.findings("Be brief.", "Be brief, and kind.\n\nNever guess.").isEmpty)
  }

  @Test func whatPromotionAsksIsSaid() throws {
    let change = ContentChange(
      from: try VersionContent(template: "Hi {{mood}}"),
      to: try VersionContent(template: "You, {{tone}} you, {{voice}}"))
    let production = try EnvironmentName("production")
    let whole = FindingPlace("p", prompt: nil)
    func finding(_ names: Set<String> = []) -> Finding? {
      change.acknowledgement(in: production, version: 3, acknowledged: names) { _ in whole }
    }
    let open = try #require(finding())
    #expect(
      open.message == "production (v3): promotion will ask to acknowledge tone, voice, mood")
    #expect(open.level == .warning && open.rule == "variable-added")
    #expect(finding(["tone", "voice"])?.level == .warning)
    #expect(finding(["tone", "voice", "mood"])?.level == .note)
    let same = ContentChange(
      from: try VersionContent(template: "Hi"), to: try VersionContent(template: "Ho"))
    #expect(same.acknowledgement(in: production, version: 3) { _ in whole } == nil)
  }

  // Texts that are not what they look like. The characters' names are Unicode's.

  @Test func whiteSpaceIsToldOnAllPrompts() throws {
    for (_, template) in try RealPrompts.load() where template.contains(" ") {
      let edits: [String] = [
        template + " \t", "\n" + template, template.replacing(" ", with: "  "),
        template + "\n\n", template.replacing("\n", with: "\r\n") + "\r\n",
      ]
      for edit in edits {
        let change = ContentChange(
          from: try VersionContent(template: template), to: try VersionContent(template: edit))
        let rules = Self.rules(
          change.findings { _ in FindingPlace("p", prompt: nil) })
        #expect(rules.filter { !$0.hasSuffix("roles-changed") } == ["note white-space-only"])
      }
    }
  }

  @Test(arguments: [
    ("\u{200B}", "U+200B ZERO WIDTH SPACE"), ("\u{202E}", "U+202E RIGHT-TO-LEFT OVERRIDE"),
    ("\u{2060}", "U+2060 WORD JOINER"), ("\u{AD}", "U+00AD SOFT HYPHEN"),
    ("\u{E0041}", "U+E0041 TAG LATIN CAPITAL LETTER A"),
    ("\u{FEFF}", "U+FEFF ZERO WIDTH NO-BREAK SPACE"),
    ("\u{1B}", "U+001B"), ("\u{3164}", "U+3164 HANGUL FILLER"),
  ])
  func hiddenCharactersAreToldOnAllPrompts(hidden: String, name: String) throws {
    for (_, template) in try RealPrompts.load() where !template.contains(hidden) {
      let words = template.split(separator: " ", omittingEmptySubsequences: false)
      let middle = words.count / 2
      // At the end, at the beginning, between words and in a word, beside an edit that all see.
      let edits = [
        template + hidden, hidden + template,
        words[..<middle].joined(separator: " ") + hidden + " "
          + words[middle...].joined(separator: " "),
        "Visible edit. " + template + hidden,
      ]
      for edit in edits {
        let found = ContentChange(
          from: try VersionContent(template: template), to: try VersionContent(template: edit)
        ).findings { _ in FindingPlace("p", prompt: nil) }
        let unseen = found.filter { $0.rule == "unseen-change" }
        #expect(unseen.count == 1 && unseen[0].level == .error, "\(edit.suffix(40))")
        #expect(unseen.first?.message.contains(name) == true, "\(unseen)")
      }
      // Taken out again, it is no danger.
      let back = ContentChange(
        from: try VersionContent(template: template + hidden),
        to: try VersionContent(template: template))
      let rules = Self.rules(back.findings { _ in FindingPlace("p", prompt: nil) })
      #expect(rules == ["note unseen-change"])
    }
  }

  @Test(arguments: [
    ("a", "\u{430}"), ("o", "\u{3BF}"), ("e", "\u{435}"), ("p", "\u{440}"), ("O", "\u{555}"),
    ("é", "e\u{301}"), ("A", "\u{391}"),
  ])
  func lettersThatLookAlikeAreTold(letter: String, other: String) throws {
    let old = "Say \(letter)lways yes"
    let found = try Self.findings(old, old.replacing(letter, with: other))
    #expect(found.map(\.rule).allSatisfy { $0 == "unseen-change" } && !found.isEmpty)
  }

  @Test func whatEverybodySeesIsNotUnseen() throws {
    for (old, new) in [
      ("one two", "one three"), ("Привет", "Здравствуй"), ("❤", "❤\u{FE0F}"), ("a", "b\u{301}"),
      ("👩 works", "👩\u{200D}🌾 works"), ("one two", "one\u{A0}two"),
    ] {
      let found = try Self.findings(old, new)
      #expect(found.allSatisfy { $0.rule != "unseen-change" }, "\(old) \(new)")
    }
  }

  @Test func settingsThatLookAlikeAreTold() throws {
    let found = try Self.findings(
      "---\nmodel: gpt-4o\n---\nHi", "---\nmodel: gpt-4\u{43E}\n---\nHi")
    #expect(
      Set(Self.lines(found).map { $0.split(separator: " ").prefix(3).joined(separator: " ") })
        == ["2:1 note model-changed", "2:1 error unseen-change"])
  }

  @Test func marksOfAMergeAreTold() throws {
    let new = "---\nmodel: m\n---\nHi\n<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n"
    let found = try Self.findings("---\nmodel: m\n---\nHi\n", new)
    #expect(
      Self.lines(found) == [
        "5:1 error text-in-conflict the text has the marks of a merge: choose between the sides, and "
          + "remove the marks"
      ])
    #expect(try Self.findings("Hi", "Hi\n```\n<<<<<<< a\n```\n").isEmpty)
    #expect(try Self.findings("<<<<<<< a\n", "<<<<<<< a\nmore\n").isEmpty)
    #expect(try Self.findings("Title", "Title\n=======\n").isEmpty)
  }

  @Test func anOldContentIsNamed() throws {
    func hash(_ text: String) throws -> VersionHash { try VersionContent(template: text).hash }
    let earlier = [
      (version: 1, hash: try hash("one")), (version: 2, hash: try hash("two")),
      (version: 3, hash: try hash("one")), (version: 4, hash: try hash("four")),
    ]
    #expect(
      Self.lines(try Self.findings("four", "one", earlier: earlier))
        == ["1:1 note returns-to this is v3 again"])
    #expect(try Self.findings("four", "five", earlier: earlier).isEmpty)
  }
}
