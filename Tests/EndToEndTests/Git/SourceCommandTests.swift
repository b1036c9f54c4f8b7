import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// What the commands say about the code repository around the prompts.
@Suite struct SourceCommandTests {
  let repo: PromptRepo

  init() throws {
    repo = try PromptRepo.inWorkTree()
  }

  private func save(_ message: String) throws -> String {
    try repo.workTree("add", "-A")
    try repo.workTree("commit", "-qm", message)
    let head = try repo.workTree("rev-parse", "HEAD")
    return String(head.prefix { $0 != "\n" })
  }

  @Test func logAndShowNameTheCommitThatAVersionWasCutFrom() throws {
    try repo.commit("a", "one", "-m", "Not committed")
    try repo.write("prompts/a.prompt", "two")
    let head = try save("Two")
    try repo.ok("commit", "-m", "Committed")
    let lines = try repo.ok("log", "a").split(separator: "\n")
    #expect(lines[0].hasSuffix("Committed      from \(head.prefix(8)):prompts/a.prompt"))
    #expect(lines[1].hasSuffix("Not committed"))
    let versions = try repo.json("log", "a") + repo.json("show", "a@1") + repo.json("show", "a")
    #expect(versions.map { $0["source"]?.object != nil } == [true, false, false, true])
    let source: JSONObject = ["commit": .string(head), "path": "prompts/a.prompt"]
    #expect(versions[0]["source"] == .object(source))
    #expect(
      try repo.workTree(
        "log", "-1", "--format=%(trailers:key=Source-Commit,valueonly,separator=)",
        "refs/prompts/a/@versions"
      ).hasPrefix(head))
  }

  @Test func aRevertIsCutAndASwitchIsNot() throws {
    for text in ["one", "two"] {
      try repo.write("prompts/a.prompt", text)
      _ = try save(text)
      try repo.ok("commit")
    }
    try repo.workTree("switch", "-qc", "old", "HEAD~1")
    #expect(
      try repo.ok("status").contains(
        "behind  prompts/a.prompt  `promptrepo checkout a` updates it to v2"))
    #expect(try repo.ok("commit") == "Nothing to commit.\n")
    try repo.workTree("switch", "-q", "-")
    try repo.workTree("revert", "--no-edit", "HEAD")
    #expect(
      try repo.ok("status").contains("changed  prompts/a.prompt  `promptrepo commit` makes v3"))
    try repo.ok("commit")
    #expect(try repo.ok("show", "a") == "one")
  }

  private static let one = (1...5).map { "line \($0)\n" }.joined()

  @Test func anEditOfAVersionThatGitDoesNotHaveIsCut() throws {
    try repo.write("prompts/a.prompt", Self.one)
    _ = try save("One")
    try repo.ok("commit")
    try repo.commit("a", "Greeting.\n" + Self.one)
    try repo.write("prompts/a.prompt", Self.one + "Offer help.\n")
    #expect(try repo.json("status").map { $0.text("state") } == ["changed"])
    try repo.ok("commit")
    #expect(try repo.ok("show", "a@3") == Self.one + "Offer help.")
  }

  /// Git cannot tell whether the greeting was dropped or never there.
  @Test func noHintBringsBackWhatWasDeleted() throws {
    try repo.write("prompts/a.prompt", Self.one)
    _ = try save("One")
    try repo.ok("commit")
    try repo.commit("a", "Greeting.\n" + Self.one)
    try repo.write("prompts/a.prompt", Self.one + "Offer help.\n")
    _ = try save("Without the greeting")
    let status = try #require(try repo.json("status").first)
    #expect(status.text("state") == "conflict")
    #expect(status.number("base_version") == 1 && status.number("written_version") == 2)
    let said = try repo.ok("status") + repo.refusal("commit", status: 2)
    let hints = Set(said.matches(of: /`promptrepo ([^`]+)`/).map { String($0.output.1) })
    #expect(hints == ["commit --onto v2 a", "checkout --merge a"])
    try repo.run("checkout", "--merge", "a")
    #expect(try repo.read("prompts/a.prompt").contains("<<<<<<< file\n"))
    try repo.refusal("commit", status: 2)
    try repo.workTree("restore", ".")
    try repo.ok("commit", "--onto", "v2", "a")
    #expect(try repo.ok("show", "a") == Self.one + "Offer help.")
    try repo.expectCleanRepository()
  }

  @Test func aVersionThatWasGivenUpIsNotOverwrittenByAMerge() throws {
    try repo.write("prompts/a.prompt", Self.one)
    _ = try save("One")
    try repo.ok("commit")
    try repo.workTree("switch", "-qc", "edit")
    try repo.write("prompts/a.prompt", Self.one + "Offer help.\n")
    _ = try save("Help")
    try repo.workTree("switch", "-q", "main")
    try repo.commit("a", "Greeting.\n" + Self.one)
    try repo.workTree("stash", "-q")
    try repo.workTree("merge", "-q", "edit")
    #expect(try repo.refusal("commit", status: 2).contains("was made from v1 and edited"))
    #expect(try repo.ok("show", "a") == "Greeting.\n" + Self.one.dropLast())
    try repo.ok("checkout", "--merge", "a")
    try repo.ok("commit")
    #expect(try repo.ok("show", "a") == "Greeting.\n" + Self.one + "Offer help.")
  }

  @Test func aMoveByGitIsFollowed() throws {
    try repo.commit("a", "one")
    _ = try save("One")
    try repo.workTree("mv", "prompts/a.prompt", "prompts/b.prompt")
    #expect(
      try repo.ok("status") == """
        removed  prompts/a.prompt  git renamed it to prompts/b.prompt, and `promptrepo commit` renames the prompt
        renamed  prompts/b.prompt  `promptrepo commit` renames a

        """)
    #expect(try repo.json("status").map { $0.text("renamed_from") } == ["", "a"])
    #expect(try repo.ok("mv", "a", "b") == "a is b now\n")
    #expect(try repo.ok("status") == "1 unchanged\n")
    #expect(
      try repo.workTree("status", "--porcelain") == "R  prompts/a.prompt -> prompts/b.prompt")
  }
}
