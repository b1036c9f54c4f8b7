import CanonicalJSON
import TestSupport
import Testing

/// Files that git removed: `commit` archives the prompt, unless something holds it, and never since
/// only this clone or this branch lacks the file.
@Suite struct RemovedFileTests {
  private func prepared() throws -> PromptRepo {
    let repo = try PromptRepo.inWorkTree()
    for name in ["a", "b", "support/c"] {
      try repo.write("prompts/\(name).prompt", "Text of \(name).\nMore of \(name).\n")
    }
    try repo.gitCommit("Add prompts")
    try repo.ok("commit", "-m", "First")
    return repo
  }

  private func isArchived(_ name: String, _ repo: PromptRepo) throws -> Bool {
    try repo.json("list", name, "--archived").first?["archived_at"] != nil
  }

  /// Files that leave the folder are renamed, not removed: nothing is archived, whoever knows where
  /// they are.
  @Test func aMovedFolderArchivesNothing() throws {
    let repo = try prepared()
    try repo.write("texts/README", "Texts.\n")
    try repo.workTree("mv", "prompts", "texts/prompts")
    try repo.workTree("commit", "-qm", "Move the prompts")
    let moved = try repo.run("commit")
    #expect(moved.status == 0 && moved.stdout.hasPrefix("Nothing to commit.\n"), "\(moved.stdout)")
    #expect(moved.stderr.contains("prompts/a.prompt is texts/prompts/a.prompt now"))
    for name in ["a", "b", "support/c"] { #expect(try !isArchived(name, repo), "\(name)") }
    try repo.ok("config", "set", "folder", "texts/prompts")
    #expect(try repo.ok("status") == "3 unchanged\n")
    #expect(try repo.ok("commit") == "Nothing to commit.\n")
  }

  @Test func aRemovedFilesPromptIsArchived() throws {
    let repo = try prepared()
    try repo.workTree("rm", "-q", "prompts/a.prompt")
    // Before git has committed it, nothing is decided.
    #expect(try repo.ok("commit").hasPrefix("Nothing to commit.\nprompts/a.prompt is missing, "))
    #expect(try repo.ok("status").contains("missing  prompts/a.prompt"))
    try repo.workTree("commit", "-qm", "Remove a")
    let commit = try repo.workTree("rev-parse", "HEAD")

    let status = try #require(repo.json("status", "a").first)
    #expect(status.text("removed") == "archives")
    #expect(try repo.ok("status").contains("and `promptrepo commit` archives the prompt"))
    #expect(try repo.run("status", "--exit-code").status == 1)
    #expect(try repo.json("review").first?.text("outcome") == "archived")
    #expect(try repo.json("commit", "-n").first?["archived"]?.bool == true)
    #expect(try !isArchived("a", repo))

    #expect(try repo.ok("commit") == "a: archived, since its file was removed\n")
    #expect(try isArchived("a", repo))
    #expect(
      try repo.ok("audit", "a").contains("prompts/a.prompt was removed in \(commit)"))
    #expect(try repo.ok("show", "a") == "Text of a.\nMore of a.")
    #expect(try repo.ok("status").hasPrefix("2 unchanged"))
    #expect(try repo.run("status", "--exit-code").status == 0)
    try repo.ok("checkout")
    #expect(!repo.exists("prompts/a.prompt"))
    #expect(try repo.ok("commit") == "Nothing to commit.\n")
    // Whoever takes it back is not asked again.
    try repo.ok("undo", "-m", "It is still in use")
    #expect(try !isArchived("a", repo))
    #expect(try repo.ok("commit") == "Nothing to commit.\n")
    // A file that comes back and goes again is another decision.
    try repo.workTree("revert", "--no-edit", "HEAD")
    #expect(try repo.ok("status") == "3 unchanged\n")
    try repo.workTree("rm", "-q", "prompts/a.prompt")
    try repo.workTree("commit", "-qm", "Remove a again")
    #expect(try repo.ok("commit") == "a: archived, since its file was removed\n")
    try repo.expectCleanRepository()
  }

