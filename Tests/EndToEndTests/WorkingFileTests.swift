import CanonicalJSON
import TestSupport
import Testing

/// How a working file stands to the ledger, and what commit and checkout make of it.
@Suite struct WorkingFileTests {
  let repo: PromptRepo

  init() throws { repo = try PromptRepo() }

  private func state(_ name: String = "p") throws -> String {
    try #require(try repo.json("status", name).first).text("state")
  }

  /// A version that somebody else cuts, without this folder's file.
  private func cutElsewhere(_ template: String) throws {
    let row: JSONObject = ["name": "p", "template": .string(template)]
    try repo.ok(
      "import", "-", "--format", "jsonl",
      stdin: String(decoding: JSONValue.object(row).utf8(), as: UTF8.self))
  }

  @Test func aNewFileBecomesTheFirstVersion() throws {
    try repo.write("prompts/p.prompt", "one")
    #expect(try state() == "new")
    #expect(try repo.run("status", "--exit-code").status == 1)
    try repo.ok("commit")
    #expect(try state() == "unchanged")
    #expect(try repo.run("status", "--exit-code").status == 0)
    #expect(try repo.ok("commit").contains("Nothing to commit"))
    #expect(try repo.json("log", "p").count == 1)
  }

  @Test func anEditIsCommittedOnTop() throws {
    try repo.commit("p", "one")
    try repo.write("prompts/p.prompt", "two")
    #expect(try state() == "changed")
    try repo.ok("commit")
    #expect(try repo.ok("show", "p") == "two")
    // Back to the text of version 1 is a change as well, and cuts version 3.
    try repo.write("prompts/p.prompt", "one")
    #expect(try state() == "changed")
    try repo.ok("commit")
    let log = try repo.json("log", "p")
    #expect(log.map { $0.number("version") } == [3, 2, 1])
    #expect(log[0].text("hash") == log[2].text("hash"))
  }

  /// A commit that is killed between the ledger and the index leaves the older base behind.
  @Test func aBaseThatWasNotNotedIsNotedByACheckout() throws {
    try repo.commit("p", "one")
    let index = try repo.bytes(".promptrepo/promptrepo/index")
    try repo.commit("p", "two")
    try repo.write(".promptrepo/promptrepo/index", bytes: index)
    #expect(try repo.ok("checkout") == "The files are up to date.\n")
    try repo.commit("p", "three")
    #expect(try repo.ok("show", "p@3") == "three")
  }

  @Test(arguments: ["p", "prompts/p.prompt", "./prompts/p.prompt"])
  func aFileIsNamedByItsPathToo(_ argument: String) throws {
    try repo.write("prompts/p.prompt", "one")
    try repo.ok("commit", argument)
    #expect(try repo.ok("show", argument) == "one")
  }

  /// Nobody is told to commit what cannot be, or asked about what is not there.
  @Test func whatCannotBeReadOrIsNotThereIsSaidFirst() throws {
    try repo.write("prompts/bad.prompt", bytes: [0xff])
    #expect(try repo.refusal("diff", "bad").contains("not valid UTF-8"))
    #expect(try repo.refusal("delete", "none").contains("neither a prompt 'none' nor a file"))
    #expect(try repo.shell("mkfifo prompts/pipe.prompt").status == 0)
    #expect(try repo.ok("status").contains("not a plain file"))
  }

  @Test func lineEndsOfEditorsMakeNoVersion() throws {
    try repo.commit("p", "one")
    for text in ["one\n", "one"] {
      try repo.write("prompts/p.prompt", text)
      #expect(try state() == "unchanged")
    }
    try repo.write("prompts/p.prompt", "one\n\n")
    #expect(try state() == "changed")
  }

  @Test func aFileBehindIsNeverCommitted() throws {
    try repo.commit("p", "one")
    try cutElsewhere("two")
    #expect(try state() == "behind")
    #expect(try repo.run("commit").status == 0)
    #expect(try repo.json("log", "p").count == 2)
    try repo.ok("checkout")
    #expect(try repo.read("prompts/p.prompt").contains("two"))
    #expect(try state() == "unchanged")
  }

