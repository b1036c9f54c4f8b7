import CanonicalJSON
import TestSupport
import Testing

/// What goes on from a version that was rolled back waits until somebody makes it live.
@Suite struct WithdrawnVersionTests {
  /// A ledger in a folder, and one in a git work tree.
  enum Home: CaseIterable { case folder, workTree }

  /// A prompt `p` with the versions "one" and "two", of which the second is live.
  private func repo(_ home: Home) throws -> PromptRepo {
    let repo = home == .folder ? try PromptRepo() : try PromptRepo.inWorkTree()
    for text in ["one\n", "two\n"] { try cut(repo, text) }
    return repo
  }

  /// Writes the file, commits it where there is git, and cuts the version.
  private func cut(_ repo: PromptRepo, _ text: String) throws {
    try edit(repo, text)
    try repo.ok("commit", "-m", text)
  }

  private func edit(_ repo: PromptRepo, _ text: String) throws {
    try repo.write("prompts/p.prompt", text)
    if repo.exists(".git") { try repo.gitCommit(text) }
  }

  private func active(_ repo: PromptRepo, _ name: String = "p") throws -> Int {
    try #require(try repo.json("list", name).first).number("active_version")
  }

  @Test(arguments: Home.allCases) func theNextEditDoesNotUndoARollback(home: Home) throws {
    let repo = try repo(home)
    let rolled = try repo.ok("rollback", "p", "-m", "Customers were confused")
    #expect(rolled.contains("p: v1 is active (was v2)"))
    #expect(rolled.contains("still has v2; `promptrepo checkout p@v1` writes v1"))
    let status = try repo.ok("status")
    #expect(status.contains("withdrawn") && status.contains("Customers were confused"))
    #expect(try repo.run("status", "--exit-code").status == 0)
    #expect(try repo.ok("diff", "p").contains("goes on from v2, which was withdrawn"))

    for number in 3...4 {
      try edit(repo, "two, edit \(number)\n")
      let changed = try repo.ok("status")
      #expect(changed.contains("makes v\(number), but not live"), "\(changed)")
      let shown = try #require(try repo.json("status", "p").first)
      #expect(shown.text("state") == "changed")
      #expect(shown["held_back"]?.object?.text("reason") == "Customers were confused")
      let diff = try #require(try repo.json("diff", "p").first)
      #expect(diff["held_back"]?.object?.number("live_version") == 1)
      let said = try repo.ok("commit")
      #expect(said.contains("v\(number) sha256:") && said.contains("is not active"), "\(said)")
      #expect(said.contains("Customers were confused"))
      #expect(said.contains("`promptrepo activate p@v\(number)` makes v\(number) live"))
      #expect(try repo.ok("show", "p") == "one")
      #expect(try active(repo) == 1)
    }
    #expect(try repo.ok("list").contains("v1 (held back)"))
    #expect(try repo.ok("matrix").contains("v1 (held back)"))
    let row = try #require(try repo.json("matrix").first?["active"]?.object)
    #expect(row["held_back"]?.object?["withdrawn_versions"] == [2])

    try repo.ok("activate", "p@v4")
    #expect(try !repo.ok("list").contains("held back"))
    #expect(try repo.json("status", "p").first?["held_back"] == nil)
    try cut(repo, "two, mended\n")
    #expect(try active(repo) == 5)
    try sound(repo, home)
  }

  private func sound(_ repo: PromptRepo, _ home: Home) throws {
    switch home {
    case .folder: try repo.expectCleanFsck()
    case .workTree: try repo.expectCleanRepository()
    }
  }

  @Test(arguments: Home.allCases) func commitSaysItToPrograms(home: Home) throws {
    let repo = try repo(home)
    try repo.ok("rollback", "p")
    try edit(repo, "two, edited\n")
    try repo.write("prompts/q.prompt", "new\n")
    let results = try repo.json("commit")
    #expect(results.map { $0.text("name") } == ["p", "q"])
    #expect(results.map { $0["active"] } == [false, true])
    let held = try #require(results[0]["held_back"]?.object)
    #expect(held.number("live_version") == 1 && held["withdrawn_versions"] == [2])
    #expect(held["reason"] == .null && held.text("next") == "promptrepo activate p@v3")
    let rollback = try #require(held["rollbacks"]?.array?.first?.object)
    #expect(rollback.number("version") == 1 && rollback.number("previous_version") == 2)
    #expect(results[1]["held_back"] == nil)
    // One that was held back does not keep the others from being undone.
    try repo.write("prompts/q.prompt", "newer\n")
    try edit(repo, "two, edited more\n")
    try repo.ok("commit")
    try repo.ok("undo")
    #expect(try active(repo, "q") == 1)
    #expect(try active(repo) == 1)
  }

