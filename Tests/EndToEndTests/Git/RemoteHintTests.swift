import Foundation
import TestSupport
import Testing

/// What the commands for remotes tell people to type, typed.
@Suite struct RemoteHintTests {
  /// Two clones that share the prompt `a`, of six lines.
  private func pair() throws -> (Team, second: PromptRepo) {
    let team = try Team()
    try team.first.commit("a", "1\n2\n3\n4\n5\n6\n", "--first")
    try team.first.ok("push")
    try team.first.gitCommit("Add a prompt")
    try team.first.workTree("push", "-q")
    let second = try team.clone("second")
    try second.ok("pull")
    return (team, second)
  }

  /// The commands between backquotes in the message of a refusal.
  private func commands(in message: String) -> [String] {
    message.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }

  /// Types the commands that a refusal names.
  private func follow(_ message: String, in repo: PromptRepo) throws {
    let commands = commands(in: message)
    #expect(!commands.isEmpty, "\(message)")
    for command in commands {
      let result = try repo.shell(command)
      #expect(result.status == 0, "\(command): \(result.stderr)")
    }
  }

  @Test func divergedPromptIsMergedByTheCommandsOfTheHint() throws {
    let (team, second) = try pair()
    try team.first.commit("a", "theirs\n2\n3\n4\n5\n6\n")
    try team.first.ok("push")
    try second.commit("a", "1\n2\n3\n4\n5\nmine\n")
    try follow(try second.refusal("pull", status: 2), in: second)
    try second.ok("checkout")
    #expect(try second.read("prompts/a.prompt") == "theirs\n2\n3\n4\n5\nmine\n")
    try second.ok("push")
    try team.first.ok("pull")
    #expect(try team.first.ok("show", "a") == "theirs\n2\n3\n4\n5\nmine")
    #expect(try team.first.ledger() == second.ledger())
    try team.expectSound(second)
  }

  @Test func promptDeletedThereIsDeletedByTheCommandOfTheHint() throws {
    let (team, second) = try pair()
    try team.first.ok("delete", "a", "--yes")
    try team.first.ok("push")
    try second.commit("a", "changed")
    let message = try second.refusal("pull", status: 2)
    #expect(
      commands(in: message) == [
        "promptrepo delete a", "promptrepo export a --format files --output KEPT",
        "promptrepo import KEPT",
      ])
    // Each side is told once.
    #expect(message.components(separatedBy: "deleted by Test Author").count == 2, "\(message)")
    #expect(message.split(separator: "\n").count == 2, "\(message)")
    try second.ok("export", "a", "--format", "files", "--output", "KEPT")
    try second.ok("delete", "a", "--yes")
    try second.ok("pull")
    #expect(try second.ledger() == team.first.ledger())
    // Who wants to keep the text makes a new prompt of it.
    try second.ok("import", "KEPT")
    try second.ok("push")
    try team.first.ok("pull")
    #expect(try team.first.ok("show", "a") == "changed")
    #expect(try second.ledger() == team.first.ledger())
    try team.expectSound(second)
  }

  @Test func promptDeletedHereComesBackByTheCommandOfTheHint() throws {
    let (team, second) = try pair()
    try team.first.commit("a", "changed")
    try team.first.ok("push")
    try second.ok("delete", "a", "--yes")
    try follow(try second.refusal("pull", status: 2), in: second)
    try second.ok("pull")
    #expect(try second.ok("show", "a") == "changed")
    #expect(try second.ledger() == team.first.ledger())
  }

  @Test func promptRenamedOnBothSidesGetsTheirNameByTheCommandOfTheHint() throws {
    let (team, second) = try pair()
    try team.first.ok("mv", "a", "theirs")
    try team.first.ok("push")
    try second.ok("mv", "a", "mine")
    let message = try second.refusal("pull", status: 2)
    let commands = commands(in: message)
    #expect(commands == ["promptrepo mv mine theirs", "promptrepo mv theirs mine"])
    #expect(message.components(separatedBy: "renamed to 'mine'").count == 2, "\(message)")
    #expect(try second.shell(commands[0]).status == 0)
    try second.ok("pull")
    #expect(try second.ledger() == team.first.ledger())
    // Who wants the name of this side has it that way.
    #expect(try second.shell(commands[1]).status == 0)
    try second.ok("push")
    try team.first.ok("pull")
    #expect(try team.first.ok("show", "mine") == "1\n2\n3\n4\n5\n6")
    #expect(try second.ledger() == team.first.ledger())
    try team.expectSound(second)
  }

  @Test func promptInTheRemotesPlaceIsTold() throws {
    let (team, _) = try pair()
    try team.first.commit("support/reply", "Hi")
    let message = try team.first.refusal("push", "support/reply")
    #expect(commands(in: message) == ["promptrepo push origin support/reply"])
    try follow(message, in: team.first)
    #expect(
      try team.first.refusal("fetch", "../server.git").contains(
        "`git remote add NAME ../server.git`"))
    #expect(
      try team.first.refusal("fetch", "upstream").contains("`git remote add upstream URL`"))
  }

  @Test func refusedPromptIsNamedOnce() throws {
    let (team, _) = try pair()
    try team.server.write("hooks/update", "#!/bin/sh\nexit 1\n")
    #expect(try team.server.shell("chmod +x hooks/update").status == 0)
    try team.first.commit("a", "changed")
    let message = try team.first.refusal("push")
    #expect(message.contains("Error: prompt 'a': the remote rejected it: hook declined"))
  }

  @Test func manyPromptsAreShownInPartAndCounted() throws {
    let (team, second) = try pair()
    for number in 1...25 { try team.first.write("prompts/p\(number).prompt", "\(number)") }
    try team.first.ok("commit")
    let pushed = try team.first.ok("push").split(separator: "\n")
    #expect(pushed.count == 22)
    #expect(pushed.suffix(2) == ["and 5 more", "origin: 25 pushed, 1 in step"])
    let pulled = try second.run("pull")
    #expect(pulled.stderr == "")
    #expect(pulled.stdout.split(separator: "\n").count == 22)
    #expect(try team.first.json("fetch").count == 0)
    for number in 1...25 { try team.first.write("prompts/p\(number).prompt", "new \(number)") }
    try team.first.ok("commit")
    #expect(try team.first.json("push").count == 25)
  }
}
