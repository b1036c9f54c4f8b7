import CanonicalJSON
import TestSupport
import Testing

/// What two clones did alike: the remote's steps stand for those of the clone that pulls.
@Suite struct EqualChangeTests {
  /// Two clones that share version 1 of the prompt `a` and the environment `prod`.
  private func pair() throws -> (Team, first: PromptRepo, second: PromptRepo) {
    let team = try Team()
    try team.first.commit("a", "one", "--first")
    try team.first.ok("env", "add", "prod")
    try team.first.ok("push")
    try team.first.gitCommit("Add a prompt")
    try team.first.workTree("push", "-q")
    let second = try team.clone("second")
    try second.ok("pull")
    return (team, team.first, second)
  }

  /// All get what the others have, and have the same then.
  private func settle(
    _ team: Team, _ second: PromptRepo, at location: SourceLocation = #_sourceLocation
  ) throws {
    try second.ok("push", at: location)
    try team.first.ok("pull", at: location)
    #expect(try team.first.ledger() == second.ledger(), sourceLocation: location)
    #expect(try team.server.ledger() == second.ledger(), sourceLocation: location)
    try team.expectSound(second, at: location)
  }

  /// The numbers of the versions that the ledger has, newest first.
  private func numbers(_ repo: PromptRepo) throws -> [Int] {
    try repo.json("log", "a").compactMap { $0.number("version") }
  }

