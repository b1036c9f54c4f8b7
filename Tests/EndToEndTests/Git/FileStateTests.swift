import TestSupport
import Testing

/// Every state of a working file, each reached with real git.
@Suite struct FileStateTests {
  let team: Team
  let first: PromptRepo

  /// A prompt whose versions were each cut from a commit, shared with the server.
  init() throws {
    team = try Team()
    first = team.first
    try first.write("prompts/p.prompt", "one\n\nend")
    try first.gitCommit("Add p")
    try first.ok("commit", "--first")
    try share()
  }

  private func share() throws {
    try first.workTree("push", "-q")
    try first.ok("push")
  }

  /// Another version, cut from a commit of the main branch.
  private func secondVersion() throws {
    try first.write("prompts/p.prompt", "two\n\nend")
    try first.gitCommit("Change p")
    try first.ok("commit")
    try share()
  }

  @Test func aRevertIsAChange() throws {
    try secondVersion()
    try first.workTree("revert", "--no-edit", "HEAD")
    #expect(try first.state(of: "p") == "changed")
    try first.ok("commit", "-m", "Back to one")
    #expect(try first.json("log", "p").map { $0.number("version") } == [3, 2, 1])
    #expect(try first.ok("show", "p") == "one\n\nend")
  }

  @Test func somebodysVersionThatWasPulledLeavesTheFileBehind() throws {
    let second = try team.clone("second")
    try second.ok("pull")
    try secondVersion()
    try second.ok("pull")
    #expect(try second.state(of: "p") == "behind")
    #expect(try second.ok("commit") == "Nothing to commit.\n")
    // git brings the file itself.
    try second.workTree("pull", "-q")
    #expect(try second.state(of: "p") == "unchanged")
  }

  @Test func anOldTextThatWasPushedBeforeItsCommitIsNotUndoneByAFreshClone() throws {
    for text in ["old", "new"] {
      try first.write("prompts/q.prompt", text)
      try first.ok("commit", "--first", "q")
      try first.gitCommit("Make q \(text)")
    }
    try share()
    try first.write("prompts/q.prompt", "old")
    try first.ok("commit", "q")
    try first.ok("push")
    let machine = try team.clone("ci")
    try machine.ok("pull")
    #expect(try machine.state(of: "q") == "behind")
    #expect(try machine.ok("commit") == "Nothing to commit.\n")
    #expect(try machine.json("log", "q").map { $0.number("version") } == [3, 2, 1])
    // Its commit arrives, and is taken back for good.
    try first.gitCommit("Make q old again")
    try first.workTree("revert", "--no-edit", "HEAD")
    try first.workTree("push", "-q")
    try machine.workTree("pull", "-q")
    #expect(try machine.state(of: "q") == "changed")
  }

  @Test func aFreshCloneInContinuousIntegrationCutsWhatWasMerged() throws {
    try first.workTree("switch", "-qc", "feature")
    try first.write("prompts/p.prompt", "two\n\nend")
    try first.gitCommit("Change p")
    try first.workTree("switch", "-q", "main")
    try first.workTree("merge", "-q", "--no-ff", "-m", "Merge", "feature")
    try first.workTree("push", "-q")
    let machine = try team.clone("ci")
    try machine.ok("pull")
    #expect(try machine.state(of: "p") == "changed")
    try machine.ok("commit", "-m", "Cut after the merge")
    try machine.ok("push")
    // Run again, or on another machine, it finds nothing to do.
    let again = try team.clone("again")
    try again.ok("pull")
    #expect(try again.state(of: "p") == "unchanged")
    #expect(try again.ok("commit") == "Nothing to commit.\n")
    try first.ok("pull")
    #expect(try first.state(of: "p") == "unchanged")
    try team.expectSound(machine, again)
  }

  @Test func aSquashMergeIsAChangeEvenWhenVersionsWereCutOnTheBranch() throws {
    try first.workTree("switch", "-qc", "feature")
    try first.write("prompts/p.prompt", "two\n\nend")
    try first.gitCommit("Change p")
    try first.ok("commit", "-m", "Cut on the branch")
    try first.workTree("switch", "-q", "main")
    #expect(try first.state(of: "p") == "behind")
    try first.workTree("merge", "-q", "--squash", "feature")
    try first.gitCommit("Change p, squashed")
    #expect(try first.state(of: "p") == "unchanged")
    try share()
    let fresh = try team.clone("fresh")
    try fresh.ok("pull")
    #expect(try fresh.state(of: "p") == "unchanged")
    try fresh.write("prompts/p.prompt", "three\n\nend")
    #expect(try fresh.state(of: "p") == "changed")
  }

