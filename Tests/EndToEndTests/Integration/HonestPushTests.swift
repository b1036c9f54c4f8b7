import Foundation
import TestSupport
import Testing

/// Pushes of all that people do to a server with the hook, which takes them.
@Suite struct HonestPushTests {
  let team: Team
  var dev: PromptRepo { team.first }

  init() throws { team = try .withHook() }

  private func expectTaken(at location: SourceLocation = #_sourceLocation) throws {
    try dev.ok("push", at: location)
    #expect(try team.server.ledger() == dev.ledger(), sourceLocation: location)
  }

  @Test func archivesUndoneStepsImportsAndAdoptions() throws {
    try dev.ok("archive", "b")
    try expectTaken()
    try dev.ok("unarchive", "b")
    try dev.ok("undo", "b")
    try dev.ok("undo", "b")
    try dev.commit("a", "two {{x}}\n")
    try dev.ok("undo", "a")
    try dev.ok("activate", "a@2")
    try expectTaken()
    // Old dates, and history that was made elsewhere.
    let other = try PromptRepo()
    let old = other.with(["PROMPTREPO_DATE": "2001-02-03T04:05:06Z"])
    try old.commit("old", "old one\n")
    try old.commit("old", "old two\n")
    try old.ok("rollback", "old")
    try other.ok("mv", "old", "older")
    try other.ok("export", "--output", "\(dev.directory.path)/rows.jsonl")
    try dev.ok("import", "\(dev.directory.path)/rows.jsonl")
    try expectTaken()
    for text in ["first\n", "second\n"] {
      try dev.write("lib/kept.md", text)
      try dev.gitCommit("Say \(text.dropLast())")
    }
    try dev.ok("adopt", "lib")
    try expectTaken()
    try dev.ok("tour", "../tour")
    try dev.ok("export", "-C", "../tour", "--output", "\(dev.directory.path)/tour.jsonl")
    try dev.ok("import", "\(dev.directory.path)/tour.jsonl")
    try expectTaken()
    try team.expectSound()
  }

