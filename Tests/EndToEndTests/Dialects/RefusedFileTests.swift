import CanonicalJSON
import TestSupport
import Testing

/// What is said before a commit of files that it will refuse for what they include.
@Suite struct RefusedFileTests {
  private static func chat(_ text: String) -> String { "---\ndialect: chat\n---\n\(text)" }
  private static let nowhere = "sha256:" + String(repeating: "0", count: 64)

  /// Each with its file, and a part of what `commit` says.
  private static let refused = [
    (
      "gone", "---\ndialect: chat\npartials:\n  l: \(nowhere)\n---\n{{> l}}",
      "gone v1 includes l sha256:000000000000, which no version of that prompt is"
    ),
    (
      "bad", "---\ndialect: handlebars\n---\nx\n{{> Bad}}",
      "prompts/bad.prompt:5: 'Bad' can be no prompt's name"
    ),
    (
      "foo", "---\ndialect: chat\npartials: foo\n---\n{{> l}}",
      "prompts/foo.prompt:2: the header's 'partials' is no mapping"
    ),
  ]

  @Test func statusSaysWhatACommitWouldSay() throws {
    let repo = try PromptRepo()
    try repo.commit("l", "L {{a}}")
    for (name, text, reason) in Self.refused {
      try repo.write("prompts/\(name).prompt", text)
      let status = try #require(try repo.json("status", name).first)
      #expect(status.text("state") == "invalid")
      #expect(
        status.text("next").contains(reason.split(separator: ": ").last ?? ""), "\(status)")
      #expect(status["error"]?.object?.text("message") != "")
      let said = try repo.ok("status")
      #expect(said.contains("invalid  prompts/\(name).prompt"), "\(said)")
      #expect(!said.contains("`promptrepo commit` makes"), "\(said)")
      #expect(try repo.ok("status", "--short").contains(" X prompts/\(name).prompt"))
      let refusal = try repo.refusal("commit")
      #expect(refusal.contains(reason), "\(refusal)")
      try repo.remove("prompts/\(name).prompt")
    }
    try repo.ok("status")
  }

  /// A partial of an unsuitable kind is named, and what is said to do is done with the files.
  @Test func anUnsuitablePartialIsToldOf() throws {
    let repo = try PromptRepo()
    try repo.commit("k", Self.chat("text"))
    try repo.write("prompts/t.prompt", Self.chat("{{> k}}"))
    try repo.ok("pin")
    try repo.ok("commit")
    try repo.write("prompts/k.prompt", Self.chat("{{role \"user\"}}hello"))
    try repo.ok("pin", "--to", "k")
    let status = try #require(try repo.json("status", "t").first)
    #expect(status.text("state") == "invalid")
    #expect(status.text("next").contains("which is a chat of messages"))
    let refusal = try repo.refusal("commit")
    #expect(refusal.contains("Give the including file the dialect handlebars"), "\(refusal)")
    #expect(!refusal.contains("promptrepo show"), "\(refusal)")
    #expect(try repo.run("lint", "--rule", "commit-stops").stdout.contains("commit-stops"))
    try repo.write(
      "prompts/t.prompt",
      try repo.read("prompts/t.prompt").replacing("dialect: chat", with: "dialect: handlebars"))
    try repo.ok("commit")
    #expect(try repo.run("lint", "--rule", "commit-stops").status == 0)
  }

  /// Files that need pins only are said to need them, and what goes together is not refused.
  @Test func whatGoesTogetherIsNotRefused() throws {
    let repo = try PromptRepo()
    try repo.write("prompts/l.prompt", "L")
    try repo.write("prompts/t.prompt", Self.chat("{{> l}}"))
    #expect(try repo.json("status", "t").map { $0.text("state") } == ["new"])
    #expect(try repo.ok("status").contains("`promptrepo pin t` first: 'l'"))
    try repo.ok("pin")
    for arguments in [["status"], ["status", "t"]] {
      let status = try repo.run(arguments).stdout
      #expect(status.contains("`promptrepo commit` makes v1"), "\(status)")
    }
    // Alone, the file cannot become a version.
    #expect(try repo.refusal("commit", "t").contains("includes l sha256:"))
    try repo.ok("commit")
  }

  /// The file at the end of a chain that is too long is named, and no other.
  @Test func whatLiesTooDeepIsRefused() throws {
    let repo = try PromptRepo()
    try repo.write("prompts/p0.prompt", "text")
    for number in 1...17 {
      try repo.write("prompts/p\(number).prompt", Self.chat("{{> p\(number - 1)}}"))
    }
    try repo.ok("pin")
    let invalid = try repo.json("status").filter { $0.text("state") == "invalid" }
    #expect(invalid.map { $0.text("name") } == ["p17"])
    #expect(try repo.refusal("commit").contains("more than 16 deep"))
    try repo.remove("prompts/p17.prompt")
    try repo.ok("commit")
  }

  /// Several files of which one thing is to be said are told of together.
  @Test func severalRefusalsAreToldTogether() throws {
    let repo = try PromptRepo()
    for name in ["a", "b"] { try repo.write("prompts/\(name).prompt", Self.chat("{{> l}}")) }
    try repo.write("prompts/l.prompt", "L")
    let refusal = try repo.refusal("commit")
    for part in [
      "2 files cannot be committed", "a v1 includes l, which its header has no pin for",
      "b v1 includes l", "`promptrepo pin` writes missing pins",
    ] {
      #expect(refusal.contains(part), "\(refusal)")
    }
  }

  // Reviews.

  private func reviewed() throws -> PromptRepo {
    let repo = try PromptRepo.inWorkTree()
    try repo.write("prompts/l.prompt", "L {{a}}")
    try repo.write("prompts/t.prompt", Self.chat("{{> l}}"))
    try repo.ok("pin")
    try repo.ok("commit", "-m", "1")
    try repo.workTree("add", "-A")
    try repo.workTree("commit", "-qm", "1")
    try repo.workTree("switch", "-qc", "b")
    return repo
  }

  @Test func aReviewSaysThatACommitStops() throws {
    let repo = try reviewed()
    try repo.write("prompts/l.prompt", "M {{a}}")
    try repo.ok("pin", "--to", "l")
    try repo.write("prompts/l.prompt", "N {{a}}")
    try repo.workTree("commit", "-qam", "2")
    for arguments in [["review"], ["review", "main"]] {
      let said = try repo.run(arguments)
      #expect(said.status == 1, "\(said.stdout)")
      #expect(said.stdout.contains("commit-stops"), "\(said.stdout)")
      #expect(said.stdout.contains("which no version of that prompt is"), "\(said.stdout)")
      #expect(!said.stdout.contains("variable-removed"), "\(said.stdout)")
    }
    let found = try repo.run("lint")
    #expect(found.status == 1 && found.stdout.contains("commit-stops"), "\(found.stdout)")
    try repo.refusal("commit", "-m", "x")
    try repo.ok("pin", "--to", "l")
    try repo.workTree("commit", "-qam", "3")
    #expect(try repo.run("review", "main").status == 0)
    try repo.ok("commit", "-m", "x")
  }

  @Test func aReviewSaysThatAPartialBecameAChat() throws {
    let repo = try reviewed()
    try repo.write("prompts/l.prompt", Self.chat("{{role \"user\"}}{{a}}"))
    try repo.ok("pin", "--to", "l")
    try repo.workTree("commit", "-qam", "2")
    let said = try repo.run("review", "main")
    #expect(said.status == 1)
    #expect(said.stdout.contains("commit-stops"), "\(said.stdout)")
    #expect(said.stdout.contains("which is a chat of messages"), "\(said.stdout)")
    #expect(try !repo.refusal("commit", "-m", "x").isEmpty)
  }

  /// A file that the change does not touch pins a text that was no version yet, and goes with it.
  @Test func anIncluderThatStaysBehindIsToldOf() throws {
    let repo = try PromptRepo.inWorkTree()
    try repo.write("prompts/l.prompt", "L {{a}}")
    try repo.write("prompts/t.prompt", Self.chat("{{> l}}"))
    try repo.ok("pin")
    try repo.workTree("add", "-A")
    try repo.workTree("commit", "-qm", "1")
    try repo.workTree("switch", "-qc", "b")
    try repo.write("prompts/l.prompt", "M {{a}}")
    try repo.workTree("commit", "-qam", "2")
    let said = try repo.run("review", "main")
    #expect(said.status == 1)
    #expect(said.stdout.contains("t v1 includes l sha256:"), "\(said.stdout)")
    try repo.refusal("commit", "-m", "x")
  }

  /// The branch that is merged into has the text of the partial, and no version of it yet.
  @Test func aTextThatTheMergeHasIsNoFault() throws {
    let repo = try reviewed()
    try repo.workTree("switch", "-q", "main")
    try repo.write("prompts/new.prompt", "New {{b}}")
    try repo.workTree("add", "-A")
    try repo.workTree("commit", "-qm", "new")
    try repo.workTree("switch", "-q", "b")
    try repo.workTree("merge", "-q", "main")
    try repo.write("prompts/u.prompt", Self.chat("{{> new}}"))
    try repo.ok("pin")
    try repo.workTree("add", "-A")
    try repo.workTree("commit", "-qm", "u")
    let said = try repo.run("review", "main")
    #expect(!said.stdout.contains("commit-stops"), "\(said.stdout)")
    let alone = try repo.run("review", "main", "u")
    #expect(!alone.stdout.contains("commit-stops"), "\(alone.stdout)")
    try repo.ok("commit", "-m", "u")
  }
}