  @Test func aLivePromptIsHeld() throws {
    let repo = try prepared()
    try repo.ok("env", "add", "staging")
    try repo.ok("env", "add", "production", "--protected")
    for environment in ["staging", "production"] {
      try repo.ok("deploy", "a", "--env", environment)
    }
    try repo.workTree("rm", "-q", "prompts/a.prompt", "prompts/b.prompt")
    try repo.write("prompts/support/c.prompt", "Another text.\n")
    try repo.gitCommit("Remove two, edit one")
    let result = try repo.run("commit")
    #expect(result.status == 1)
    #expect(result.stdout.contains("b: archived") && result.stdout.contains("support/c: v2 "))
    #expect(
      result.stderr.contains(
        "prompts/a.prompt was removed, and the prompt is live in staging, production"))
    #expect(result.stderr.contains("`promptrepo archive a` puts it away all the same"))
    #expect(try !isArchived("a", repo))
    let status = try #require(repo.json("status", "a").first)
    #expect(status.text("removed") == "live")
    #expect(status["live_in"]?.array?.compactMap(\.string) == ["staging", "production"])
    let plan = try repo.run("commit", "--dry-run", "--json")
    #expect(plan.status == 1 && plan.stderr.contains(#""code":"protected""#))
    try repo.refusal("commit", "--all-or-nothing")
    try repo.ok("archive", "a")
    #expect(try repo.ok("commit") == "Nothing to commit.\n")
  }

  /// What another branch, a sparse checkout, a partial or a shallow clone lacks was not removed.
  @Test func whatOnlySomebodyLacksIsNotRemoved() throws {
    let team = try Team()
    let dev = team.first
    try dev.workTree("switch", "-qc", "old")
    try dev.workTree("switch", "-q", "main")
    for name in ["a", "folder/b"] { try dev.write("prompts/\(name).prompt", "Text of \(name).\n") }
    try dev.gitCommit("Add prompts")
    try dev.ok("commit", "--first")
    try dev.write("prompts/a.prompt", "Text of a.\nMore.\n")
    try dev.gitCommit("Edit a")
    try dev.ok("commit")
    try dev.workTree("push", "-q", "origin", "main", "old")
    try dev.ok("push")
    let before = try dev.ledger()

    // A branch from before the file.
    try dev.workTree("switch", "-q", "old")
    #expect(try dev.ok("commit") == "Nothing to commit.\n")
    try dev.workTree("switch", "-q", "main")

    // A file that lies here no more.
    try dev.remove("prompts/a.prompt")
    #expect(try dev.ok("commit").hasPrefix("Nothing to commit.\nprompts/a.prompt is missing, "))
    try dev.workTree("restore", "prompts")

    func clone(_ name: String, _ options: String...) throws -> PromptRepo {
      let url = "file://\(team.server.path)"
      let result = try TestSupport.run(
        "git", ["clone", "-q"] + options + [url, "../\(name)"], cwd: dev.path,
        env: dev.environment)
      try #require(result.status == 0, "\(result.stderr)")
      let clone = try dev.beside(name)
      try clone.ok("pull")
      return clone
    }
    try team.server.workTree("config", "uploadpack.allowFilter", "true")
    let sparse = try clone("sparse", "--sparse")
    let blobless = try clone("blobless", "--filter=blob:none", "--sparse")
    let treeless = try clone("treeless", "--filter=tree:0", "--sparse")
    let shallow = try clone("shallow", "--depth", "1")
    for repo in [sparse, blobless, treeless, shallow] {
      let result = try repo.run("commit")
      #expect(result.status == 0 && result.stdout == "Nothing to commit.\n", "\(result.stderr)")
      #expect(try repo.ledger() == before)
    }
    // Neither is what is removed where nobody can see that it was there.
    try dev.workTree("rm", "-q", "prompts/folder/b.prompt")
    try dev.gitCommit("Remove b")
    try dev.workTree("push", "-q", "origin", "main")
    let late = try clone("late", "--depth", "1")
    let result = try late.run("commit")
    #expect(result.status == 0 && result.stdout == "Nothing to commit.\n")
    #expect(result.stderr.contains("the history of this clone is cut short"))
    try late.workTree("fetch", "-q", "--unshallow")
    #expect(try late.ok("commit") == "folder/b: archived, since its file was removed\n")
    // A partial clone has the commits, and git fetches what it needs for an answer.
    let filtered = try clone("filtered", "--filter=blob:none")
    #expect(try filtered.ok("commit") == "folder/b: archived, since its file was removed\n")
  }

  @Test func aFileThatOneSideRemovesAndTheOtherEdits() throws {
    let repo = try prepared()
    try repo.workTree("switch", "-qc", "topic")
    try repo.workTree("rm", "-q", "prompts/a.prompt")
    try repo.workTree("commit", "-qm", "Remove a")
    try repo.workTree("switch", "-q", "main")
    try repo.write("prompts/a.prompt", "Text of a.\nOther end.\n")
    try repo.gitCommit("Edit a")
    try repo.ok("commit")
    // On the branch the edit is not known, so that nobody decided against it.
    try repo.workTree("switch", "-q", "topic")
    let held = try repo.run("commit")
    #expect(held.status == 0 && held.stdout == "Nothing to commit.\n")
    #expect(held.stderr.contains("v2 is in no commit that HEAD has"))
    #expect(try repo.json("status", "a").first?.text("removed") == "newer")
    // Whoever merges decides.
    _ = try repo.shell("git merge -q main; git rm -q prompts/a.prompt; git commit -qm Merge")
    #expect(try repo.ok("commit") == "a: archived, since its file was removed\n")
  }

  @Test func aDirectoryStoreKnowsNothingOfGit() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "one\n")
    for arguments in [["init", "-q"], ["add", "prompts"], ["commit", "-qm", "Add"]] {
      let result = try TestSupport.run(
        "git", ["-c", "user.name=A", "-c", "user.email=a@example.com"] + arguments,
        cwd: repo.path, env: repo.environment.filter { !$0.key.hasPrefix("GIT_AUTHOR") })
      try #require(result.status == 0, "\(result.stderr)")
    }
    let removed = try TestSupport.run(
      "sh",
      ["-c", "git rm -q prompts/a.prompt && git -c user.name=A -c user.email=a@b commit -qm R"],
      cwd: repo.path, env: repo.environment.filter { !$0.key.hasPrefix("GIT_AUTHOR") })
    try #require(removed.status == 0, "\(removed.stderr)")
    #expect(try repo.ok("commit").hasPrefix("Nothing to commit.\nprompts/a.prompt is missing, "))
    #expect(try !isArchived("a", repo))
  }
}
