import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// `promptrepo lint` on files.
@Suite struct LintCommandTests {
  private static let dunning =
    "---\ninput:\n  schema:\n    amount: string\n---\nYour payment of\n{{ammount}} is late.\n"

  private func example() throws -> PromptRepo {
    let repo = try PromptRepo()
    try repo.write("prompts/billing/dunning.prompt", Self.dunning)
    try repo.write("prompts/city.prompt", "\u{200B}You are a guide.\n")
    try repo.write("prompts/fine.prompt", "Hello {{name}}.\n")
    return repo
  }

  @Test func findingsHavePlacesAndRemedies() throws {
    let repo = try example()
    let result = try repo.run("lint")
    #expect(
      result.stdout == """
        prompts/billing/dunning.prompt:7:1: error: 'ammount' is not declared in input.schema; 'amount' is [variable-misspelt], --fix --rule variable-misspelt mends it
        prompts/city.prompt:1:1: warning: invisible U+200B ZERO WIDTH SPACE [invisible-character], --fix removes it
        2 of 3 files: 1 error, 1 warning

        """)
    #expect(result.status == 1 && result.stderr.isEmpty)
    // From a folder below, and elsewhere with -C.
    let below = try TestSupport.run(
      PromptRepo.program, ["lint"], cwd: "\(repo.path)/prompts/billing", env: repo.environment)
    #expect(below.stdout == result.stdout && below.status == 1)
    let elsewhere = try TestSupport.run(
      PromptRepo.program, ["-C", repo.path, "lint"], cwd: "/", env: repo.environment)
    #expect(elsewhere.stdout == result.stdout)
  }

  @Test func exitCodesSayWhatWasFound() throws {
    let repo = try example()
    for (arguments, status) in [
      (["lint"], 1), (["lint", "--fail-on", "never"], 0), (["lint", "prompts/city.prompt"], 0),
      (["lint", "prompts/city.prompt", "--fail-on", "warning"], 1),
      (["lint", "prompts/fine.prompt", "--fail-on", "warning"], 0),
      (["lint", "--level", "variable-misspelt=note"], 0),
      (["lint", "--level", "invisible-character=error", "prompts/city.prompt"], 1),
      (["lint", "--rule", "secret"], 0), (["lint", "none"], 3), (["lint", "--rule", "none"], 64),
      (["lint", "--level", "secret"], 64), (["lint", "--level", "secret=loud"], 64),
      (["lint", "--fail-on", "notes"], 64),
      (["lint", "prompts/fine.prompt", "--fail-on", "note"], 0),
      (["lint", "--staged", "prompts"], 64),
      (["lint", "--staged", "--fix"], 64), (["lint", "--staged"], 3),
      (["lint", "--output", "json"], 64), (["lint", "--output", "no/such/folder"], 64),
      (["lint", "--output", "json:no/such/file"], 3),
    ] as [([String], Int32)] {
      let result = try repo.run(arguments)
      #expect(result.status == status, "\(arguments): \(result.stdout)\(result.stderr)")
      #expect(result.stderr.isEmpty == (status < 2), "\(arguments): \(result.stderr)")
    }
  }

  @Test(arguments: [["--index-version", "2"], ["--index-version", "4"], ["--split-index"]])
  func whatWillBeAddedIsNotStaged(index: [String]) throws {
    let repo = try PromptRepo.inWorkTree()
    try repo.write("prompts/later.prompt", "\u{200B}\n")
    try repo.write("prompts/now.prompt", "a\u{200B}b\n")
    try repo.workTree("add", "-N", "prompts/later.prompt")
    try repo.workTree("add", "prompts/now.prompt")
    #expect(try repo.shell("git update-index \(index.joined(separator: " "))").status == 0)
    let result = try repo.run("lint", "--staged", "--fail-on", "note")
    #expect(result.status == 1 && result.stdout.hasPrefix("prompts/now.prompt:1:2: "))
    #expect(!result.stdout.contains("later"), "\(result.stdout)")
  }

  @Test(arguments: ["mkfifo lint.yml", "ln -s /etc/passwd lint.yml", "mkdir lint.yml"])
  func levelsAreReadFromAPlainFileOnly(script: String) throws {
    let repo = try PromptRepo.inWorkTree()
    try repo.write("prompts/a.prompt", "Hello\n")
    #expect(try repo.shell("cd prompts && \(script)").status == 0)
    for command in ["lint", "review"] {
      let result = try repo.run(command)
      #expect(result.status == 3 && result.stderr.contains("prompts/lint.yml is a link, a folder"))
    }
  }

  @Test func levelsOfTheFolderCount() throws {
    let repo = try example()
    try repo.write(
      "prompts/lint.yml", "rules:\n  variable-misspelt: off\n  invisible-character: error\n")
    let result = try repo.run("lint")
    #expect(result.status == 1)
    #expect(result.stdout.contains("city.prompt:1:1: error: invisible"))
    #expect(result.stdout.hasSuffix("1 of 3 files: 1 error\n"))
    // The command line goes before.
    #expect(try repo.run("lint", "--level", "invisible-character=off").status == 0)
    try repo.write("prompts/lint.yml", "rules: {}\nexclude: [a]\n")
    let refusal = try repo.refusal("lint", status: 3)
    #expect(refusal.contains("prompts/lint.yml:2:1: there is a key 'exclude'"))
    #expect(refusal.contains("rules: {trailing-space: warning}"))
  }

  @Test func filesThatCannotBeReadDoNotHideTheOthers() throws {
    let repo = try example()
    try repo.write("prompts/broken.prompt", "---\nx: [\n---\na")
    try Data([0xFF, 0xFE, 0]).write(to: URL(fileURLWithPath: "\(repo.path)/prompts/b.prompt"))
    try repo.write("prompts/NOTES.txt", "x")
    try repo.write("prompts/Upper.prompt", "x")
    try repo.write("prompts/_part.prompt", "x")
    try FileManager.default.createSymbolicLink(
      atPath: "\(repo.path)/prompts/link.prompt", withDestinationPath: "city.prompt")
    let result = try repo.run("lint")
    #expect(result.status == 3)
    for line in [
      "prompts/broken.prompt:3:1: error: not valid YAML", "prompts/b.prompt:1:1: error: byte 0xff",
      "prompts/NOTES.txt:1:1: note: nothing reads this file", "prompts/Upper.prompt:1:1: note: ",
      "prompts/city.prompt:1:1: warning",
    ] { #expect(result.stdout.contains("\n\(line)") || result.stdout.hasPrefix(line), "\(line)") }
    #expect(!result.stdout.contains("_part"))
    #expect(result.stderr.contains("prompts/link.prompt"))
  }

  /// What a hostile text would do on a terminal is written out, and secrets are not repeated.
  @Test func textOfPromptsIsVisibleAndWithoutSecrets() throws {
    let repo = try PromptRepo()
    let key = "ghp" + "_16C7e42F292c6912E7710c838347Ae178B4a"
    try repo.write(
      "prompts/a.prompt", "{{\u{1B}]52;c;eA==\u{07} \(key)}}\n::error::x\n{{#if \u{202E}}}\n")
    for format in ["text", "json"] {
      let result = try repo.run("lint", "--format", format)
      #expect(result.status == 1)
      #expect(!result.stdout.unicodeScalars.contains { [0x1B, 7, 0x202E].contains($0.value) })
      #expect(!result.stdout.contains(key.dropFirst(4)), "\(result.stdout)")
      #expect(result.stdout.contains("ghp_…"))
    }
  }

  @Test func allowedFindingsAreCountedOnly() throws {
    let repo = try PromptRepo()
    try repo.write(
      "prompts/a.prompt", "---\n# lint: allow bidi-control: it is the subject\n---\na\u{202E}b")
    #expect(try repo.ok("lint") == "1 of 1 file: 1 allowed\n")
    let objects = try repo.json("lint")
    #expect(objects.first?.text("allowed_because") == "it is the subject")
    #expect(objects.last?["allowed"]?.integer == 1 && objects.last?["failed"]?.bool == false)
  }

  @Test func fixingIsSaidAndDone() throws {
    let repo = try example()
    try repo.commit("fine", "Hello {{name}}.\n")
    try repo.write("prompts/fine.prompt", "---\n# lint: allow secret\n---\nHello {{name}}.\n")
    try repo.write("prompts/alike.prompt", "Log in to p\u{430}ypal\n")
    let result = try repo.run("lint", "--fix")
    #expect(
      result.stdout == """
        prompts/city.prompt:1:1: fixed: invisible U+200B ZERO WIDTH SPACE [invisible-character]
        prompts/fine.prompt:2:1: fixed: this allows nothing without a reason: write '# lint: allow secret: why' [allow-without-reason]
        fixed 2 in 2 files; `promptrepo commit` makes a version of 1 prompt
        prompts/alike.prompt:1:11: error: 'pаypal' only looks like 'paypal': it has U+0430 CYRILLIC SMALL LETTER A [look-alike], --fix --rule look-alike mends it
        prompts/billing/dunning.prompt:7:1: error: 'ammount' is not declared in input.schema; 'amount' is [variable-misspelt], --fix --rule variable-misspelt mends it
        2 of 4 files: 2 errors

        """)
    #expect(result.status == 1)
    #expect(try repo.read("prompts/city.prompt") == "You are a guide.\n")
    #expect(try repo.read("prompts/fine.prompt") == "---\n---\nHello {{name}}.\n")
    // As it was said: a comment makes no version.
    #expect(try repo.ok("status").contains("1 unchanged"))
    #expect(try repo.run("lint", "--fix", "--rule", "look-alike").status == 0)
    #expect(try repo.read("prompts/alike.prompt") == "Log in to paypal\n")
    #expect(try repo.run("lint", "--fix", "--rule", "variable-misspelt").status == 0)
    #expect(
      try repo.read("prompts/billing/dunning.prompt")
        == Self.dunning.replacing("ammount", with: "amount"))
    #expect(try repo.ok("lint", "--fix") == "4 files: nothing found\n")
    let outside = "\(repo.directory.path)/outside.md"
    try Data("a\u{200B}b".utf8).write(to: URL(fileURLWithPath: outside))
    try FileManager.default.createSymbolicLink(
      atPath: "\(repo.path)/prompts/link.md", withDestinationPath: outside)
    #expect(try repo.run("lint", "--fix", "prompts/link.md").status == 3)
    #expect(try String(contentsOfFile: outside, encoding: .utf8) == "a\u{200B}b")
    // A file from elsewhere is mended in its place, and nobody speaks of versions.
    #expect(
      try repo.ok("lint", "--fix", outside)
        == "\(outside):1:2: fixed: invisible U+200B ZERO WIDTH SPACE [invisible-character]\n"
        + "fixed 1 in 1 file; no prompt has another content\n1 file: nothing found\n")
    #expect(try String(contentsOfFile: outside, encoding: .utf8) == "ab")
  }

  /// Before anything is adopted: any folder, files of other tools, no repository.
  @Test func filesOfOtherToolsCanBeLookedAt() throws {
    let repo = try PromptRepo(initialised: false)
    #expect(try repo.refusal("lint", status: 3).contains("there is no folder 'prompts' here"))
    for (name, text) in [
      ("a.md", "# Title\n\na\u{200B}b"), ("b.prompty", "---\nname: x\n---\nsystem:\n{{x\n"),
      ("deep/c.prompt.yml", "messages:\n  - role: user\n    content: \"p\u{430}ypal\"\n"),
      ("d.txt", "---\nx: [\n---\n"), ("e.py", "\u{200B}"), (".hidden.md", "\u{200B}"),
    ] { try repo.write("texts/\(name)", text) }
    let result = try repo.run("lint", "texts")
    #expect(
      result.stdout.split(separator: "\n").map { $0.prefix { $0 != "[" } } == [
        "texts/a.md:3:2: warning: invisible U+200B ZERO WIDTH SPACE ",
        "texts/b.prompty:5:1: error: '{{x' is not closed: write '{{x}}' ",
        "texts/deep/c.prompt.yml:3:15: error: 'pаypal' only looks like 'paypal': it has "
          + "U+0430 CYRILLIC SMALL LETTER A ",
        "3 of 4 files: 2 errors, 1 warning",
      ])
    #expect(
      try repo.refusal("lint", "texts/e.py", status: 3).contains("'texts/e.py' is of no kind"))
    // A folder with `prompts/` needs no repository.
    try repo.write("prompts/x.prompt", "fine\n")
    #expect(try repo.ok("lint") == "1 file: nothing found\n")
    #expect(try repo.ok("lint", "./prompts/x.prompt", "prompts/") == "1 file: nothing found\n")
    #expect(!repo.exists(".promptrepo"))
  }

  @Test func twinsAreNotes() throws {
    let repo = try PromptRepo()
    try repo.write("prompts/a.prompt", "---\ntitle: T\n---\nsame\n")
    try repo.write("prompts/b.prompt", "---\ntitle: T\n---\nsame\n")
    let lines = try repo.ok("lint").split(separator: "\n")
    #expect(
      lines == [
        "prompts/b.prompt:1:1: note: 'a' has the title 'T' too [title-clash]",
        "prompts/b.prompt:1:1: note: 'a' has the text too [same-text]", "1 of 2 files: 2 notes",
      ])
  }

  @Test func reportsAreWrittenToFilesToo() throws {
    let repo = try example()
    let text = try repo.run("lint", "--output", "json:report.jsonl", "--output", "text:report.txt")
    #expect(try repo.read("report.txt") == text.stdout)
    #expect(try repo.read("report.jsonl") == repo.run("lint", "--json").stdout)
    #expect(try repo.run("lint", "--format", "json").stdout == repo.run("lint", "--json").stdout)
  }

  /// One run makes the reports of all hosts; the exit code is the same for each.
  @Test func reportsForHostsAreWritten() throws {
    let repo = try example()
    let result = try repo.run(
      "lint", "--format", "github", "--output", "sarif:l.sarif", "--output", "gitlab:l.json")
    #expect(result.status == 1)
    let lines = result.stdout.split(separator: "\n").map(String.init)
    #expect(lines.first == "::group::Lint of prompts")
    #expect(lines.contains("2 of 3 files: 1 error, 1 warning"))
    #expect(
      lines.suffix(2) == [
        "::error title=variable-misspelt,file=prompts/billing/dunning.prompt,line=7,endLine=7,"
          + "col=1,endColumn=12::'ammount' is not declared in input.schema; 'amount' is",
        "::warning title=invisible-character,file=prompts/city.prompt,line=1,endLine=1,col=1,"
          + "endColumn=2::invisible U+200B ZERO WIDTH SPACE",
      ])
    let log = try #require(
      try JSONValue(parsing: Array(repo.read("l.sarif").utf8.dropLast())).object)
    #expect(log.text("version") == "2.1.0")
    let run = log["runs"]?.array?.first?.object
    #expect(
      run?["results"]?.array?.compactMap { $0.object?.text("ruleId") }
        == ["variable-misspelt", "invisible-character"])
    let issues = try JSONValue(parsing: Array(repo.read("l.json").utf8.dropLast())).array
    #expect(issues?.compactMap { $0.object?.text("severity") } == ["major", "minor"])
    // The digits are the same in each form.
    let digits = try repo.run("lint", "--json").stdout
    for issue in issues ?? [] {
      #expect(digits.contains(issue.object?.text("fingerprint") ?? "-"))
    }
  }

  /// The list has the rules of the page, in its order, and each can be explained.
  @Test func allRulesAreListed() throws {
    let repo = try PromptRepo(initialised: false)
    let page = try String(
      contentsOfFile:
        "\(RealPrompts.projectRoot)/Sources/Review/PromptLint/PromptLint.docc/Rules.md",
      encoding: .utf8)
    let sections = page.split(separator: "\n").compactMap { line -> String? in
      line.hasPrefix("### `") ? String(line.dropFirst(5).dropLast()) : nil
    }
    try #require(sections.count > 20)
    let lines = try repo.ok("lint", "--rules").split(separator: "\n")
    #expect(lines.first?.hasPrefix("RULE") == true)
    #expect(lines.dropFirst().map { String($0.prefix { $0 != " " }) } == sections)
    for more in [
      ["--format", "json"], ["--fix"], ["--rule", "secret"], ["prompts"], ["--explain", "secret"],
    ] {
      let result = try repo.run(["lint", "--rules"] + more)
      repo.expectRefusal(result, status: 64)
      #expect(result.stderr.contains("--rules looks at no file"), "\(result.stderr)")
    }
    let objects = try repo.json("lint", "--rules")
    #expect(objects.map { $0.text("id") } == sections)
    #expect(objects.first { $0.text("id") == "trailing-space" }?.text("level") == "off")
  }

  @Test func eachRuleIsExplained() throws {
    let repo = try PromptRepo(initialised: false)
    let text = try repo.ok("lint", "--explain", "look-alike")
    #expect(text.hasPrefix("### `look-alike`\n\nA word of Latin letters"))
    #expect(text.contains("--fix --rule look-alike"))
    #expect(
      try repo.refusal("lint", "--explain", "look-alikes", status: 64).contains("'look-alike'"))
    #expect(try repo.json("lint", "--explain", "trailing-space").first?.text("level") == "off")
  }
}