  @Test func joinsOfAllChains() throws {
    let clone = try team.clone("clone")
    try clone.ok("pull")
    try clone.commit("a", "theirs {{x}}\n")
    try clone.ok("set", "a", "--title", "Theirs")
    try clone.ok("env", "add", "staging")
    try clone.ok("release", "create", "r1", "b")
    try clone.ok("push")
    for text in ["ours {{x}}\n", "ours, again {{x}}\n"] { try dev.commit("a", text) }
    try dev.ok("set", "a", "--description", "Ours")
    try dev.ok("env", "add", "production")
    try dev.ok("release", "create", "r2", "b")
    try dev.ok("mv", "b", "c")
    try dev.ok("deploy", "c", "--env", "production")
    #expect(try dev.run("push").status == 2)
    try dev.ok("pull", "--ours")
    try expectTaken()
    #expect(
      try dev.workTree("rev-list", "--count", "--min-parents=2", "refs/prompts/a/@versions") == "1")
    // Joined twice before it is pushed.
    try clone.ok("pull")
    try clone.ok("checkout", "a")
    try clone.commit("a", "theirs, later {{x}}\n")
    try dev.commit("a", "ours, later {{x}}\n")
    try clone.ok("push")
    try dev.ok("pull", "--ours")
    try clone.commit("a", "theirs, latest {{x}}\n")
    try clone.ok("push")
    try dev.ok("pull", "--ours")
    try expectTaken()
    try clone.ok("pull")
    try team.expectSound(clone)
  }

  /// A prompt that was deleted or renamed before it was ever pushed.
  @Test func promptsThatTheServerNeverHad() throws {
    try dev.commit("c", "c\n")
    try dev.ok("delete", "c", "--yes")
    try expectTaken()
    try dev.commit("d", "d\n")
    try dev.ok("mv", "d", "e")
    try dev.commit("e", "e\n")
    try dev.ok("mv", "e", "f")
    try expectTaken()
    try dev.commit("g", "g\n")
    try dev.ok("mv", "g", "h")
    try dev.ok("delete", "h", "--yes")
    try dev.commit("h", "another\n")
    try expectTaken()
    try team.expectSound()
  }

  /// A ledger that an earlier version of the program wrote, with plain git.
  @Test func theExampleOfEarlierVersions() throws {
    let example = "\(RealPrompts.projectRoot)/.promptrepo-example"
    let server = try dev.beside("other.git")
    try dev.workTree("init", "-q", "--bare", "../other.git")
    try server.ok("hook", "install", "--server")
    let result = try TestSupport.run(
      "git",
      ["--git-dir=\(example)", "push", "-q", server.path, "refs/prompts/*:refs/prompts/*"]
        + ["refs/promptrepo/ledger/*:refs/promptrepo/ledger/*"], cwd: dev.path,
      env: dev.environment)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(try server.json("list").count == 5)
    try server.expectCleanRepository()
  }

  @Test func aLedgerThatWasConverted() throws {
    try dev.ok("tour", "../toured")
    let toured = try dev.beside("toured")
    try toured.workTree("init", "-q")
    try toured.workTree("config", "user.name", "A user")
    try toured.workTree("config", "user.email", "user@example.com")
    try toured.ok("convert", "--to", "git")
    try toured.workTree("init", "-q", "--bare", "../other.git")
    let server = try dev.beside("other.git")
    try server.ok("hook", "install", "--server")
    try toured.workTree("remote", "add", "origin", "../other.git")
    try toured.ok("push")
    #expect(try server.ledger() == toured.ledger())
    try server.expectCleanRepository()
  }

  /// An environment comes along with the first prompt that is live in it.
  @Test func onePromptOfANewEnvironment() throws {
    try dev.ok("env", "add", "staging")
    try dev.ok("deploy", "a", "--env", "staging")
    try dev.commit("b", "b two\n")
    try dev.ok("push", "origin", "a")
    #expect(try team.server.json("env", "list").map { $0.text("name") } == ["staging"])
    #expect(try team.texts(of: "b") == ["b"])
    try expectTaken()
  }

  /// Whoever has control characters in a name cannot push them, nor be kept from pushing by them.
  @Test func authorsWithControlCharacters() throws {
    let author = dev.with(["PROMPTREPO_AUTHOR_NAME": "Te\u{1B}[31mst\u{9B}\tAuthor"])
    try author.commit("a", "two {{x}}\n")
    try expectTaken()
    #expect(try team.step("a/@versions", "%an") == "Te[31mst\tAuthor")
  }

  // Rules of environments.

  /// Somebody deployed before the rule came to their clone: the server has it, and holds to it.
  @Test func whatAnEnvironmentRequiresIsRequiredOfPushes() throws {
    try dev.ok("env", "add", "staging")
    try dev.ok("env", "add", "production")
    try dev.ok("push")
    let clone = try team.clone("clone")
    try clone.ok("pull")
    try dev.ok("env", "set", "production", "--requires", "staging")
    try dev.ok("push")
    try clone.ok("deploy", "a", "--env", "production")
    let result = try clone.run("push")
    #expect(result.status == 1, "\(result)")
    #expect(
      result.stderr.contains(
        "remote:   prompt 'a': version 1 goes live in 'production', which takes what was live in "
          + "'staging', and there it never was"), "\(result.stderr)")
    #expect(try team.server.ledger().contains("@env/") == false)
    // What the hook says helps.
    let advice = try #require(
      result.stderr.firstMatch(of: /`promptrepo (deploy a@v1 --env staging)`/))
    try clone.ok("pull")
    let words = advice.output.1.split(separator: " ").map(String.init)
    #expect(try clone.run(words).status == 0)
    try clone.ok("push")
    #expect(try team.server.ledger() == clone.ledger())
    // A rollback is always allowed, and so is what was live before the rule.
    try dev.ok("pull")
    try dev.commit("a", "two {{x}}\n")
    try dev.ok("deploy", "a", "--env", "staging")
    try dev.ok("promote", "a", "--from", "staging", "--to", "production")
    try dev.ok("rollback", "a", "--env", "production")
    try expectTaken()
    try team.expectSound(clone)
  }

  @Test func whatWentLiveBeforeTheRuleIsHistory() throws {
    try dev.ok("env", "add", "staging")
    try dev.ok("env", "add", "production")
    try dev.ok("deploy", "a", "--env", "production")
    try dev.commit("a", "two {{x}}\n")
    try dev.ok("deploy", "a", "--env", "production")
    try dev.ok("env", "set", "production", "--requires", "staging")
    try dev.ok("rollback", "a", "--env", "production")
    try expectTaken()
  }

  /// Whoever pushes a prompt that is live by new rules pushes these too.
  @Test func onePromptThatIsLiveByNewRules() throws {
    try dev.ok("env", "add", "staging")
    try dev.ok("env", "add", "production", "--requires", "staging")
    try dev.ok("push")
    try dev.ok("env", "set", "production", "--no-rules")
    try dev.ok("deploy", "a", "--env", "production")
    try dev.ok("push", "origin", "a")
    #expect(try team.server.ledger() == dev.ledger())
  }

  /// A merge puts nothing where the rule of an environment is against it.
  @Test func mergedVersionsKeepToRules() throws {
    try dev.ok("env", "add", "staging")
    try dev.ok("env", "add", "production", "--requires", "staging")
    try dev.commit("a", "1\n2\n3\n4\n5\n6\n")
    try dev.ok("push")
    let clone = try team.clone("clone")
    for command in ["pull", "checkout"] { try clone.ok(command) }
    for (repo, text) in [(clone, "b\n2\n3\n4\n5\n6\n"), (dev, "1\n2\n3\n4\n5\na\n")] {
      try repo.commit("a", text)
      try repo.ok("deploy", "a", "--env", "staging")
      try repo.ok("deploy", "a", "--env", "production")
      try repo.ok("deploy", "a@1", "--env", "staging")
    }
    try clone.ok("push")
    let ledger = try dev.ledger()
    let said = try dev.refusal("pull", "--merge", status: 2)
    #expect(
      said.contains(
        "@env/production would be at the merged version, and takes only what was live in 'staging'")
    )
    #expect(try dev.ledger() == ledger)
    try dev.ok("pull", "--ours")
    try expectTaken()
    try team.expectSound(clone)
  }

  // Wrong clocks.

  /// Where the server has a step of the future, those that follow can be no earlier.
  @Test func whatFollowsAStepOfTheFuture() throws {
    try team.server.ok("hook", "remove", "--server")
    let late = dev.with(["PROMPTREPO_DATE": "2040-01-01T00:00:00Z"])
    try late.commit("a", "late {{x}}\n")
    try dev.ok("push")
    try team.server.ok("hook", "install", "--server")
    let clone = try team.clone("clone")
    for command in ["pull", "checkout"] { try clone.ok(command) }
    try clone.commit("a", "theirs {{x}}\n")
    try clone.ok("push")
    try dev.commit("a", "ours {{x}}\n")
    try dev.ok("pull", "--theirs")
    try expectTaken()
    try team.expectSound(clone)
  }

  /// The hook names a line that lets in what a wrong clock dated; after that, none is needed.
  @Test func aWrongClock() throws {
    let late = dev.with(["PROMPTREPO_DATE": "2040-01-01T00:00:00Z"])
    try late.ok("env", "add", "late")
    try late.ok("set", "a", "--title", "Late")
    let result = try dev.run("push")
    #expect(result.status == 1, "\(result)")
    let advice = try #require(
      result.stderr.firstMatch(of: /promptrepo (config set allowFutureSteps true); then push again/)
    )
    let words = advice.output.1.split(separator: " ").map(String.init)
    #expect(try team.server.run(words).status == 0)
    try expectTaken()
    try team.server.ok("config", "unset", "allowFutureSteps")
    try dev.ok("env", "add", "later")
    try dev.ok("set", "a", "--title", "Later")
    try expectTaken()
    // Elsewhere the clock has to be right.
    try late.ok("set", "b", "--title", "Late")
    #expect(try dev.run("push").status == 1)
  }
}
