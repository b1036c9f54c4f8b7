import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// Text of others on a terminal: what it would do there is written out.
@Suite struct VisibleTextTests {
  /// Writes the clipboard, repaints the line, and turns what follows round.
  private static let evil =
    "Hi \u{1B}]52;c;cHduZWQ=\u{07}\u{1B}[2K\u{9B}31m \u{202E}drowssap\u{202C} \u{200B}\u{2066}x "
    + "\u{7F}\u{E0041}\u{FEFF}fake\roverwritten"

  /// What ordinary text is made of.
  private static let harmless =
    "tab\tstop, family 👨‍👩‍👧, heart ❤️, نمی‌خواهم, ಕನ್ನಡ, 日本語, é e\u{301}\u{A0}space"

  /// Everything that must not reach a terminal, which is none of the harmless.
  private func hidden(_ text: String) -> [Unicode.Scalar] {
    text.unicodeScalars.filter { scalar in
      switch scalar.value {
      case 9, 10, 0x200C, 0x200D: false
      case 0..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
        0xE0000...0xE0FFF:
        true
      default: false
      }
    }
  }

  /// A line feed in the name of a file makes no line that looks like one of the program's.
  @Test func aNameForgesNoLine() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "Hi", "-m", "first")
    try repo.write("prompts/b\nWarning: all is well.prompt", "x")
    try repo.write("prompts/a.prompt", "Hello")
    let result = try repo.run("commit", "-m", "second")
    let lines = result.stderr.split(separator: "\n")
    #expect(lines.contains { $0.contains("<U+000A>Warning: all is well.prompt") }, "\(lines)")
    #expect(!lines.contains { $0.hasPrefix("Warning: all is well") }, "\(lines)")
  }

  private func expectVisible(
    _ repo: PromptRepo, _ arguments: String..., showing words: [String] = [],
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let result = try repo.run(arguments)
    let all = result.stdout + result.stderr
    #expect(hidden(all).isEmpty, "\(arguments): \(all.debugDescription)", sourceLocation: location)
    for word in words {
      #expect(all.contains(word), "\(arguments): \(all.debugDescription)", sourceLocation: location)
    }
  }

  @Test func templatesAreShownAndNotObeyed() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "before \(Self.evil)\n\(Self.harmless)\n", "-m", "message \(Self.evil)")
    try repo.write("prompts/a.prompt", "after \(Self.evil)\n\(Self.harmless) {{a\u{202E}b}}\n")
    let shown = [
      "Hi <U+001B>]52;c;cHduZWQ=<U+0007><U+001B>[2K<U+009B>31m <U+202E>drowssap<U+202C> "
        + "<U+200B><U+2066>x <U+007F><U+E0041><U+FEFF>fake<U+000D>overwritten"
    ]
    try expectVisible(repo, "diff", "a", showing: shown + [Self.harmless])
    try expectVisible(repo, "grep", "Hi", showing: shown)
    try expectVisible(repo, "grep", "tab", showing: [Self.harmless])
    for arguments in [["log", "a"], ["status"], ["list"], ["audit"], ["matrix"]] {
      let result = try repo.run(arguments)
      #expect(hidden(result.stdout + result.stderr).isEmpty, "\(arguments)")
    }
    // Byte for byte where a program reads it, or a person asked for just that.
    #expect(try repo.ok("show", "a").contains(Self.evil))
    #expect(try repo.ok("render", "a").contains(Self.evil))
    try repo.ok("export", "-o", "rows.jsonl")
    let row = try JSONValue(parsing: Array(repo.read("rows.jsonl").utf8.dropLast())).object
    #expect(row?.text("template").contains(Self.evil) == true)
    try repo.expectCleanFsck()
  }

  @Test func configurationRecordsAndReasonsAreShownAndNotObeyed() throws {
    let repo = try PromptRepo()
    let quoted = "\"x\\e]52;c;eA==\\a\\u202Ey\""
    try repo.commit("a", "---\ntitle: \(quoted)\nmodel: \(quoted)\n---\none")
    try repo.write("prompts/a.prompt", "---\ntitle: \(quoted)\nmodel: \"z\\x9b\"\n---\none")
    try expectVisible(repo, "diff", "a", showing: ["<U+202E>y", "<U+009B>"])
    try expectVisible(repo, "list", showing: ["<U+001B>]52"])
    try repo.commit("a", "two", "-m", "reason \(Self.evil)")
    try repo.ok("rollback", "a", "-m", "back \(Self.evil)")
    for arguments in [["log", "a"], ["log", "a", "--pointers"], ["audit"], ["undo"]] {
      let result = try repo.run(arguments)
      #expect(hidden(result.stdout + result.stderr).isEmpty, "\(arguments): \(result.stdout)")
    }
  }

  @Test func errorsThatQuoteAreShownAndNotObeyed() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "{{x}}")
    let evil = Self.evil
    for arguments in [
      ["show", "a@\(evil)"], ["show", evil], ["import", evil], ["export", "-o", "no/\(evil)"],
      ["-C", evil, "list"], ["grep", "(\(evil)"],
      ["render", "a", "--strict", "--var", "\(evil)=1"],
      ["remote", "add", "r", "https://\(evil)"], [evil], ["deploy", "a", "--env", evil],
      ["pull", evil], ["push", evil], ["new", "b", "--file", evil],
    ] {
      let result = try repo.run(arguments)
      #expect(result.status != 0, "\(arguments)")
      #expect(
        hidden(result.stdout + result.stderr).isEmpty,
        "\(arguments): \(result.stderr.debugDescription)")
    }
    try repo.write("prompts/b.prompt", "---\n\u{1B}]52;c;eA==\u{07}: [\n---\nx")
    try repo.write("rows.csv", "name,template\n\"\u{1B}]52;c;eA==\u{07}\",\n")
    for arguments in [["commit"], ["status"], ["import", "rows.csv"]] {
      let result = try repo.run(arguments)
      #expect(
        hidden(result.stdout + result.stderr).isEmpty,
        "\(arguments): \(result.stderr.debugDescription)")
    }
  }

  @Test func conflictsAreShownAndNotObeyed() throws {
    let team = try Team()
    try team.first.commit("a", "one", "--first")
    try team.first.ok("push")
    let clone = try team.clone("clone")
    try clone.ok("pull")
    try clone.ok("checkout")
    try team.first.commit("a", "theirs \(Self.evil)", "-m", Self.evil)
    try team.first.ok("push")
    try clone.commit("a", "ours \(Self.evil)")
    for arguments in [
      ["pull"], ["push"], ["pull", "--merge", "-n"], ["pull", "--merge"], ["status"],
    ] {
      let result = try clone.run(arguments)
      #expect(
        hidden(result.stdout + result.stderr).isEmpty,
        "\(arguments): \(result.stderr.debugDescription)")
    }
    #expect(try clone.run("status").stdout.contains("a"))
    // The file itself has both texts as they are.
    #expect(try clone.read("prompts/a.prompt").contains("theirs \(Self.evil)"))
  }

  @Test func conflictsShowNoSecrets() throws {
    let team = try Team()
    try team.first.commit("a", "one", "--first")
    try team.first.ok("push")
    let clone = try team.clone("clone")
    try clone.ok("pull")
    let key = "ghp" + "_16C7e42F292c6912E7710c838347Ae178B4a"
    try team.first.commit("a", "their key \(key)", "-m", "with \(key)")
    try team.first.ok("push")
    try clone.ok("checkout", "a@1")
    try clone.commit("a", "ours")
    let result = try clone.run("pull")
    let shown = result.stdout + result.stderr
    #expect(result.status == 2 && shown.contains("their key ghp_…"), "\(shown)")
    #expect(shown.contains("with ghp_…") && !shown.contains(key.dropFirst(4)), "\(shown)")
  }

  /// The same values, in characters that nobody can hide something with.
  @Test func jsonIsEscaped() throws {
    let repo = try PromptRepo()
    try repo.commit("a", Self.evil + Self.harmless, "-m", Self.evil)
    for arguments in [["show", "a"], ["log", "a"], ["grep", "Hi"], ["diff", "a@1", "1"]] {
      let result = try repo.run(arguments + ["--json"])
      #expect(result.status == 0, "\(arguments): \(result.stderr)")
      #expect(hidden(result.stdout).isEmpty, "\(arguments): \(result.stdout.debugDescription)")
    }
    let shown = try #require(try repo.json("show", "a").first)
    #expect(shown.text("template") == Self.evil + Self.harmless)
    // Python reads the same.
    let script =
      "import json,sys; sys.stdout.buffer.write(json.load(sys.stdin)['template'].encode())"
    let python = try TestSupport.run(
      "python3", ["-c", script], stdin: repo.run("show", "a", "--json").outputBytes)
    #expect(python.stdout == Self.evil + Self.harmless)
  }

  /// A key that somebody pasted is not shown again by what people and programs look at.
  @Test func secretsAreHiddenInReports() throws {
    let repo = try PromptRepo()
    let (key, other) = (
      "ghp" + "_16C7e42F292c6912E7710c838347Ae178B4a", "AKIA" + "2E0A8F3B244C9986"
    )
    try repo.commit("a", "Use \(key) here.\n\u{200B}x\n", "-m", "with \(key)")
    try repo.write("prompts/a.prompt", "---\nconfig: {key: \(other)}\n---\nUse \(other) there.\n")
    for arguments in [["diff", "a"], ["grep", "Use"], ["log", "a"]] {
      for flags in [[], ["--json"]] {
        let result = try repo.run(arguments + flags)
        #expect(result.status == 0 && !result.stdout.isEmpty, "\(arguments): \(result.stderr)")
        #expect(!result.stdout.contains(key.dropFirst(4)), "\(arguments + flags): \(result.stdout)")
        #expect(
          !result.stdout.contains(other.dropFirst(4)), "\(arguments + flags): \(result.stdout)")
        // The words of a diff part in the middle.
        #expect(
          result.stdout.contains(arguments == ["diff", "a"] ? "ghp_" : "ghp_…"),
          "\(arguments + flags): \(result.stdout)")
      }
    }
    #expect(try repo.ok("diff", "a").contains("Use [-ghp_-]{+AKIA+}… "))
    #expect(try repo.ok("grep", "x$") == "a@v1:2:<U+200B>x\n")
    // Only secrets are hidden from programs.
    #expect(try repo.json("grep", "x$").first?.text("text") == "\u{200B}x")
    for arguments in [["show", "a"], ["render", "a"], ["export"]] {
      #expect(try repo.run(arguments).stdout.contains(key), "\(arguments)")
    }
    try repo.write("prompts/a.prompt", "Use \(key.dropLast())7 here.\n\u{200B}x\n")
    #expect(try repo.ok("diff", "a").contains("a secret differs, and is not shown"))
  }
}
