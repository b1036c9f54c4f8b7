import CanonicalJSON
import TestSupport
import Testing

/// What the program says about what is at a remote.
@Suite struct RemoteMessageTests {
  @Test func pushUsesTheWordsOfTheCommands() throws {
    let (_, first, second) = try Team.withTwoPrompts()
    try first.ok("env", "add", "prod")
    try first.ok("deploy", "a", "--env", "prod")
    try first.ok("set", "a", "--title", "A", "--description", "The first")
    try first.ok("archive", "b")
    let lines = """
      a             v1 is live in prod, title and description edited
      b             archived
      """.split(separator: "\n")
    let push = try first.ok("push")
    for line in lines { #expect(push.contains("pushed  \(line)\n"), "\(push)") }
    let pull = try second.ok("pull")
    for line in lines { #expect(pull.contains("pulled  \(line)\n"), "\(pull)") }
    try second.ok("unarchive", "b")
    #expect(try second.ok("push").contains("pushed  b  in use again\n"))
  }

  @Test func whatWaitsForAPullIsNoSuccess() throws {
    let (_, first, second) = try Team.withTwoPrompts()
    try first.commit("a", "two")
    try first.ok("push")
    try second.ok("set", "a", "--title", "A")
    try second.commit("b", "more")
    let result = try second.run("push")
    #expect(result.status == 1)
    #expect(result.stdout.contains("v2, v2 is active from origin; title edited from here"))
    #expect(result.stdout.contains("pushed            b  v2, v2 is active"))
    #expect(
      result.stderr == """
        Error: nothing of 'a' was pushed, since 'origin' has more of it.
          `promptrepo pull origin` brings it, without a conflict; then push again.

        """)
    try second.ok("pull", "origin")
    try second.ok("push")
    try first.ok("pull")
    #expect(try first.ledger() == second.ledger())
  }

  @Test func aConflictNamesEachThingOnce() throws {
    let (_, first, second) = try Team.withTwoPrompts()
    try first.commit("a", "theirs", "-m", "By the first")
    try first.ok("set", "a", "--title", "Theirs")
    try first.ok("push")
    try second.commit("a", "mine", "-m", "By the second")
    try second.ok("set", "a", "--title", "Mine")
    let message = try second.refusal("pull", status: 2)
    let date = #/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}/#
    #expect(
      message.replacing(date, with: "DATE") == """
        Error: prompt 'a' went on both here and at 'origin'.
          common: v1, Test Author, DATE
          here: v2, Test Author, DATE, By the second
          there: v2, Test Author, DATE, By the first
          here: title edited (Test Author, DATE)
          there: title edited (Test Author, DATE)
        --- here/v2
        +++ there/v2
        @@ -1 +1 @@
        -mine
        +theirs
          `promptrepo pull origin a --merge` merges both
          `promptrepo pull origin a --ours` puts what is here on top
          `promptrepo pull origin a --theirs` puts what is there on top

        """)
    let error = try #require(try second.conflictJSON()["error"]?.object)
    for flag in ["--merge", "--ours", "--theirs"] { #expect(error.text("hint").contains(flag)) }
  }

  @Test func aRollbackAndADeploymentInConflictAreShown() throws {
    let (_, first, second) = try Team.withTwoPrompts()
    for repo in [first, second] { try repo.commit("a", "two") }
    try first.commit("a", "three")
    try first.ok("push")
    try second.ok("rollback", "a", "-m", "Too short")
    let message = try second.refusal("pull", status: 2)
    #expect(message.contains("\n  here: v1 is active (Test Author, "), "\(message)")
    #expect(message.contains("\n  there: v3 is active (Test Author, "), "\(message)")
  }

  // A remote that was changed by force.

  /// Takes the last version of `a` from the server, without a word in its ledger.
  private func rewind(_ team: Team) throws {
    for kind in ["@versions", "@active"] {
      let name = "refs/prompts/a/\(kind)"
      try team.first.workTree("--git-dir=../server.git", "update-ref", name, "\(name)~1")
    }
  }

  /// A fetch warns of what the remote lost of `a`, and a push puts it back.
  private func expectThatLossIsTold(
    _ team: Team, _ first: PromptRepo, _ second: PromptRepo, _ lost: String,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let fetch = try second.run("fetch")
    #expect(fetch.stdout.hasPrefix("to push  a  \(lost)\n"), sourceLocation: location)
    #expect(
      fetch.stderr == """
        Warning: 'origin' no longer has all of 'a' that it had at the last fetch; a push puts it \
        back there

        """, sourceLocation: location)
    let push = try first.run("push")
    #expect(push.stderr.contains("a push puts it back there"), sourceLocation: location)
    #expect(try team.server.ledger() == second.ledger(), sourceLocation: location)
  }