  @Test func editsOnBothSidesAreAConflictThatAMergeResolves() throws {
    let second = try team.clone("second")
    try second.ok("pull")
    try second.ok("checkout")
    try secondVersion()
    try second.write("prompts/p.prompt", "one\n\nthe end")
    try second.ok("pull")
    #expect(try second.state(of: "p") == "conflict")
    try second.refusal("commit", status: 2)
    try second.ok("checkout", "--merge", "p")
    #expect(try second.read("prompts/p.prompt").contains("two\n\nthe end"))
    try second.ok("commit")
    #expect(try second.json("log", "p").count == 3)
  }

  @Test func aFileWithoutABaseIsAConflictUntilSomebodySays() throws {
    // A history that has nothing in common with the versions.
    try first.workTree("switch", "-q", "--orphan", "other")
    try first.write("prompts/p.prompt", "something else")
    try first.gitCommit("Begin anew")
    try first.workTree("push", "-q", "origin", "other")
    let second = try team.clone("second")
    try second.workTree("switch", "-q", "other")
    try second.ok("pull")
    #expect(try second.state(of: "p") == "conflict")
    let message = try second.refusal("commit", status: 2)
    #expect(message.contains("--onto"), "\(message)")
    try second.ok("commit", "--onto", "latest", "p")
    #expect(try second.json("log", "p").count == 2)
  }

  @Test func aRenameByGitIsToldFromANewPrompt() throws {
    try first.workTree("mv", "prompts/p.prompt", "prompts/q.prompt")
    let status = try first.ok("status")
    #expect(status.contains("`promptrepo commit` renames p"), "\(status)")
    try first.ok("mv", "p", "q")
    #expect(try first.state(of: "q") == "unchanged")
    #expect(try first.json("log", "q").count == 1)
    try first.gitCommit("Rename p")
    try share()
    let second = try team.clone("second")
    try second.ok("pull")
    #expect(try second.state(of: "q") == "unchanged")
    #expect(try second.json("list").map { $0.text("name") } == ["q"])
    try team.expectSound(second)
  }

  @Test func anOlderBranchIsBehindAndCutsNothing() throws {
    try first.workTree("branch", "old")
    try secondVersion()
    try first.workTree("switch", "-q", "old")
    #expect(try first.state(of: "p") == "behind")
    #expect(try first.ok("commit") == "Nothing to commit.\n")
    try first.workTree("switch", "-q", "main")
    #expect(try first.state(of: "p") == "unchanged")
  }

  @Test func anEditOfWhatGitRestoredIsNotTakenForOneOfWhatWasCheckedOut() throws {
    try first.workTree("branch", "old")
    try secondVersion()
    try first.workTree("switch", "-q", "old")
    try first.ok("checkout")
    #expect(try first.state(of: "p") == "unchanged")
    // An edit of what was checked out goes on from it.
    try first.write("prompts/p.prompt", "two\n\nthe end")
    #expect(try first.state(of: "p") == "changed")
    try first.workTree("restore", ".")
    #expect(try first.state(of: "p") == "behind")
    try first.write("prompts/p.prompt", "one\n\nthe end")
    #expect(try first.state(of: "p") == "conflict")
    let message = try first.refusal("commit", status: 2)
    #expect(message.contains("from v1, which HEAD has, or from v2"), "\(message)")
    // Programs that git runs put files away and back, so the merge decides nothing by itself.
    #expect(try first.run("checkout", "--merge", "p").status == 2)
    #expect(try first.state(of: "p") == "conflict")
    // Whoever settles it in favour of the old text says so.
    try first.write("prompts/p.prompt", "one\n\nthe end")
    try first.ok("commit", "--onto", "latest", "p")
    #expect(try first.json("log", "p").map { $0.number("version") } == [3, 2, 1])
  }

  @Test func aShallowCloneSaysWhatItLacks() throws {
    try secondVersion()
    // A branch whose file nothing in the cut history explains.
    try first.workTree("switch", "-qc", "other")
    try first.write("prompts/p.prompt", "three\n\nend")
    try first.gitCommit("Change p on a branch")
    try first.write("note", "x")
    try first.gitCommit("Add a note")
    try first.workTree("push", "-q", "origin", "other")
    try first.workTree(
      "clone", "-q", "--depth=1", "-b", "other", "file://\(team.server.path)", "../shallow")
    let shallow = try first.beside("shallow")
    try shallow.ok("pull")
    let line = try shallow.ok("status")
    #expect(line.contains("git fetch --unshallow") && !line.contains("--onto"), "\(line)")
    #expect(try shallow.refusal("commit", status: 2).contains("git fetch --unshallow"))
    try shallow.workTree("fetch", "-q", "--unshallow")
    #expect(try shallow.state(of: "p") == "changed")
  }
}
