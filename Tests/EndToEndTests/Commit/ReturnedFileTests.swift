import CanonicalJSON
import TestSupport
import Testing

/// Files that git removed and brought back: `commit` brings back the prompt that it archived for the
/// removal, and none that a person put away.
@Suite struct ReturnedFileTests {
  private func prepared() throws -> PromptRepo {
    let repo = try PromptRepo.inWorkTree()
    for name in ["a", "b"] {
      try repo.write("prompts/\(name).prompt", "Text of \(name).\nMore of \(name).\n")
    }
    try repo.gitCommit("Add prompts")
    try repo.ok("commit", "-m", "First")
    return repo
  }

  private func remove(_ name: String, _ repo: PromptRepo) throws {
    try repo.workTree("rm", "-q", "prompts/\(name).prompt")
    try repo.workTree("commit", "-qm", "Remove \(name)")
  }

  private func isArchived(_ name: String, _ repo: PromptRepo) throws -> Bool {
    try repo.json("list", name, "--archived").first?["archived_at"] != nil
  }

  @Test(arguments: ["", "Fewer prompts"])
  func aRevertedRemovalBringsThePromptBack(_ message: String) throws {
    let repo = try prepared()
    try repo.write("prompts/a.prompt", "Text of a.\nAnother end.\n")
    try repo.gitCommit("Edit")
    try repo.ok("commit")
    try repo.ok("rollback", "a")
    try remove("a", repo)
    try repo.ok("commit", "-m", message)
    #expect(try isArchived("a", repo))
    try repo.workTree("revert", "--no-edit", "HEAD")
    let commit = try repo.workTree("rev-parse", "HEAD~1")

    // Told beforehand by all that tell of a commit.
    let status = try #require(repo.json("status", "a").first)
    #expect(status.text("archived") == "returns" && status["archived_at"] != nil)
    #expect(try repo.ok("status").hasPrefix("returned  prompts/a.prompt  "))
    #expect(try repo.ok("status", "--short") == "A  prompts/a.prompt\n")
    #expect(try repo.run("status", "--exit-code").status == 1)
    #expect(try repo.ok("review").contains("prompts/a.prompt is back since it was removed in "))
    let plan = try #require(repo.json("commit", "-n").first)
    #expect(plan["unarchived"]?.bool == true && plan["version"] == .null)
    #expect(try isArchived("a", repo))

    let done = "a: in use again, since its file is back\n"
    #expect(try repo.ok("commit") == done)
    let prompt = try #require(repo.json("list", "a").first)
    #expect(prompt.number("active_version") == 1 && prompt.number("latest_version") == 2)
    #expect(
      try repo.ok("audit", "a").contains(
        "prompts/a.prompt is back since it was removed in \(commit)"))
    #expect(try repo.ok("commit") == "Nothing to commit.\n")
    // Who takes that back is not told again, except that it stays so.
    try repo.ok("undo", "a")
    let kept = try repo.run("commit")
    #expect(kept.stdout == "Nothing to commit.\n")
    #expect(kept.stderr.contains("prompts/a.prompt is here, and the prompt stays archived"))
    try repo.expectCleanRepository()
  }

  @Test func whatAPersonPutAwayStaysAway() throws {
    let repo = try prepared()
    try repo.ok("archive", "a", "-m", "Replaced")
    try remove("a", repo)
    #expect(try repo.ok("commit") == "Nothing to commit.\n")
    try repo.workTree("revert", "--no-edit", "HEAD")
    #expect(try repo.json("status", "a").first?.text("archived") == "stays")
    #expect(try repo.ok("status").contains("the prompt is archived (Replaced): "))
    #expect(try repo.ok("review").contains("the prompt stays archived (Replaced)"))
    for arguments in [["commit", "-n"], ["commit"]] {
      let result = try repo.run(arguments)
      #expect(result.status == 0 && result.stdout == "Nothing to commit.\n")
      #expect(result.stderr.contains("the prompt stays archived (Replaced)"))
    }
    #expect(try isArchived("a", repo))
  }

  /// A merge keeps the file that one side removed and the other edited.
  @Test func aMergeThatKeepsAnEditedFileBringsBoth() throws {
    let repo = try prepared()
    try repo.workTree("switch", "-qc", "topic")
    try repo.write("prompts/a.prompt", "Text of a.\nAnother end.\n")
    try repo.gitCommit("Edit a")
    try repo.workTree("switch", "-q", "main")
    try remove("a", repo)
    try repo.ok("commit")
    // The branch is from before the removal.
    try repo.workTree("switch", "-q", "topic")
    #expect(try repo.json("status", "a").first?.text("archived") == "stays")
    let held = try repo.run("commit")
    #expect(held.status == 1 && held.stderr.contains("which HEAD's history does not have"))
    #expect(try isArchived("a", repo))
    try repo.workTree("switch", "-q", "main")
    _ = try repo.shell("git merge -q topic; git add prompts && git commit -qm Merge")
    #expect(try repo.ok("status").contains("makes v2, brings the prompt back"))
    #expect(try repo.json("review").first?.text("outcome") == "version")
    let result = try #require(repo.json("commit").first)
    #expect(result["unarchived"]?.bool == true && result.number("version") == 2)
    #expect(try repo.json("list", "a").first?.number("active_version") == 2)
    // On the other branch nothing more is said than that it is older.
    try repo.workTree("switch", "-q", "topic")
    #expect(try repo.run("commit").status == 0)
    #expect(try !isArchived("a", repo))
  }

  /// What git does not have yet brings nothing back, also after `checkout` wrote it.
  @Test func theFileHasToBeAtHead() throws {
    let repo = try prepared()
    try remove("a", repo)
    try repo.ok("commit")
    try repo.ok("checkout", "a")
    #expect(try repo.run("commit").stderr.contains("and HEAD has none"))
    #expect(try isArchived("a", repo))
    try repo.gitCommit("Bring a back")
    #expect(try repo.ok("commit") == "a: in use again, since its file is back\n")
  }

  @Test func aReviewOfABranchSaysIt() throws {
    let repo = try prepared()
    try remove("a", repo)
    try repo.ok("commit")
    try repo.workTree("switch", "-qc", "back")
    try repo.workTree("revert", "--no-edit", "HEAD")
    let review = try #require(repo.json("review", "main").first)
    #expect(review.text("outcome") == "unarchived")
    #expect(
      try repo.ok("review", "main").contains("brings the prompt back, since its file is back"))
  }

  /// A job with one commit knows of neither the removal nor the revert.
  @Test(arguments: JobClone.allCases)
  func aJobBringsItBack(_ clone: JobClone) throws {
    let team = try Team()
    for name in ["a", "b"] { try team.publish("Text of \(name).\n", "Add \(name)", to: name) }
    try team.job("first").ok("ci")
    let dev = team.first
    try remove("a", dev)
    try dev.workTree("push", "-q", "origin", "main")
    try team.job("second").ok("ci")
    try team.saveOthers(30)
    try dev.workTree("revert", "--no-edit", "HEAD~30")
    try team.saveOthers(30)
    try dev.workTree("push", "-q", "origin", "main")
    let job = try team.job("job", clone)
    let planned = try #require(job.json("ci", "-n").first)
    #expect(planned["unarchived"]?.bool == true && planned["number"] == nil)
    let result = try job.run("ci")
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.stdout.hasPrefix("a: in use again, since its file is back\n"))
    #expect(try job.json("list", "a").first?.number("active_version") == 1)
    #expect(try job.ledger() == team.server.ledger())
    // What a person puts away stays so, and is said.
    try job.with(["PROMPTREPO_AUTHOR_NAME": "Ada", "PROMPTREPO_AUTHOR_EMAIL": "a@example.com"])
      .ok("archive", "a")
    try job.ok("push")
    for arguments in [["ci", "-n"], ["ci"]] {
      let kept = try job.run(arguments)
      #expect(kept.status == 0 && kept.stderr.contains("the prompt stays archived"))
    }
    try team.publish("Another text.\n", "Edit a")
    let edited = try team.job("edited", clone).run("ci")
    #expect(edited.status == 1 && edited.stderr.contains("`promptrepo unarchive a`"))
    #expect(try team.texts(of: "a").count == 1)
    try team.expectSound()
  }

  /// A commit that makes something of other files says all the same which are missing.
  @Test func aMissingFileIsSaidBesideTheOthers() throws {
    let repo = try prepared()
    try repo.remove("prompts/a.prompt")
    try repo.write("prompts/b.prompt", "Another text.\n")
    for arguments in [["commit", "-n"], ["commit"]] {
      let result = try repo.run(arguments)
      #expect(result.status == 0 && result.stdout.hasPrefix("b: v2 "))
      #expect(result.stderr.contains("prompts/a.prompt is missing, and the prompt stays: "))
    }
  }
}
