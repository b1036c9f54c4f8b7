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

  /// Names that were given on go back in the order in which they are free, and so do the files.
  @Test(arguments: [
    [("c", "x"), ("b", "c")], [("a", "a/b"), ("d", "a")], [("d", "e"), ("c", "d"), ("b", "c")],
  ])
  func aChainOfRenamesIsTakenBackWithTheFiles(_ moves: [(String, String)]) throws {
    let repo = try PromptRepo.inWorkTree()
    let all = ["a", "b", "c", "d"]
    for name in all {
      try repo.write("prompts/\(name).prompt", "The text of \(name), long enough.\n")
    }
    try repo.gitCommit("Add them")
    try repo.ok("commit")
    for (old, new) in moves {
      _ = try repo.shell(
        "mkdir -p $(dirname prompts/\(new)) && git mv prompts/\(old).prompt prompts/\(new).prompt")
    }
    try repo.gitCommit("Rename them")
    try repo.ok("commit")
    let now = try names(repo).sorted()
    #expect(now != all)
    let said = try repo.ok("undo")
    let last = try #require(moves.last)
    #expect(
      said.contains(
        "  \(last.1) is \(last.0) again\n    HEAD has the file as prompts/\(last.1).prompt still: "
          + "commit the move with git\n") || moves.contains { $0.0 == last.1 }, "\(said)")
    #expect(try names(repo).sorted() == all)
    for name in all {
      #expect(try repo.read("prompts/\(name).prompt") == "The text of \(name), long enough.\n")
      #expect(try repo.ok("show", name) == "The text of \(name), long enough.")
    }
    for (_, new) in moves where !all.contains(new) {
      #expect(!repo.exists("prompts/\(new).prompt"))
    }
    #expect(try Set(repo.json("status").map { $0.text("state") }) == ["unchanged"])
    // And forth.
    try repo.ok("undo")
    #expect(try names(repo).sorted() == now)
    #expect(try repo.workTree("status", "--porcelain") == "")
    try repo.expectCleanRepository()
  }

  /// A file of another one in the way of a chain is still one.
  @Test func aChainOfRenamesWaitsForItsPlace() throws {
    let repo = try PromptRepo.inWorkTree()
    for name in ["b", "c"] {
      try repo.write("prompts/\(name).prompt", "The text of \(name), long.\n")
    }
    try repo.gitCommit("Add them")
    try repo.ok("commit")
    _ = try repo.shell("cd prompts && git mv c.prompt x.prompt && git mv b.prompt c.prompt")
    try repo.gitCommit("Rename them")
    try repo.ok("commit")
    try repo.write("prompts/b.prompt", "mine\n")
    let before = try repo.ledger()
    let said = try repo.refusal("undo", status: 2)
    #expect(said.contains("there are both prompts/c.prompt and prompts/b.prompt"), "\(said)")
    #expect(try repo.ledger() == before)
    #expect(try repo.read("prompts/b.prompt") == "mine\n")
  }

  /// The commit that was taken back renames nothing a second time, here and elsewhere.
  @Test func aRenameThatWasTakenBackStaysSo() throws {
    let team = try Team()
    let dev = team.first
    func lines(_ name: String) -> String { (1...6).map { "Line \($0) of \(name).\n" }.joined() }
    for name in ["a", "c"] { try team.publish(lines(name), "Add \(name)", to: name) }
    try team.job("first").ok("ci")
    try dev.workTree("mv", "prompts/c.prompt", "prompts/d.prompt")
    try dev.workTree("commit", "-qm", "Rename c")
    try dev.workTree("push", "-q", "origin", "main")
    try team.job("second").ok("ci")
    try dev.ok("pull")
    let undone = try dev.ok("undo", "-m", "wrong name")
    #expect(
      undone.contains("HEAD has the file as prompts/d.prompt still: commit the move with git"))
    try dev.ok("push")
    let ledger = try team.server.ledger()
    let kept = "prompts/c.prompt is prompts/d.prompt since "
    for clone in JobClone.allCases {
      let result = try team.job("job", clone).run("ci")
      #expect(result.status == 0 && result.stderr.contains(kept), "\(clone): \(result)")
    }
    let other = try team.clone("other")
    try other.ok("pull")
    for arguments in [["commit", "-n"], ["commit"]] {
      let result = try other.run(arguments)
      #expect(result.status == 0 && result.stderr.contains(kept), "\(result)")
    }
    #expect(try other.ok("status").contains("move the file back with `git mv`"))
    #expect(try other.ledger() == ledger && team.server.ledger() == ledger)
    // An edit of the file is not lost without a word, and keeps nothing else from becoming a version.
    try dev.workTree("stash", "-q", "-u")
    try team.save(lines("c") + "And more.\n", "Edit", by: "Bea", to: "d")
    try team.publish(lines("a") + "And more.\n", "Edit", by: "Bea", to: "a")
    let edited = try team.job("third").run("ci")
    #expect(edited.status == 1 && edited.stdout.hasPrefix("a: v2 "), "\(edited)")
    #expect(edited.stderr.contains("the prompt of prompts/d.prompt is 'c' now"), "\(edited.stderr)")
    // Moved back with git, it is as if nothing had been; renamed again, it is renamed.
    try dev.workTree("mv", "prompts/d.prompt", "prompts/c.prompt")
    try dev.workTree("commit", "-qm", "Move it back")
    try dev.workTree("push", "-q", "origin", "main")
    #expect(try team.job("fourth").ok("ci").hasPrefix("c: v2 "))
    try dev.workTree("mv", "prompts/c.prompt", "prompts/d.prompt")
    try dev.workTree("commit", "-qm", "Rename it after all")
    try dev.workTree("push", "-q", "origin", "main")
    #expect(try team.job("fifth").ok("ci").hasPrefix("d: renamed from c\n"))
    try team.expectSound(other)
  }

  /// A version that was not made live keeps nothing else from being taken back.
  @Test func whatIsNotLiveIsNoHindrance() throws {
    let repo = try PromptRepo.inWorkTree()
    let lines = (1...6).map { "Line \($0), long enough.\n" }.joined()
    for name in ["b", "d"] { try repo.write("prompts/\(name).prompt", "\(name): \(lines)") }
    try repo.gitCommit("Add them")
    try repo.ok("commit")
    try repo.workTree("config", "promptrepo.commit.activate", "false")
    try repo.workTree("mv", "prompts/d.prompt", "prompts/k.prompt")
    try repo.write("prompts/k.prompt", "d: \(lines)More.\n")
    try repo.workTree("add", "-A")
    try repo.gitCommit("Rename and edit")
    try repo.ok("commit")
    let said = try repo.ok("undo")
    #expect(said.contains("v2 stays in the history") && said.contains("k is d again"), "\(said)")
    #expect(try names(repo).sorted() == ["b", "d"])
    #expect(try repo.json("show", "d").first?.number("version") == 1)
    // A removal, and a return with another text.
    try repo.workTree("rm", "-q", "prompts/b.prompt")
    try repo.gitCommit("Remove b")
    try repo.ok("commit", "b")
    try repo.write("prompts/b.prompt", "b: \(lines)More.\n")
    try repo.gitCommit("Bring b back")
    try repo.ok("commit", "b")
    #expect(try names(repo).sorted() == ["b", "d"])
    try repo.ok("undo", "b")
    #expect(try names(repo) == ["d"])
    // A version alone has no inverse.
    try repo.ok("unarchive", "b")
    try repo.write("prompts/b.prompt", "b: \(lines)More still.\n")
    try repo.ok("commit", "b")
    #expect(try repo.refusal("undo", "b").contains("which was not made live by it"))
  }

  /// What `archive` says of environments, an undo says that archives again.
  @Test func anUndoThatArchivesSaysWhereItIsLive() throws {
    let repo = try PromptRepo()
    try repo.commit("c", "text")
    try repo.ok("env", "add", "prod")
    try repo.ok("archive", "c")
    try repo.ok("unarchive", "c")
    let operation = try #require(try repo.json("audit", "c").first).text("operation")
    try repo.ok("deploy", "c", "--env", "prod")
    let said = try repo.ok("undo", "--operation", operation)
    #expect(said.contains("    The prompt is archived\n    It stays live in prod (v1)"), "\(said)")
    #expect(try names(repo).isEmpty)
    #expect(try !repo.ok("undo").contains("archived"))
    #expect(try names(repo) == ["c"])
  }
}
