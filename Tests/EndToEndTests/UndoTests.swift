import CanonicalJSON
import TestSupport
import Testing

/// What `undo` takes back of prompts that came to be, got other names, or went live first.
@Suite struct UndoTests {
  private func names(_ repo: PromptRepo) throws -> [String] {
    try repo.json("list").map { $0.text("name") }
  }

  @Test func aFirstVersionIsArchivedAndComesBack() throws {
    let repo = try PromptRepo()
    try repo.ok("new", "a/b", "--template", "Hi {{x}}")
    try repo.ok("commit", "-m", "one")
    let said = try repo.ok("undo", "-m", "too early")
    #expect(said.contains("a/b: archived"), "\(said)")
    #expect(said.contains("`promptrepo delete a/b` deletes it"), "\(said)")
    #expect(try names(repo).isEmpty)
    #expect(try repo.ok("show", "a/b") == "Hi {{x}}")
    #expect(try repo.read("prompts/a/b.prompt").contains("Hi {{x}}"))
    let record = try repo.git("log", "-1", "--format=%B", "refs/prompts/a/b/@info").stdout
    #expect(record.hasPrefix("a/b archived\n"), "\(record)")
    #expect(record.contains("\nUndoes: ") && record.contains("\nReason: too early"), "\(record)")
    try repo.ok("undo")
    #expect(try names(repo) == ["a/b"])
    try repo.expectCleanFsck()
  }

