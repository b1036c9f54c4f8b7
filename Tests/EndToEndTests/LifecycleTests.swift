import CanonicalJSON
import TestSupport
import Testing

/// The full example of the hosted API's guide, on the command line.
@Suite struct LifecycleTests {
  let first = "Hi {{customer}}, thanks for contacting us about {{issue}}."
  let second = "Hey {{customer}}! We got your message about {{issue}} and are on it."

  /// A prompt in two versions, the second one active.
  private func twoVersions() throws -> PromptRepo {
    let repo = try PromptRepo()
    try repo.ok("new", "support-reply", "--template", first)
    try repo.ok("commit", "-m", "Create the reply")
    try repo.write("prompts/support-reply.prompt", second)
    try repo.ok("commit", "-m", "Ship a friendlier tone")
    return repo
  }

  @Test func aPromptLivesFromItsFirstVersionToItsEnd() throws {
    let repo = try twoVersions()
    let values = ["--var", "customer=Alice", "--var", "issue=billing"]
    func rendered(_ revision: String) throws -> String {
      try repo.run(["render", revision] + values).stdout
    }
    #expect(
      try rendered("support-reply")
        == "Hey Alice! We got your message about billing and are on it.")

    let history = try repo.json("log", "support-reply")
    #expect(history.map { $0.number("version") } == [2, 1])
    #expect(history.map { $0.text("message") } == ["Ship a friendlier tone", "Create the reply"])
    #expect(history.map { $0["active"] } == [true, false])
    #expect(try repo.ok("show", "support-reply@1") == first)
    #expect(try repo.ok("show", "support-reply@2") == second)

    try repo.ok("rollback", "support-reply", "--to", "1", "-m", "Too friendly")
    #expect(try rendered("support-reply") == "Hi Alice, thanks for contacting us about billing.")
    let prompt = try #require(try repo.json("list").first)
    #expect(prompt.number("active_version") == 1)
    #expect(prompt.number("latest_version") == 2)
    #expect(try repo.ok("show", "support-reply@latest") == second)

    try repo.ok("activate", "support-reply@latest", "-m", "It was the model")
    #expect(try repo.ok("show", "support-reply") == second)
    let moves = try repo.json("log", "support-reply", "--pointers")
    #expect(moves.map { $0.number("version") } == [2, 1, 2, 1])
    #expect(moves.map { $0["rollback"] } == [false, true, false, false])
    #expect(moves.map { $0.text("reason") } == ["It was the model", "Too friendly", "", ""])

    let id = prompt.text("id")
    try repo.ok("delete", "support-reply", "--yes", "-m", "Clean up")
    #expect(try repo.json("list").isEmpty)
    #expect(!repo.exists("prompts/support-reply.prompt"))
    try repo.refusal("show", "support-reply")
    let tombstone = try repo.git("log", "--format=%B", "refs/promptrepo/deleted/\(id)").stdout
    #expect(tombstone.contains("support-reply") && tombstone.contains("Clean up"))
    try repo.expectCleanFsck()
  }

  @Test func historyReadsLikeAChangeLogInGit() throws {
    let repo = try twoVersions()
    try repo.ok("rollback", "support-reply", "-m", "Too friendly")
    let log = try repo.git("log", "-p", "refs/prompts/support-reply/@versions").stdout
    #expect(log.contains("Author: Test Author <author@example.com>"))
    #expect(log.contains("    support-reply v2\n    \n    Ship a friendlier tone\n"))
    #expect(log.contains("    support-reply v1\n    \n    Create the reply\n"))
    #expect(log.contains("\n-\(first)\n") && log.contains("\n+\(second)\n"))
    let live = try repo.git("show", "refs/prompts/support-reply/@active:template.txt")
    #expect(live.stdout == first)
    let audit = try repo.git("log", "--format=%s|%an", "refs/prompts/support-reply/@active").stdout
    #expect(audit.split(separator: "\n").count == 3)
    #expect(audit.hasPrefix("support-reply active rolls back to v1|Test Author\n"))
    try repo.expectCleanFsck()
  }

  @Test func repeatedRollbacksGoFurtherBackEachTime() throws {
    let repo = try PromptRepo()
    for number in 1...4 { try repo.commit("p", "text \(number)") }
    for number in [3, 2, 1] {
      try repo.ok("rollback", "p")
      #expect(try repo.ok("show", "p") == "text \(number)")
    }
    let message = try repo.refusal("rollback", "p")
    #expect(message.contains("p"))
    #expect(try repo.ok("show", "p") == "text 1")
    try repo.expectCleanFsck()
  }

  @Test func aDeletedNameStartsANewPrompt() throws {
    let repo = try twoVersions()
    let id = try #require(try repo.json("list").first).text("id")
    try repo.ok("delete", "support-reply", "--yes")
    try repo.ok("new", "support-reply", "--template", first)
    try repo.ok("commit")
    let prompt = try #require(try repo.json("list").first)
    #expect(prompt.text("id") != id)
    #expect(prompt.number("latest_version") == 1)
    try repo.expectCleanFsck()
  }

  @Test func aRenamedPromptKeepsItsHistoryAndId() throws {
    let repo = try twoVersions()
    let before = try #require(try repo.json("list").first)
    try repo.ok("mv", "support-reply", "support/reply")
    let after = try #require(try repo.json("list").first)
    #expect(after.text("name") == "support/reply")
    #expect(after.text("id") == before.text("id"))
    #expect(try repo.json("log", "support/reply").map { $0.number("version") } == [2, 1])
    #expect(try repo.ok("show", "support/reply") == second)
    #expect(repo.exists("prompts/support/reply.prompt"))
    #expect(!repo.exists("prompts/support-reply.prompt"))
    #expect(try repo.run("status", "--exit-code").status == 0)
    try repo.refusal("show", "support-reply")
    try repo.expectCleanFsck()
  }

  @Test func aRecordIsEditedWithTheFilesHeader() throws {
    let repo = try twoVersions()
    try repo.ok(
      "set", "support-reply", "--title", "Réponse 支持", "--description", "To a customer",
      "--metadata", #"{"team":"support"}"#)
    let prompt = try #require(try repo.json("list").first)
    #expect(prompt.text("title") == "Réponse 支持")
    #expect(prompt.text("description") == "To a customer")
    #expect(prompt["metadata"] == ["team": "support"])
    #expect(try repo.read("prompts/support-reply.prompt").contains("Réponse 支持"))
    #expect(try repo.run("status", "--exit-code").status == 0)
    #expect(try repo.json("log", "support-reply").count == 2)
    try repo.expectCleanFsck()
  }
}