  @Test(arguments: Home.allCases) func anActivationCanBeAskedFor(home: Home) throws {
    let repo = try repo(home)
    try repo.ok("rollback", "p", "-m", "slow")
    try edit(repo, "two, edited\n")
    #expect(try repo.run("commit", "--activate", "--no-activate").status == 64)
    let result = try #require(try repo.json("commit", "--activate").first)
    #expect(result["active"] == true && result["held_back"] == nil)
    #expect(result["overruled"]?.object?.text("reason") == "slow")
    #expect(try active(repo) == 3)
    try sound(repo, home)
  }

  @Test(arguments: Home.allCases) func rollbackWritesTheFileIfAsked(home: Home) throws {
    let repo = try repo(home)
    // Edits are not written over, and then nothing moves.
    try repo.write("prompts/p.prompt", "two, edited\n")
    try repo.refusal("rollback", "p", "--checkout", status: 2)
    #expect(try active(repo) == 2)
    try repo.write("prompts/p.prompt", "two\n")
    let said = try repo.ok("rollback", "p", "--checkout", "-m", "slow")
    #expect(said.contains("p: v1 is active (was v2)\n  Wrote prompts/p.prompt (v1)\n"))
    #expect(try repo.read("prompts/p.prompt") == "one\n")
    #expect(try repo.state(of: "p") == "unchanged")
    #expect(try repo.json("status", "p").first?["held_back"] == nil)
    try repo.ok("checkout")
    #expect(try repo.read("prompts/p.prompt") == "one\n")
    try repo.write("prompts/p.prompt", "one, edited\n")
    #expect(try repo.state(of: "p") == "changed")
    let result = try #require(try repo.json("commit").first)
    #expect(result["active"] == true && result.number("version") == 3)
    #expect(try repo.ok("show", "p") == "one, edited")
    try sound(repo, home)
  }

  @Test func rollbackSaysToProgramsWhatTheFileHas() throws {
    let repo = try repo(.folder)
    let move = try #require(try repo.json("rollback", "p").first)
    #expect(move["file"] == ["path": "prompts/p.prompt", "written": false, "withdrawn": true])
    try repo.ok("activate", "p@v2")
    let other = try #require(try repo.json("rollback", "p", "--checkout").first)
    #expect(other["file"] == ["path": "prompts/p.prompt", "written": true, "withdrawn": false])
    #expect(try repo.run("rollback", "p", "--checkout", "--env", "e").status == 64)
    // Without a file there is nothing to say of it, and one can be had.
    try repo.remove("prompts/p.prompt")
    try repo.ok("activate", "p@v2")
    #expect(try repo.json("rollback", "p").first?["file"] == nil)
    try repo.ok("activate", "p@v2")
    try repo.ok("rollback", "p", "--checkout")
    #expect(try repo.read("prompts/p.prompt") == "one\n")
  }

  @Test func editSaysIt() throws {
    let repo = try repo(.folder).with(["EDITOR": "sed -i s/two/three/"])
    try repo.ok("rollback", "p", "-m", "slow")
    let said = try repo.ok("edit", "p")
    #expect(said.contains("makes v3, but not live") && said.contains("(slow)"), "\(said)")
  }

  @Test func aCheckoutOfTheWithdrawnTextSaysIt() throws {
    let repo = try repo(.folder)
    try repo.ok("rollback", "p", "-m", "slow")
    #expect(try repo.ok("checkout", "p") == "Wrote prompts/p.prompt (v1)\n")
    #expect(try repo.ok("checkout", "p@latest").contains("v2 was withdrawn (slow); v1 is live"))
  }

  @Test func aFileOfAnOlderVersionComesToTheLiveOne() throws {
    let repo = try repo(.folder)
    try cut(repo, "three\n")
    try repo.ok("checkout", "p@v1")
    try repo.ok("rollback", "p")
    #expect(try repo.ok("status").contains("updates it to v2"))
    try repo.ok("checkout")
    #expect(try repo.read("prompts/p.prompt") == "two\n")
    // So does a file that is not there.
    try repo.remove("prompts/p.prompt")
    try repo.ok("checkout", "p")
    try repo.write("prompts/p.prompt", "two, edited\n")
    #expect(try repo.json("commit").first?["active"] == true)
  }

  @Test func aFreshFolderTakesNoFileForAnother() throws {
    let repo = try repo(.workTree)
    try repo.ok("rollback", "p")
    try repo.remove(".git/promptrepo/index")
    try repo.ok("checkout")
    #expect(try repo.read("prompts/p.prompt") == "two\n")
    #expect(try repo.json("status", "p").first?["held_back"] != nil)
  }

  @Test func aRevertOfTheWithdrawnTextIsLiveAndEndsIt() throws {
    let repo = try repo(.workTree)
    try repo.ok("rollback", "p", "-m", "slow")
    try repo.workTree("revert", "--no-edit", "HEAD")
    #expect(try repo.read("prompts/p.prompt") == "one\n")
    let result = try #require(try repo.json("commit").first)
    #expect(result.number("version") == 3 && result["active"] == true)
    try cut(repo, "one, edited\n")
    #expect(try active(repo) == 4)
    try repo.expectCleanRepository()
  }