  @Test func aRenameIsTakenBackWithTheFile() throws {
    let repo = try PromptRepo()
    try repo.commit("a/b", "text")
    try repo.write("prompts/a/b.prompt", "text, edited")
    try repo.ok("mv", "a/b", "a/c")
    let steps = try #require(try repo.json("undo").first?["steps"]?.array)
    #expect(
      steps.map { $0.object?.text("object") } == ["prompt.renamed"]
        && steps.first?.object?.text("name") == "a/b"
        && steps.first?.object?.text("previous_name") == "a/c", "\(steps)")
    #expect(try repo.read("prompts/a/b.prompt") == "text, edited")
    #expect(!repo.exists("prompts/a/c.prompt"))
    #expect(try repo.json("status").map { $0.text("state") } == ["changed"])
    // By either name, and back again.
    #expect(try repo.ok("undo", "a/b").contains("a/b is a/c again"))
    #expect(try repo.ok("undo", "a/b").contains("a/c is a/b again"))
    #expect(try repo.read("prompts/a/b.prompt") == "text, edited")
    try repo.expectCleanFsck()
  }

  /// Nothing is done by halves: no file is in the way before the ledger is changed.
  @Test func aRenameWaitsForItsPlace() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "text")
    try repo.ok("mv", "a", "b")
    try repo.write("prompts/a.prompt", "mine")
    let before = try repo.git("for-each-ref").stdout
    let file = try repo.refusal("undo", status: 2)
    #expect(
      file.contains("there are both prompts/b.prompt and prompts/a.prompt"), "\(file)")
    #expect(try repo.git("for-each-ref").stdout == before)
    #expect(try repo.read("prompts/a.prompt") == "mine")
    try repo.ok("commit", "-m", "another")
    let taken = try repo.refusal("undo", "b")
    #expect(
      taken.contains(
        "`promptrepo mv a OTHER` frees the name, then `promptrepo mv b a` gives it back"),
      "\(taken)")
    // What is told to type does it.
    try repo.ok("mv", "a", "other")
    try repo.ok("mv", "b", "a")
    #expect(try repo.ok("show", "a") == "text")
  }

  @Test func aFirstDeploymentSaysWhatCanBeTyped() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "one")
    try repo.ok("env", "add", "prod")
    try repo.ok("deploy", "a", "--env", "prod")
    let before = try repo.git("for-each-ref").stdout
    let said = try repo.refusal("undo")
    #expect(said.contains("nothing was live in 'prod' before"), "\(said)")
    #expect(said.contains("`promptrepo deploy a@SPEC --env prod`"), "\(said)")
    #expect(said.contains("`promptrepo delete a --force`"), "\(said)")
    let creation = try #require(try repo.json("audit", "a").last)
    let live = try repo.refusal("undo", "--operation", creation.text("operation"))
    #expect(live.contains("it created prompt 'a', which is live in prod"), "\(live)")
    #expect(live.contains("`promptrepo archive a`"), "\(live)")
    #expect(try repo.git("for-each-ref").stdout == before)
  }

  @Test func anImportIsTakenBackWhole() throws {
    let repo = try PromptRepo()
    try repo.commit("old", "one")
    try repo.write("in.csv", "name,template\nold,two\nnew,Hello\nGood Thing,Hello\n")
    try repo.ok("import", "in.csv")
    #expect(try names(repo).sorted() == ["good-thing", "new", "old"])
    try repo.ok("undo")
    #expect(try names(repo) == ["old"])
    #expect(try repo.ok("show", "old") == "one")
    // The same file finds them again, and says that they are put away.
    let again = try repo.run("import", "in.csv")
    #expect(again.status == 0 && again.stderr.contains("new: it is archived here"), "\(again)")
    try repo.ok("undo")
    #expect(try names(repo).sorted() == ["good-thing", "new", "old"])
    #expect(try repo.ok("show", "old") == "two")
    try repo.expectCleanFsck()
  }

  /// An export brings its own operations and dates; they are no work of somebody since.
  @Test func anImportedHistoryIsTakenBack() throws {
    let source = try PromptRepo()
    for text in ["one", "two", "three"] { try source.commit("a", text) }
    try source.ok("rollback", "a")
    try source.ok("export", "--output", "all.jsonl")
    let repo = try PromptRepo()
    try repo.commit("b", "one")
    try repo.write("all.jsonl", source.read("all.jsonl"))
    try repo.ok("import", "all.jsonl")
    #expect(try repo.ok("show", "a") == "two")
    let operation = try #require(
      try repo.json("audit", "a").first { $0.text("action") == "create" })
    try repo.ok("undo", "--operation", operation.text("operation"))
    #expect(try names(repo) == ["b"])
    try repo.ok("undo")
    #expect(try names(repo).sorted() == ["a", "b"])
  }

  /// What is taken back in one clone is so in the others, and is pushed without force.
  @Test func othersGetWhatWasTakenBack() throws {
    let team = try Team()
    let first = team.first
    for name in ["kept", "new"] { try first.write("prompts/\(name).prompt", name) }
    try first.gitCommit("Add prompts")
    try first.ok("commit", "--first")
    try first.workTree("push", "-q")
    try first.ok("push")
    let second = try team.clone("second")
    try second.ok("pull")
    try first.ok("mv", "kept", "other")
    try first.ok("push")
    try second.ok("pull")
    #expect(try names(second).sorted() == ["new", "other"])
    try first.ok("undo")
    try first.ok("push")
    try second.ok("pull")
    #expect(try names(second).sorted() == ["kept", "new"])
    let creation = try #require(try first.json("audit", "new").last).text("operation")
    // Both prompts were made by one commit, and one of them was renamed since.
    try first.ok("undo", "new", "--operation", creation)
    try first.ok("push")
    try second.ok("pull")
    #expect(try names(second) == ["kept"])
    #expect(try first.ledger() == second.ledger())
    try team.expectSound(second)
  }

  /// A commit of what git renamed: the file goes back, too.
  @Test func aRenameByGitIsTakenBack() throws {
    let repo = try PromptRepo.inWorkTree()
    try repo.write("prompts/a.prompt", "one\ntwo\nthree\n")
    try repo.gitCommit("Add it")
    try repo.ok("commit")
    try repo.workTree("mv", "prompts/a.prompt", "prompts/b.prompt")
    try repo.write("prompts/b.prompt", "one\ntwo\nthree\nfour\n")
    try repo.workTree("add", "-A")
    try repo.gitCommit("Rename it")
    try repo.ok("commit")
    #expect(try names(repo) == ["b"])
    #expect(try repo.ok("show", "b").contains("four"))
    try repo.ok("undo")
    #expect(try names(repo) == ["a"])
    #expect(try !repo.ok("show", "a").contains("four"))
    #expect(repo.exists("prompts/a.prompt") && !repo.exists("prompts/b.prompt"))
    try repo.ok("undo")
    #expect(try names(repo) == ["b"])
    #expect(try repo.ok("show", "b").contains("four"))
    #expect(try repo.json("status").map { $0.text("state") } == ["unchanged"])
    try repo.expectCleanRepository()
  }
}