  @Test func editsOnBothSidesAreAConflictUntilMerged() throws {
    try repo.commit("p", "first line\nmiddle\nlast line\n")
    try cutElsewhere("first line\nmiddle\nlast line, theirs")
    try repo.write("prompts/p.prompt", "first line, mine\nmiddle\nlast line\n")
    #expect(try state() == "conflict")
    let message = try repo.refusal("commit", status: 2)
    #expect(message.contains("checkout --merge"), "\(message)")
    #expect(try repo.json("log", "p").count == 2)
    #expect(try repo.run("checkout", "p").status == 2)
    #expect(try repo.read("prompts/p.prompt") == "first line, mine\nmiddle\nlast line\n")
    try repo.ok("checkout", "p", "--merge")
    try repo.ok("commit")
    #expect(try repo.ok("show", "p") == "first line, mine\nmiddle\nlast line, theirs")
  }

  @Test func aMergeThatCannotBeMadeLeavesMarkersAndCommitsNone() throws {
    try repo.commit("p", "one\n")
    try cutElsewhere("theirs")
    try repo.write("prompts/p.prompt", "mine\n")
    #expect(try repo.run("checkout", "p", "--merge").status == 2)
    let merged = try repo.read("prompts/p.prompt")
    #expect(merged.contains("<<<<<<<") && merged.contains("mine") && merged.contains("theirs"))
    #expect(try state() == "conflict")
    try repo.refusal("commit", status: 2)
    try repo.write("prompts/p.prompt", "both\n")
    try repo.ok("commit")
    #expect(try repo.ok("show", "p") == "both")
  }

  @Test func withoutABaseTheUserSaysWhatItFollows() throws {
    try cutElsewhere("one")
    try repo.write("prompts/p.prompt", "mine")
    #expect(try state() == "conflict")
    let message = try repo.refusal("commit", status: 2)
    #expect(message.contains("--onto"), "\(message)")
    try repo.ok("commit", "--onto", "1")
    #expect(try repo.ok("show", "p") == "mine")
    #expect(try repo.json("log", "p").map { $0.number("version") } == [2, 1])
  }

  @Test func equalContentIsItsOwnBase() throws {
    try cutElsewhere("one")
    try cutElsewhere("two")
    try repo.write("prompts/p.prompt", "one")
    #expect(try state() == "behind")
    try repo.write("prompts/p.prompt", "two")
    #expect(try state() == "unchanged")
  }

  @Test func aMissingFileIsShownAndComesBack() throws {
    try repo.commit("p", "one")
    try repo.remove("prompts/p.prompt")
    #expect(try state() == "missing")
    #expect(try repo.run("status", "--exit-code").status == 1)
    _ = try repo.run("commit")
    #expect(try repo.ok("show", "p") == "one")
    try repo.ok("checkout", "p")
    #expect(try state() == "unchanged")
    #expect(try repo.read("prompts/p.prompt").contains("one"))
  }

  @Test func lastNightsRollbackIsNotUndoneByTodaysCommit() throws {
    try repo.commit("p", "one")
    try repo.commit("p", "two")
    try repo.commit("other", "one")
    try repo.ok("rollback", "p", "-m", "night")
    #expect(try state() == "unchanged")
    try repo.write("prompts/other.prompt", "two")
    try repo.ok("commit", "-m", "day")
    #expect(try repo.ok("show", "p") == "one")
    #expect(try repo.json("log", "p", "--pointers").first?.text("reason") == "night")
    #expect(try repo.ok("show", "other") == "two")
  }

  @Test func aVersionCanBeCutWithoutGoingLive() throws {
    try repo.commit("p", "one")
    try repo.commit("p", "two", "--no-activate")
    #expect(try repo.ok("show", "p") == "one")
    #expect(try repo.ok("show", "p@latest") == "two")
    #expect(try state() == "unchanged")
    try repo.ok("activate", "p@latest")
    #expect(try repo.ok("show", "p") == "two")
  }