  @Test func anEditAfterARevertGoesOnFromWhatIsLive() throws {
    let repo = try repo(.workTree)
    try repo.ok("rollback", "p", "-m", "slow")
    // Both come with one push, and the clone that cuts the version knows git alone.
    try repo.workTree("revert", "--no-edit", "HEAD")
    try edit(repo, "one, edited\n")
    try repo.remove(".git/promptrepo/index")
    #expect(try repo.json("status", "p").first?["held_back"] == nil)
    let result = try #require(try repo.json("commit").first)
    #expect(result["active"] == true && result["held_back"] == nil)

    // A revert of the revert is the withdrawn text again.
    try repo.ok("rollback", "p")
    try edit(repo, "one\n")
    try edit(repo, "one, edited\n")
    try edit(repo, "one, edited, and more\n")
    #expect(try repo.json("commit").first?["active"] == false)
    #expect(try active(repo) == 1)
  }

  @Test func aRollbackThatWasPulledCounts() throws {
    let team = try Team()
    let first = team.first
    for text in ["one\n", "two\n"] {
      try first.write("prompts/p.prompt", text)
      try first.gitCommit(text)
      try first.ok("commit", "--first")
    }
    try first.workTree("push", "-q")
    try first.ok("push")
    let second = try team.clone("second")
    try second.ok("pull")
    try second.ok("rollback", "p", "-m", "From another clone")
    try second.ok("push")
    // The pull request that was under way.
    try first.write("prompts/p.prompt", "two, edited\n")
    try first.gitCommit("Edit")
    try first.ok("pull")
    #expect(try first.ok("commit").contains("From another clone"))
    #expect(try first.ok("show", "p") == "one")
    try first.workTree("push", "-q")
    try first.ok("push")
    // A fresh clone goes by HEAD alone and says the same.
    let third = try team.clone("third")
    try third.ok("pull")
    try third.write("prompts/p.prompt", "two, edited more\n")
    try third.gitCommit("Edit more")
    #expect(try third.ok("commit").contains("goes on from v3, and v2 was withdrawn"))
    #expect(try third.ok("show", "p") == "one")
    try team.expectSound(second, third)
  }

  @Test func anEnvironmentsRollbackIsItsOwn() throws {
    let repo = try repo(.folder)
    try repo.ok("env", "add", "production")
    for version in ["p@v1", "p@v2"] { try repo.ok("deploy", version, "--env", "production") }
    try repo.ok("rollback", "p", "--env", "production", "-m", "there")
    let row = try #require(try repo.json("matrix").first)
    #expect(row["active"]?.object?["held_back"] == nil)
    let there = row["environments"]?.object?["production"]?.object
    #expect(there?["held_back"]?.object?.text("reason") == "there")
    try cut(repo, "three\n")
    #expect(try active(repo) == 3)
    #expect(try !repo.ok("list").contains("held back"))
  }

  @Test func whatIsImportedWaitsToo() throws {
    let repo = try repo(.folder)
    try repo.ok("rollback", "p", "-m", "slow")
    let row = #"{"name":"p","template":"three"}"#
    let said = try repo.ok("import", "-", "--format", "jsonl", stdin: row)
    #expect(said.contains("p: v3 is not active") && said.contains("slow"), "\(said)")
    #expect(try active(repo) == 1)
    let again = try repo.run(
      ["import", "-", "--format", "jsonl", "--json"],
      stdin: #"{"name":"p","template":"four"}"#)
    let report = try #require(try JSONValue(parsing: again.outputBytes).object)
    let held = try #require(report["held_back"]?.array?.first?.object)
    #expect(held.text("name") == "p" && held.number("version") == 4)
    #expect(held.text("next") == "promptrepo activate p@v4")
  }

  @Test func whatIsAdoptedWaitsToo() throws {
    let repo = try PromptRepo.inWorkTree()
    for text in ["one\n", "two\n"] {
      try repo.write("lib/p.md", text)
      try repo.gitCommit(text)
    }
    try repo.ok("adopt", "lib")
    try repo.ok("rollback", "p", "--to", "1", "-m", "slow")
    // Nothing new leaves the rollback alone, and so does something new.
    try repo.ok("adopt", "lib")
    #expect(try active(repo) == 1)
    try repo.write("lib/p.md", "two, edited\n")
    try repo.gitCommit("Edit")
    let said = try repo.ok("adopt", "lib")
    #expect(said.contains("slow") && said.contains("`promptrepo activate p@v3`"), "\(said)")
    #expect(try active(repo) == 1)
    // What brings back the live text is live, and what goes on from there.
    try repo.write("lib/p.md", "one\n")
    try repo.gitCommit("Revert")
    try repo.write("lib/p.md", "one, edited\n")
    try repo.gitCommit("Edit that")
    let report = try #require(try repo.json("adopt", "lib").first)
    #expect(report["prompts"]?.array?.first?.object?["held_back"] == nil)
    #expect(try active(repo) == 5)
    try repo.expectCleanRepository()
  }
}