  @Test func theRemotesVersionStandsForAnEqualOne() throws {
    let (team, first, second) = try pair()
    try first.commit("a", "two", "-m", "By the first")
    try first.ok("push")
    try second.commit("a", "two", "-m", "By the second")
    #expect(
      try second.ok("push").hasPrefix("to pull  a  v2 in place of the equal v2 here\n"))
    let change = try #require(try second.json("fetch").first)
    #expect(change.text("result") == "behind")
    #expect(
      change["pull"]?.object?["equal_versions"] == [["previous_number": 2, "number": 2]])
    #expect(
      try second.ok("pull") == """
        pulled  a  v2 in place of the equal v2 here
        origin: 1 pulled

        """)
    #expect(try second.ok("log", "a").contains("By the first"))
    #expect(try numbers(second) == [2, 1])
    #expect(try second.state(of: "a") == "unchanged")
    #expect(try second.ledger() == first.ledger())
    try second.commit("a", "three")
    #expect(try numbers(second) == [3, 2, 1])
    try settle(team, second)
  }

  @Test func whatWasDoneWithTheVersionIsKept() throws {
    let (team, first, second) = try pair()
    try first.commit("a", "two")
    try first.ok("push")
    try second.commit("a", "two")
    try second.ok("deploy", "a@2", "--env", "prod", "-m", "Launch")
    try second.ok("rollback", "a", "-m", "Too short")
    let change = try #require(try second.json("pull").first)
    #expect(change.text("result") == "pulled")
    #expect(try second.ok("show", "a") == "one")
    #expect(try second.ok("show", "a@prod") == "two")
    #expect(try second.ok("audit", "a").contains("Too short"))
    try settle(team, second)
    #expect(try first.ok("show", "a") == "one")
    #expect(try first.ok("show", "a@prod") == "two")
    // A rollback of what stands on the remote's moves finds its way.
    try first.ok("activate", "a@2")
    try first.ok("rollback", "a")
    #expect(try first.ok("show", "a") == "one")
  }

  @Test func aRollbackThereHolds() throws {
    let (team, first, second) = try pair()
    try first.commit("a", "two")
    try first.ok("rollback", "a", "-m", "Too short")
    try first.ok("push")
    try second.commit("a", "two")
    try second.ok("pull")
    #expect(try second.ok("show", "a") == "one")
    #expect(try numbers(second) == [2, 1])
    try settle(team, second)
  }

  @Test func laterVersionsFollowTheEqualOne() throws {
    let (team, first, second) = try pair()
    try first.commit("a", "two")
    try first.ok("push")
    try second.commit("a", "two")
    try second.commit("a", "three", "-m", "On top")
    #expect(
      try second.ok("push", "--dry-run").contains(
        "v2 in place of the equal v2 here from origin; v3, v3 is active from here"))
    try second.ok("pull")
    #expect(try numbers(second) == [3, 2, 1])
    #expect(try second.ok("show", "a") == "three")
    try settle(team, second)
    #expect(try first.ok("log", "a").contains("On top"))
  }

  @Test func theRemoteMayHaveMadeOthersBetween() throws {
    let (team, first, second) = try pair()
    try first.commit("a", "between")
    try first.commit("a", "two")
    try first.ok("push")
    try second.commit("a", "two")
    #expect(try second.ok("pull").hasPrefix("pulled  a  v3 in place of the equal v2 here\n"))
    #expect(try second.ok("show", "a") == "two")
    try settle(team, second)
  }

  @Test func whatOnlyThisSideMadeBetweenIsNotDropped() throws {
    let (_, first, second) = try pair()
    try first.commit("a", "two")
    try first.ok("push")
    try second.commit("a", "between")
    try second.commit("a", "two")
    let before = try second.ledger()
    try second.refusal("pull", status: 2)
    #expect(try second.ledger() == before)
  }

  @Test func anotherConfigurationIsAnotherVersion() throws {
    let (_, first, second) = try pair()
    try first.commit("a", "---\nmodel: x\n---\ntwo")
    try first.ok("push")
    try second.commit("a", "---\nmodel: y\n---\ntwo")
    try second.refusal("pull", status: 2)
  }

  @Test func movesThatDifferAreForPeople() throws {
    let (team, first, second) = try pair()
    try first.commit("a", "two")
    try first.commit("a", "three")
    try first.ok("rollback", "a", "-m", "Too long")
    try first.ok("push")
    try second.commit("a", "two")
    try second.ok("rollback", "a", "-m", "Too short")
    // v2 is live there, v1 here, and both were meant.
    try second.refusal("pull", status: 2)
    try second.ok("pull", "origin", "a", "--ours")
    #expect(try numbers(second) == [3, 2, 1])
    #expect(try second.ok("show", "a") == "one")
    try settle(team, second)
  }

  @Test func aJoinMakesNoEqualVersionTwice() throws {
    let (team, first, second) = try pair()
    try first.commit("a", "two\n2\n3\n4\n5\nsix")
    try first.commit("a", "theirs\n2\n3\n4\n5\nsix")
    try first.ok("push")
    try second.commit("a", "two\n2\n3\n4\n5\nsix")
    try second.commit("a", "two\n2\n3\n4\n5\nmine")
    #expect(try second.refusal("pull", status: 2).contains("v2, Test Author"))
    let join = try #require(
      try second.json("pull", "origin", "a", "--merge").first?["join"]?.object)
    #expect(join["equal_versions"] == [["previous_number": 2, "number": 2]])
    #expect(join["renumbered"] == [["previous_number": 3, "number": 4]])
    #expect(try second.ok("show", "a") == "theirs\n2\n3\n4\n5\nmine")
    #expect(try numbers(second) == [5, 4, 3, 2, 1])
    try settle(team, second)
  }

  @Test func equalMovesAndEditsAreNoConflict() throws {
    let (team, first, second) = try pair()
    for repo in [first, second] {
      try repo.ok("env", "add", "staging")
      try repo.ok("deploy", "a", "--env", "prod")
      try repo.ok("set", "a", "--description", "A reply")
      try repo.ok("archive", "a")
    }
    try first.ok("push")
    #expect(
      try second.ok("pull") == """
        pulled  environments  what both did alike
        pulled  a             what both did alike
        origin: 2 pulled

        """)
    #expect(try second.ledger() == first.ledger())
    try settle(team, second)
  }

  /// What is done with a version that the remote's stands for, pushed to a server with the hook.
  @Test(arguments: [
    [["rollback", "a"], ["pull"]],
    [["deploy", "a", "--env", "prod"], ["pull"]],
    [["activate", "a@1"], ["pull", "--merge"]],
    [["mv", "a", "b"], ["mv", "b", "a"], ["pull"]],
    [["mv", "a", "b"], ["mv", "b", "a"], ["pull", "--merge"]],
    [
      ["set", "a", "--title", "A title"], ["mv", "a", "b"], ["mv", "b", "a"], ["pull", "--ours"],
    ],
  ])
  func aServerWithTheHookTakesWhatWasDone(commands: [[String]]) throws {
    let (team, first, second) = try pair()
    try team.server.ok("hook", "install", "--server")
    try first.ok("deploy", "a", "--env", "prod")
    try first.ok("push")
    try second.ok("pull")
    try first.commit("a", "two")
    try first.ok("push")
    try second.commit("a", "two")
    for command in commands {
      let result = try second.run(command)
      #expect(result.status == 0, "\(command): \(result)")
    }
    try settle(team, second)
    let fresh = try team.clone("fresh")
    try fresh.ok("pull")
    #expect(try fresh.ledger() == second.ledger())
    try team.expectSound(fresh)
  }

  /// Equal versions, and pointers that went to different ones.
  @Test(arguments: ["--ours", "--theirs"])
  func aServerWithTheHookTakesAChoiceOfPointers(side: String) throws {
    let (team, first, second) = try pair()
    try team.server.ok("hook", "install", "--server")
    for repo in [first, second] {
      try repo.commit("a", "two")
      try repo.commit("a", "three")
    }
    try first.ok("deploy", "a@3", "--env", "prod")
    try first.ok("push")
    try second.ok("deploy", "a@2", "--env", "prod")
    try second.refusal("pull", status: 2)
    try second.ok("pull", side)
    #expect(try second.ok("show", "a@prod") == (side == "--ours" ? "two" : "three"))
    try settle(team, second)
    let fresh = try team.clone("fresh")
    try fresh.ok("pull")
    #expect(try fresh.ledger() == second.ledger())
    try team.expectSound(fresh)
  }

  @Test func whatOneSideChangedAndPutBackIsNoEqualChange() throws {
    let (team, first, second) = try pair()
    try first.ok("env", "add", "staging")
    try first.ok("env", "remove", "staging")
    try first.ok("mv", "a", "b")
    try first.ok("mv", "b", "a")
    for (command, repo) in [("push", first), ("pull", second)] {
      #expect(
        try repo.ok(command) == """
          \(command)ed  environments  changed and put back
          \(command)ed  a             renamed and put back
          origin: 2 \(command)ed

          """)
    }
    try settle(team, second)
    // Who gives a prompt the same name has the same, without a step back.
    for repo in [first, second] { try repo.ok("mv", "a", "c") }
    try first.ok("push")
    #expect(try second.ok("pull").hasPrefix("pulled  c  what both did alike\n"))
    try settle(team, second)
  }

  @Test func aConflictShowsNothingThatBothDidAlike() throws {
    let (_, first, second) = try pair()
    for repo in [first, second] {
      try repo.commit("a", "two")
      try repo.commit("a", "three")
      try repo.ok("set", "a", "--title", "A")
    }
    try first.ok("deploy", "a@2", "--env", "prod")
    try first.ok("push")
    try second.ok("deploy", "a@3", "--env", "prod")
    let message = try second.refusal("pull", status: 2)
      .replacing(#/\(Test Author, [^)]*\)/#, with: "(WHO)")
    #expect(
      message == """
        Error: prompt 'a' went on both here and at 'origin'.
          here: v3 is live in prod (WHO)
          there: v2 is live in prod (WHO)
          `promptrepo pull origin a --merge` merges both
          `promptrepo pull origin a --ours` puts what is here on top
          `promptrepo pull origin a --theirs` puts what is there on top

        """)
    // An edit of the record after an equal one is compared with that.
    try second.ok("set", "a", "--description", "Mine")
    try first.ok("set", "a", "--description", "Theirs")
    try first.ok("push")
    let both = try second.refusal("pull", status: 2)
    #expect(both.contains("\n  here: description edited ("), "\(both)")
    #expect(both.contains("\n  there: description edited ("), "\(both)")
  }

  @Test func aReleaseShowsTheNumbersOfNow() throws {
    let (_, first, second) = try pair()
    try first.commit("a", "between")
    try first.commit("a", "two")
    try first.ok("push")
    try second.commit("a", "two")
    try second.ok("release", "create", "r1")
    #expect(try second.ok("release", "show", "r1").contains("a  v2  "))
    try second.ok("pull")
    #expect(try second.ok("release", "show", "r1").contains("a  v3  "))
    for object in try second.json("release", "show", "r1") + second.json("release", "list") {
      #expect(object["members"]?.array?.first?.object?.number("version") == 3)
    }
    // Under another name it is the same prompt; of one that is gone the release keeps what it says.
    try second.ok("mv", "a", "b")
    #expect(try second.ok("release", "show", "r1").contains("a  v3  "))
    try second.ok("delete", "b", "--yes")
    #expect(try second.ok("release", "show", "r1").contains("a  v2  "))
  }

  @Test func ciSaysWhatItTookInThePlaceOfWhatIsHere() throws {
    let (team, first, second) = try pair()
    try second.workTree("pull", "-q")
    try first.commit("a", "two")
    try first.ok("push")
    try second.commit("a", "two")
    try second.gitCommit("Two")
    try second.workTree("push", "-q")
    let result = try second.run("ci")
    #expect(result.status == 0)
    #expect(
      result.stderr.contains(
        "Warning: 'a' was pulled from 'origin': v2 in place of the equal v2 here"),
      "\(result.stderr)")
    #expect(try !second.run("ci").stderr.contains("in place of"))
    #expect(try team.server.ledger() == second.ledger())
  }

  @Test func aServerKeepsWhatItHas() throws {
    let (team, first, second) = try pair()
    try team.server.ok("hook", "install", "--server")
    try first.commit("a", "two")
    try first.ok("push")
    try second.commit("a", "two")
    let before = try team.server.ledger()
    let push = try TestSupport.run(
      "git", ["push", "--force", "origin", "refs/prompts/*:refs/prompts/*"], cwd: second.path,
      env: second.environment)
    #expect(push.status != 0)
    #expect(push.stderr.contains("does not go on from what is here"), "\(push.stderr)")
    #expect(try team.server.ledger() == before)
  }
}