  @Test func aRemoteThatLostSomethingIsTold() throws {
    let (team, first, second) = try Team.withTwoPrompts()
    try first.commit("a", "two")
    try first.ok("push")
    try second.ok("pull")
    try rewind(team)
    try expectThatLossIsTold(team, first, second, "v2, v2 is active")
  }

  @Test func aRemoteThatLostAWholePromptIsTold() throws {
    let (team, first, second) = try Team.withTwoPrompts()
    try first.commit("a", "two")
    try first.ok("push")
    try second.ok("pull")
    for kind in ["@versions", "@active", "@info"] {
      try team.server.workTree("update-ref", "-d", "refs/prompts/a/\(kind)")
    }
    try expectThatLossIsTold(team, first, second, "v1 to v2, v2 is active")
    // What was never there is not missed.
    try second.commit("c", "new", "--first")
    #expect(try second.run("push").stderr == "")
  }

  @Test func aHistoryThatWasRewrittenIsTold() throws {
    let (team, first, second) = try Team.withTwoPrompts()
    try first.commit("a", "two")
    try first.ok("push")
    try second.ok("pull")
    try rewind(team)
    let third = try team.clone("third")
    try third.ok("pull")
    // The same text again is another history all the same.
    try third.commit("a", "two")
    try third.ok("push")
    let before = try second.ledger()
    let message = try second.refusal("pull", status: 2)
    #expect(
      message.hasPrefix(
        "Error: prompt 'a' was rewritten at 'origin': what was there at the last fetch is gone, "
          + "and something else is in its place.\n"), "\(message)")
    #expect(try second.ledger() == before)
  }

  @Test func whatIsNoVersionIsToldWithItsPlace() throws {
    let (team, first, second) = try Team.withTwoPrompts()
    let tree = try first.workTree("rev-parse", "refs/prompts/a/@versions^{tree}")
    let commit = try first.workTree("--git-dir=../server.git", "commit-tree", "-m", "x", tree)
    try first.workTree(
      "--git-dir=../server.git", "update-ref", "refs/prompts/a/@versions", commit)
    #expect(try team.server.ledger().contains(commit))
    #expect(
      try second.refusal("pull") == """
        Error: prompt 'a': at 'origin', commit \(commit) is not a version: its trailers are missing.
          Somebody wrote to the ledger without promptrepo; restore the reference there; what is \
        here is as it was.

        """)
  }

  // A remote that is not reached.

  @Test func aRemoteThatIsNotReachedIsToldWithAWayToTryIt() throws {
    let (_, _, second) = try Team.withTwoPrompts()
    try second.workTree("remote", "set-url", "origin", "/nowhere/at-all.git")
    for command in ["fetch", "pull", "push"] {
      let message = try second.refusal(command)
      #expect(message.contains("'/nowhere/at-all.git' does not appear to be a git repository"))
      #expect(
        message.hasSuffix(
          """
          Error: git could not fetch the prompts of 'origin' (exit code 128).
            Git says why; nothing was changed. `git remote get-url origin` shows the address, \
          `git ls-remote origin` tries it.

          """), "\(message)")
    }
    let clone = try second.beside("empty")
    try second.workTree("init", "-q", "../empty")
    try second.workTree("-C", "../empty", "remote", "add", "origin", "../server.git")
    // A typing error is told with what there is, and not with the same command again.
    #expect(
      try clone.refusal("pull", "orign") == """
        Error: there is no remote 'orign'; there is origin.
          Did you mean 'origin'? `git remote add orign URL` adds one.

        """)
  }
}

extension PromptRepo {
  /// What programs read of the only conflict of a pull.
  fileprivate func conflictJSON() throws -> JSONObject {
    let result = try run("pull", "--json")
    #expect(result.status == 2)
    return try #require(try JSONValue(parsing: Array(result.stdout.utf8)).object)
  }
}
