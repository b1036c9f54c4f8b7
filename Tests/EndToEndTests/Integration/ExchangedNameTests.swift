import TestSupport
import Testing

/// Prompts that exchange their names, at a server with the hook.
@Suite struct ExchangedNameTests {
  let team: Team
  let clone: PromptRepo
  var dev: PromptRepo { team.first }

  init() throws {
    team = try .withHook()
    clone = try team.clone("clone")
    try clone.ok("pull")
    try clone.ok("checkout")
  }

  private func exchange(_ repo: PromptRepo) throws {
    try repo.ok("mv", "a", "t")
    try repo.ok("mv", "b", "a")
    try repo.ok("mv", "t", "b")
  }

  private func settle(in fresh: String = "fresh", at location: SourceLocation = #_sourceLocation)
    throws
  {
    try clone.ok("push", at: location)
    #expect(try team.server.ledger() == clone.ledger(), sourceLocation: location)
    try dev.ok("pull", at: location)
    #expect(try dev.ledger() == clone.ledger(), sourceLocation: location)
    let fresh = try team.clone(fresh)
    try fresh.ok("pull", at: location)
    #expect(try fresh.ledger() == clone.ledger(), sourceLocation: location)
    try team.expectSound(clone, fresh, at: location)
  }

  @Test func afterOthersPushedToBoth() throws {
    try dev.commit("a", "two {{x}}\n")
    try dev.commit("b", "b two\n")
    try dev.ok("push")
    try exchange(clone)
    try clone.ok("pull")
    #expect(
      try clone.ok("push") == """
        pushed  a  renamed from b
        pushed  b  renamed from a
        origin: 2 pushed

        """)
    try settle()
    #expect(try team.texts(of: "a") == ["b two", "b"])
  }

  @Test func afterOthersPushedToOne() throws {
    try dev.commit("a", "two {{x}}\n")
    try dev.ok("push")
    try exchange(clone)
    let push = try clone.run("push")
    #expect(push.stderr.contains("nothing of 'b' was pushed, since 'origin' has more of it"))
    #expect(push.stdout.contains("to push           a  renamed from b\n"), "\(push)")
    #expect(
      try clone.ok("pull") == """
        to push  a  renamed from b
        pulled   b  v2, v2 is active
        origin: 1 pulled, 1 to push

        """)
    try settle()
  }

  @Test func whereOneWentOnOnBothSides() throws {
    try dev.commit("a", "two {{x}}\n")
    try dev.ok("push")
    try clone.commit("a", "other {{x}}\n")
    try exchange(clone)
    let said = try clone.refusal("pull", status: 2)
    #expect(said.contains("prompt 'b' went on both here and at 'origin'"), "\(said)")
    try clone.ok("pull", "--ours")
    try settle()
    #expect(try team.texts(of: "b").count == 3)
  }

  @Test func threeInACircle() throws {
    try dev.commit("c", "c\n")
    try dev.ok("push")
    try clone.ok("pull")
    for (old, new) in [("a", "t"), ("b", "a"), ("c", "b"), ("t", "c")] {
      try clone.ok("mv", old, new)
    }
    try settle()
    #expect(try team.texts(of: "c") == ["one {{x}}"])
  }

  /// The name that one had on its way is another prompt's at the beginning and at the end, and so are
  /// those that come to mind.
  @Test func noneOfTheirNamesIsFree() throws {
    for name in ["t", "b-1", "b-2", "b-3"] { try dev.commit(name, "\(name)\n") }
    try dev.ok("push")
    try clone.ok("pull")
    try clone.ok("checkout")
    try clone.workTree("add", "-A")
    try clone.workTree("commit", "-qm", "Prompts")
    for (old, new) in [("t", "u"), ("a", "t"), ("b", "a"), ("t", "b"), ("u", "t")] {
      try clone.workTree("mv", "prompts/\(old).prompt", "prompts/\(new).prompt")
      try clone.workTree("commit", "-qam", "\(old) is \(new)")
    }
    #expect(try clone.ok("commit", "-n").contains("renamed from"))
    try clone.ok("commit")
    try settle()
    #expect(try team.texts(of: "a") == ["b"])
    #expect(try team.texts(of: "t") == ["t"])
    let log = try clone.ok("audit", "b")
    #expect(log.contains("b renamed to b-4"), "\(log)")
    let before = try clone.json("list").map { [$0.text("name"), $0.text("id")] }
    try clone.ok("undo")
    #expect(try clone.ok("show", "a") == "one {{x}}")
    #expect(try clone.ok("show", "b") == "b")
    try settle(in: "undone")
    try clone.ok("undo")
    #expect(try clone.json("list").map { [$0.text("name"), $0.text("id")] } == before)
    try settle(in: "exchanged")
  }

  /// Between two pushes, no prompt is missing at the server, and nobody can take its name.
  @Test func theyDoNotLeaveWithoutComing() throws {
    try exchange(dev)
    let kinds = ["info", "versions", "active"]
    let said = try team.refused(
      ["refs/promptrepo/deleted/*:refs/promptrepo/deleted/*"]
        + ["a", "b"].flatMap { name in kinds.map { ":refs/prompts/\(name)/@\($0)" } })
    #expect(
      said.contains("prompt 'a': it leaves its name, and does not come as 'b' with the same push"),
      "\(said)")
    try dev.ok("push")
    #expect(try team.server.ledger() == dev.ledger())
  }

  /// Without the hook, what was left is no deletion.
  @Test func aRenameOnTheWayIsNoDeletion() throws {
    try team.server.ok("hook", "remove", "--server")
    try dev.ok("mv", "a", "c")
    try dev.workTree(
      "push", "-q", "origin", "refs/promptrepo/deleted/*:refs/promptrepo/deleted/*",
      ":refs/prompts/a/@info", ":refs/prompts/a/@versions", ":refs/prompts/a/@active")
    let fresh = try team.clone("fresh")
    #expect(
      try fresh.ok("pull") == """
        pulled  a  its rename to c
        pulled  b  v1, v1 is active
        origin: 2 pulled

        """)
    try dev.ok("push")
    try fresh.ok("pull")
    #expect(try fresh.ledger() == dev.ledger())
  }
}
