import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// From the first launch to the question who did what, through the real program and a real server.
@Suite struct EnvironmentStoryTests {
  private static let names = ["greeting", "support/refund", "support/reply"]

  @Test func inADirectory() throws { try tell(PromptRepo()) { try $0.expectCleanFsck() } }

  @Test func inAGitRepository() throws {
    try tell(PromptRepo.inWorkTree()) { try $0.expectCleanRepository() }
  }

  /// The number of the version of each prompt that is live, by name.
  private func live(_ repo: PromptRepo, in environment: String) throws -> [Int] {
    try repo.json("matrix").map { row in
      row["environments"]?.object?[environment]?.object?.number("version") ?? 0
    }
  }

  private func tell(_ repo: PromptRepo, _ expectSound: (PromptRepo) throws -> Void) throws {
    let ada = repo.with(["PROMPTREPO_AUTHOR_NAME": "Ada"])
    let grace = repo.with(["PROMPTREPO_AUTHOR_NAME": "Grace"])
    for name in Self.names { try ada.commit(name, "Hi {{customer}}, this is \(name).") }
    try ada.ok("env", "add", "staging")
    try ada.ok("env", "add", "production", "--requires", "staging", "-m", "Nothing goes unseen")

    // The first launch.
    try ada.refusal("promote", "--all", "--from", "production", "--to", "production")
    try ada.refusal("deploy", "greeting", "--env", "production")
    try ada.ok(["deploy"] + Self.names + ["--env", "staging"])
    try ada.ok("promote", "--all", "--from", "staging", "--to", "production", "-m", "Launch")
    #expect(try live(repo, in: "production") == [1, 1, 1])

    // A bad release: it reads well, and nobody fills in the tone.
    for name in Self.names { try ada.commit(name, "Hey {{customer}}! This is \(name).") }
    try ada.ok("release", "create", "autumn", "-m", "Friendlier")
    try ada.ok("release", "deploy", "autumn", "--env", "staging")
    try ada.ok("release", "deploy", "autumn", "--env", "production", "-m", "Friendlier")
    try grace.commit("greeting", "Hello {{customer}}.", "-m", "Hotfix")
    try grace.ok("deploy", "greeting", "--env", "staging")
    try grace.ok("promote", "greeting", "--from", "staging", "--to", "production", "-m", "Hotfix")
    let back = try grace.run("release", "rollback", "--env", "production", "-m", "Complaints")
    #expect(back.status == 2)
    #expect(back.stdout.contains("Left as it is: 'greeting' was moved to v3 since, by Grace"))
    #expect(try live(repo, in: "production") == [3, 1, 1])

    // At the server, somebody else's key, at night; and a promotion at the same moment.
    try serveAtNight(repo, ada)
    let before = try live(repo, in: "production")

    // What was done last is taken back, and that too.
    let undone = try ada.ok("undo", "support/reply", "-m", "It was the model")
    #expect(undone.contains("support/reply: v"))
    #expect(try live(repo, in: "production") != before)
    try ada.ok("undo", "support/reply")
    #expect(try live(repo, in: "production") == before)

    try expectAudit(repo)
    try expectSound(repo)
  }

  /// Rolls a prompt back through the server while a promotion of all runs on the command line.
  private func serveAtNight(_ repo: PromptRepo, _ ada: PromptRepo) throws {
    let served = try ServedRepo(repo)
    let server = try served.serve()
    // Something to roll back to, and something to promote.
    try ada.ok("promote", "support/reply", "--from", "staging", "--to", "production")
    try ada.commit("support/refund", "Your money is back, {{customer}}.")
    try ada.ok("deploy", "support/refund", "--env", "staging")
    try served.judge(server, ["night"], "support/reply")
    try served.expectGoodEnd(server)
    #expect(try live(repo, in: "production") == [3, 3, 1])
  }

  private func expectAudit(_ repo: PromptRepo) throws {
    let entries = try repo.json("audit").reversed()
    let times = entries.map { $0.text("created_at") }
    #expect(times == times.sorted())
    let production = entries.filter { $0.text("environment") == "production" }
    let told = production.map { entry in
      let previous = entry.number("previous_version")
      return "\(entry.text("author", "name")) \(entry.text("action")) \(entry.text("name")) "
        + (previous > 0 ? "\(previous)-" : "") + "\(entry.number("version"))"
    }
    let promotion = "Ada promote support/refund 1-3"
    let rollback = "acme rollback support/reply 2-1"
    let expected = [
      "Ada environment  -1",
      "Ada promote greeting 1", "Ada promote support/refund 1", "Ada promote support/reply 1",
      "Ada deploy greeting 1-2", "Ada deploy support/refund 1-2", "Ada deploy support/reply 1-2",
      "Ada deploy  -1",
      "Grace promote greeting 2-3",
      "Grace rollback support/refund 2-1", "Grace rollback support/reply 2-1",
      "Grace rollback  -1",
      "Ada promote support/reply 1-2",
    ]
    // Within one operation the order is by name; what is told last of it comes first here.
    #expect(told.prefix(expected.count).sorted() == expected.sorted())
    #expect(Set(told.dropFirst(expected.count).prefix(2)) == [promotion, rollback])
    #expect(
      told.dropFirst(expected.count + 2) == [
        "Ada undo support/reply 1-2", "Ada undo support/reply 2-1",
      ])
    let night = try #require(production.first { $0.text("author", "name") == "acme" })
    #expect(night.text("author", "email").hasPrefix("key_"))
    #expect(night.text("on_behalf_of") == "night-shift")
    #expect(night.text("reason") == "Alarms at 3")
    // Plain git has it all.
    let log = try repo.anyGit(
      "log", "--format=%an <%ae>|%s|%(trailers:separator=%x7C)",
      "refs/prompts/support/reply/@env/production")
    let lines = log.split(separator: "\n")
    #expect(lines.count == 7)
    let line = try #require(lines.first { $0.contains("night-shift") })
    for part in [
      "acme <key_", "|support/reply production rolls back to v1|", "Prompt-Version: 1",
      "Previous-Version: 2", "Reason: Alarms at 3", "On-Behalf-Of: night-shift", "Operation: ",
    ] {
      #expect(line.contains(part), "\(part) in \(line)")
    }
  }
}

extension PromptRepo {
  /// Runs the program with these words and requires success.
  @discardableResult
  func ok(_ arguments: [String], at location: SourceLocation = #_sourceLocation) throws -> String {
    let result = try run(arguments)
    try #require(result.status == 0, "\(arguments): \(result.stderr)", sourceLocation: location)
    return result.stdout
  }

  /// Runs git on the ledger, wherever it is.
  func anyGit(_ arguments: String...) throws -> String {
    let place = exists(".promptrepo") ? ["--git-dir=.promptrepo"] : []
    let result = try TestSupport.run("git", place + arguments, cwd: path, env: environment)
    try #require(result.status == 0, "\(result.stderr)")
    return result.stdout
  }
}

extension JSONObject {
  /// The text of a member of a member; empty when there is none.
  fileprivate func text(_ key: String, _ inner: String) -> String {
    self[key]?.object?.text(inner) ?? ""
  }
}
