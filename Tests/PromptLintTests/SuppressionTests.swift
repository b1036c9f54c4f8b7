import PromptFiles
import PromptLint
import PromptRepo
import Testing

/// Comments of a header that allow findings.
@Suite struct SuppressionTests {
  @Test func aReasonAllowsARule() throws {
    let found = try lint(
      "# lint: allow invisible-character: they are the subject\n---\nmodel: m\n"
        + "# lint:allow escape-sequence :  so are these \n---\na\u{200B}b\u{1B}[0m\u{202E}")
    #expect(
      found.map { [$0.rule, $0.allowedBecause ?? "-"] } == [
        ["invisible-character", "they are the subject"], ["escape-sequence", "so are these"],
        ["bidi-control", "-"],
      ])
  }

  @Test func suppressionsHaveTheirLines() throws {
    let source = try source(
      "\u{FEFF}# A licence\r\n#lint: allow secret: why\r\n\r\n---\r\n  # lint: allow mojibake: x\r\n"
        + "model: m\r\n---\r\n# lint: allow too-long: no comment here\r\n")
    #expect(
      source.suppressions.map { [$0.rule, $0.reason ?? "", "\($0.line)"] }
        == [["secret", "why", "2"], ["mojibake", "x", "5"]])
    #expect(
      source.suppressions.map { String(decoding: source.bytes[$0.range], as: UTF8.self) }
        == ["#lint: allow secret: why\r\n", "  # lint: allow mojibake: x\r\n"])
  }

  @Test(arguments: [
    "# lint: deny secret: x", "# allow secret: x", "# lint: allow", "# lint: allow : x",
    "# lint: allow secret because", "model: m # lint: allow secret: x",
  ])
  func otherCommentsAreNone(_ comment: String) throws {
    #expect(try source("---\n\(comment)\n---\na").suppressions.isEmpty)
  }

  @Test func textIsNoComment() throws {
    for file in [
      "# lint: allow secret: x\na", "---\ndescription: |\n  # lint: allow secret: x\n---\na",
      "---\ntitle: \"a\n\n  # lint: allow secret: x\"\n---\na",
    ] { #expect(try source(file).suppressions.isEmpty, "\(file)") }
  }

  /// A comment is no content: with it and without it the file is the same version.
  @Test func aCommentIsNoContent() throws {
    let plain = "---\nmodel: m\n---\na\u{200B}b"
    let allowed = "---\n# lint: allow invisible-character: why\nmodel: m\n---\na\u{200B}b"
    let hashes = try [plain, allowed].map {
      try PromptFile(parsing: Array($0.utf8), path: "a.prompt").content().hash
    }
    #expect(hashes[0] == hashes[1])
    let other = "---\nmodel: m\n---\nab"
    #expect(try !LintFiles.isNewContent(source(plain), source(allowed)))
    #expect(try LintFiles.isNewContent(source(plain), source(other)))
  }

  @Test func whatIsNotUsedIsSaid() throws {
    func rules(_ file: String, _ levels: RuleLevels = .standard, only: Set<String>? = nil) throws
      -> [String]
    { Linter(levels, only: only).findings(in: try source(file)).map(\.rule) }
    let unused = "---\n# lint: allow secret: x\n---\na"
    #expect(try rules(unused) == ["allow-unused"])
    // Nobody looked for it.
    #expect(try rules(unused, only: ["allow-unused"]) == [])
    var levels = RuleLevels.standard
    levels.set(try #require(Rule.named("secret")), to: nil)
    #expect(try rules(unused, levels) == [])
    // Whether another file has the same text is not known from this one.
    #expect(try rules("---\n# lint: allow same-text: x\n---\na") == [])
    #expect(try rules("---\n# lint: allow variable-added: x\n---\na") == [])
    let twice = "---\n# lint: allow bidi-control: x\n# lint: allow bidi-control: y\n---\na\u{202E}"
    #expect(try rules(twice) == ["allow-unused", "bidi-control"])
    // These cannot be allowed.
    #expect(
      try rules("---\n# lint: allow allow-unused: x\n# lint: allow secret: y\n---\na")
        == ["allow-unused", "allow-unused"])
  }

  @Test func twoPromptsAlikeCanBeAllowed() throws {
    let first = LintSource(text: "same", path: "prompts/a.prompt", prompt: "a")
    let second = LintSource(
      Array("---\n# lint: allow same-text: a and b are two names of it\n---\nsame".utf8),
      path: "prompts/b.prompt", name: try PromptName("b"))
    let found = Linter().findings(among: [first, second])
    #expect(found.map(\.rule) == ["same-text"])
    #expect(found.first?.allowedBecause == "a and b are two names of it")
    #expect(found.first?.place.path == "prompts/b.prompt")
    #expect(found.first?.message.contains("'a'") == true)
  }
}