  @Test func oneBadFileKeepsAllBackOnlyWhereThatIsAskedFor() throws {
    try repo.write("prompts/a.prompt", "a")
    try repo.write("prompts/b.prompt", "---\nbroken")
    try repo.write("prompts/c.prompt", "c")
    try repo.refusal("commit", "--all-or-nothing")
    #expect(try repo.json("list").isEmpty)
    try repo.ok("commit", "prompts/c.prompt")
    #expect(try repo.json("list").map { $0.text("name") } == ["c"])
    try repo.refusal("commit")
    #expect(try repo.json("list").map { $0.text("name") } == ["a", "c"])
  }

  @Test func editsAreNotOverwrittenWithoutForce() throws {
    try repo.commit("p", "one")
    try repo.commit("p", "two")
    try repo.write("prompts/p.prompt", "mine")
    #expect(try repo.run("checkout", "p@1").status == 2)
    #expect(try repo.run("delete", "p").status != 0)
    #expect(try repo.read("prompts/p.prompt") == "mine")
    try repo.ok("checkout", "p@1", "--force")
    // The file had no last line end either.
    #expect(try repo.read("prompts/p.prompt") == "one")
    #expect(try state() == "behind")
  }

  @Test func theHeaderIsConfigAndRecord() throws {
    try repo.commit(
      "p", "---\ntitle: Titel\nmodel: gpt-5\ntemperature: 0.2\n---\n{{x}}\n", "-m", "first")
    let shown = try #require(try repo.json("show", "p").first)
    #expect(
      shown["config"] == ["model": "gpt-5", "temperature": .number(try #require(.init(0.2)))])
    #expect(shown.text("template") == "{{x}}")
    #expect(try repo.json("list").first?.text("title") == "Titel")
    // Another title is no new version.
    try repo.write(
      "prompts/p.prompt", "---\ntitle: T2\nmodel: gpt-5\ntemperature: 0.2\n---\n{{x}}\n")
    try repo.ok("commit")
    #expect(try repo.json("log", "p").count == 1)
    #expect(try repo.json("list").first?.text("title") == "T2")
    // Another model is one.
    try repo.write(
      "prompts/p.prompt", "---\ntitle: T2\nmodel: gpt-6\ntemperature: 0.2\n---\n{{x}}\n")
    let diff = try repo.run("diff", "p", "--exit-code")
    #expect(diff.status == 1 && diff.stdout.contains("gpt-6"), "\(diff.stdout)")
    try repo.ok("commit")
    #expect(try repo.json("log", "p").count == 2)
    try repo.expectCleanFsck()
  }

  @Test func aCheckoutOfWhatIsNotLiveSaysIt() throws {
    try repo.commit("p", "one")
    try repo.commit("p", "two", "--no-activate")
    try repo.remove("prompts/p.prompt")
    #expect(
      try repo.ok("checkout", "p")
        == "Wrote prompts/p.prompt (v2)\n  v2 is not live, v1 is: `promptrepo activate p@v2` makes it live\n"
    )
    try repo.ok("activate", "p@v2")
    #expect(try repo.json("checkout", "p").first?["live_version"] == nil)
    let older = try repo.ok("checkout", "p@1")
    #expect(older == "Wrote prompts/p.prompt (v1)\n  v1 is not live, v2 is\n")
    #expect(try repo.json("checkout", "p@1").first?.number("live_version") == 2)
    // What is live needs no word.
    #expect(try repo.ok("checkout", "p") == "Wrote prompts/p.prompt (v2)\n")
  }

  @Test func theEditorIsOpenedOnTheFile() throws {
    try repo.commit("p", "one")
    let editor = repo.with(["EDITOR": "sed -i s/one/two/", "VISUAL": ""])
    let shown = try editor.ok("edit", "p")
    #expect(shown.contains("changed") && shown.contains("two"), "\(shown)")
    #expect(try repo.read("prompts/p.prompt").hasPrefix("two"))
    let failing = repo.with(["EDITOR": "false", "VISUAL": ""])
    #expect(try failing.refusal("edit", "p").contains("false"))
  }
}
