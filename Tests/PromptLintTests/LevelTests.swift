import CanonicalJSON
import PromptFiles
import PromptLint
import Testing

/// Levels of rules, from `prompts/lint.yml` and from callers.
@Suite struct LevelTests {
  private func levels(_ text: String) throws -> RuleLevels {
    try RuleLevels(parsing: Array(text.utf8))
  }

  @Test func aFileSetsLevels() throws {
    let levels = try levels(
      "# Ours\nrules:\n  trailing-space: warning\n  secret: off\n  same-text: error\n")
    let text = "a \n" + "AKIA" + "2E0A8F3B244C9986"
    let source = LintSource(text: text, path: "a.txt")
    #expect(Linter().findings(in: source).map(\.rule) == ["secret"])
    let found = Linter(levels).findings(in: source)
    #expect(found.map(\.rule) == ["trailing-space"] && found.map(\.level) == [.warning])
    let twins = [source, LintSource(text: text, path: "b.txt")]
    #expect(Linter(levels).findings(among: twins).map(\.level) == [.error])
    #expect(Linter().findings(among: twins).map(\.level) == [.note])
  }

  @Test(arguments: [
    "", "rules:\n", "rules: {}\n", "\u{FEFF}rules: {secret: 'off'}\n", "# nothing\n",
  ])
  func littleIsNoError(_ text: String) throws {
    _ = try levels(text)
  }

  @Test(arguments: [
    ("rules: {trailing-space: warning}\nignore: [a]\n", "2:1: there is a key 'ignore'"),
    ("rules: {trailing-spaces: warning}\n", "1:9: there is no rule 'trailing-spaces'; there is"),
    ("rules:\n  secret: fatal\n", "2:3: 'fatal' is no level of 'secret': use off, note"),
    ("rules: {\"a\\n::x\\e[2J\": off}\n", "1:1: there is no rule 'a<U+000A>::x<U+001B>[2J'"),
    ("\"x\\n::x\": 1\n", "1:1: there is a key 'x<U+000A>::x'"),
    ("rules: [secret]\n", "1:1: 'rules' is no mapping"),
    ("- a\n", "1:1: the file is not a mapping"),
    ("rules: {secret: off, secret: note}\n", "1:22: the key 'secret' occurs twice"),
    ("a: [\n", "not valid YAML"), ("\u{0}", "NUL"), ("rules: &a {}\n", "anchors are not read"),
  ])
  func anythingElseIsAnErrorWithItsPlace(_ text: String, _ message: String) throws {
    do {
      _ = try levels(text)
      Issue.record("\(text) was read")
    } catch {
      let error = try #require(error as? PromptFileError)
      #expect(error.summary.contains(message), "\(error.summary)")
      #expect(error.summary.hasPrefix("prompts/lint.yml:"))
      let help = message == "NUL" ? "Remove it" : "rules: {trailing-space: warning}"
      #expect(error.hint?.contains(help) == true)
    }
  }

  @Test func onlySomeRulesAreLookedFor() {
    let source = LintSource(text: "a\u{200B}b\u{1B} ", path: "a.txt")
    #expect(
      Linter().findings(in: source).map(\.rule) == ["invisible-character", "escape-sequence"])
    #expect(
      Linter(only: ["escape-sequence"]).findings(in: source).map(\.rule) == ["escape-sequence"])
    // A rule that is off stays off though it is named.
    #expect(Linter(only: ["trailing-space"]).findings(in: source).isEmpty)
  }

  /// A rule whose level depends on the case has one level once somebody sets it.
  @Test func aSetLevelCountsInEachCase() throws {
    let source = LintSource(text: "{{user_name}} {{userName}}", path: "a.txt")
    #expect(Linter().findings(in: source).map(\.level) == [.warning])
    var levels = RuleLevels.standard
    try levels.set("variable-misspelt", to: "note")
    #expect(Linter(levels).findings(in: source).map(\.level) == [.note])
    try levels.set("variable-misspelt", to: "off")
    #expect(Linter(levels).findings(in: source).isEmpty)
  }
}
