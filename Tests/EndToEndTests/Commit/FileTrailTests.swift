import CanonicalJSON
import TestSupport
import Testing

/// Files whose names others had before, or have got since: each prompt goes with its own file, and no
/// text goes live under another prompt.
@Suite struct FileTrailTests {
  private func text(_ name: String) -> String {
    (1...6).map { "Line \($0) of \(name), for {{customer}} \(name)\(name).\n" }.joined()
  }

  private func prepared() throws -> PromptRepo {
    let repo = try PromptRepo.inWorkTree()
    for name in ["b", "c", "d"] { try repo.write("prompts/\(name).prompt", text(name)) }
    try repo.gitCommit("one")
    try repo.ok("commit")
    return repo
  }

  private func move(_ repo: PromptRepo, _ moves: (String, String)..., message: String?) throws {
    for (old, new) in moves {
      try repo.workTree("mv", "prompts/\(old).prompt", "prompts/\(new).prompt")
    }
    if let message { try repo.gitCommit(message) }
  }

  /// The names of prompts that are in use, with the first letter of what is live of each.
  private func live(_ repo: PromptRepo) throws -> [String: String] {
    var live: [String: String] = [:]
    for prompt in try repo.json("list") {
      let name = prompt.text("name")
      live[name] = try repo.ok("show", name).split(separator: " ").dropFirst(3).first.map {
        String($0.prefix(1))
      }
    }
    return live
  }

  @Test(arguments: [true, false])
  func aNameThatTwoFilesHadLeadsEachOnItsOwnWay(_ isBetween: Bool) throws {
    let repo = try prepared()
    try move(repo, ("d", "f"), ("c", "d"), message: "1")
    if isBetween {
      #expect(try repo.ok("commit") == "d: renamed from c\nf: renamed from d\n")
    }
    try move(repo, ("f", "j"), ("d", "f"), message: "2")
    let names = isBetween ? ["d", "f"] : ["c", "d"]
    let lines = "f: renamed from \(names[0])\nj: renamed from \(names[1])\n"
    #expect(
      try repo.ok("commit", "-n").hasPrefix(lines.replacing("renamed", with: "would be renamed")))
    #expect(try repo.ok("commit") == lines)
    #expect(try live(repo) == ["b": "b", "f": "c", "j": "d"])
    #expect(try repo.ok("commit") == "Nothing to commit.\n")
  }

  @Test func namesThatWereExchangedStepByStepAreExchanged() throws {
    let repo = try prepared()
    for (old, new) in [("b", "t"), ("c", "b"), ("t", "c")] {
      try move(repo, (old, new), message: "\(old) to \(new)")
    }
    #expect(try repo.ok("commit") == "b: renamed from c\nc: renamed from b\n")
    #expect(try live(repo) == ["b": "c", "c": "b", "d": "d"])
    #expect(try repo.ok("status") == "3 unchanged\n")
    try repo.expectCleanRepository()
  }

  @Test(arguments: [["HEAD"], ["HEAD", "HEAD~1"]])
  func aChainThatIsRevertedGoesBack(_ reverted: [String]) throws {
    let team = try Team()
    let dev = team.first
    for name in ["b", "c"] { try dev.write("prompts/\(name).prompt", text(name)) }
    try dev.gitCommit("one")
    try dev.workTree("push", "-q", "origin", "main")
    try team.job("first").ok("ci")
    try move(dev, ("c", "x"), message: reverted.count > 1 ? "c to x" : nil)
    try move(dev, ("b", "c"), message: "b to c")
    try dev.workTree("push", "-q", "origin", "main")
    try team.job("second").ok("ci")
    for commit in reverted.indices.map({ "HEAD~\(2 * $0)" }) {
      try dev.workTree("revert", "--no-edit", commit)
    }
    try dev.workTree("push", "-q", "origin", "main")
    for clone in [JobClone.oneCommit, .full] {
      let planned = try team.job("look", clone).ok("ci", "-n")
      #expect(planned.contains("b: would be renamed from c"))
      #expect(planned.contains("c: would be renamed from x"))
    }
    let done = try team.job("third").ok("ci")
    #expect(done.hasPrefix("b: renamed from c\nc: renamed from x\n"), "\(done)")
  }

  @Test(arguments: [true, false])
  func aNewFileAtANameThatWasLeftIsANewPrompt(_ isBetween: Bool) throws {
    let repo = try prepared()
    let id = try #require(repo.json("list", "c").first).text("id")
    try move(repo, ("c", "x"), message: "c to x")
    if isBetween { #expect(try repo.ok("commit") == "x: renamed from c\n") }
    try repo.write("prompts/c.prompt", "Quite another text.\n")
    try repo.gitCommit("A new c")
    if !isBetween {
      let outcomes = try repo.json("review", "HEAD~2").map { $0.text("outcome") }
      #expect(outcomes == ["new", "renamed", ""] || outcomes == ["new", "renamed"])
    }
    let done = try repo.ok("commit")
    #expect(done.hasPrefix("c: v1 ") && done.contains("x: renamed from c") == !isBetween)
    #expect(try repo.json("list", "x").first?.text("id") == id)
    #expect(try repo.json("list", "c").first?.text("id") != id)
    #expect(try repo.ok("show", "x") + "\n" == text("c"))
    #expect(try repo.ok("status") == "4 unchanged\n")
  }

  /// The text of a version that is there again may be the prompt's own file.
  @Test func anOldFileThatIsBackIsNoNewPrompt() throws {
    let repo = try prepared()
    try move(repo, ("c", "x"), message: "c to x")
    try repo.ok("commit")
    try repo.write("prompts/c.prompt", text("c"))
    try repo.gitCommit("c again")
    #expect(try repo.refusal("commit", status: 2).contains("is 'x' now, and has its file there"))
  }

  @Test(arguments: [true, false])
  func theNameOfARemovedPromptIsNotTakenOver(_ isBetween: Bool) throws {
    let repo = try prepared()
    try repo.workTree("rm", "-q", "prompts/c.prompt")
    try repo.gitCommit("Remove c")
    if isBetween { try repo.ok("commit") }
    try move(repo, ("b", "c"), message: "b to c")
    let words = "prompts/c.prompt is the file of 'b' under another name"
    let before = try repo.ledger()
    #expect(try repo.run("review", "HEAD~1").stdout.contains(words))
    for arguments in [["commit", "-n"], ["commit"], ["commit", "c"]] {
      let refused = try repo.run(arguments)
      #expect(refused.status == 2 && refused.stderr.contains(words), "\(refused.stderr)")
    }
    #expect(try repo.state(of: "c") == "conflict")
    #expect(try repo.ledger() == before)
  }

  @Test func aPromptWhoseFileIsGoneGivesItsNameFirst() throws {
    let repo = try prepared()
    try move(repo, ("c", "x"), message: "c to x")
    try move(repo, ("b", "c"), message: "b to c")
    try repo.workTree("rm", "-q", "prompts/x.prompt")
    try repo.gitCommit("Remove x")
    #expect(
      try repo.ok("commit")
        == "c: renamed from b\nx: archived, since its file was removed, renamed from c\n")
    #expect(try live(repo) == ["c": "b", "d": "d"])
    #expect(try repo.ok("status") == "2 unchanged\n")
    // What is removed there comes back there.
    try repo.workTree("revert", "--no-edit", "HEAD")
    #expect(try repo.ok("commit") == "x: in use again, since its file is back\n")
    #expect(try live(repo) == ["c": "b", "d": "d", "x": "c"])
  }

  @Test(arguments: [true, false])
  func namesThatAreAskedForAloneAreMadeFreeFirst(_ isCommitted: Bool) throws {
    let repo = try prepared()
    try move(repo, ("c", "x"), ("b", "c"), message: isCommitted ? "Chain" : nil)
    #expect(try repo.json("status", "x").first?.text("renamed_from") == "c")
    #expect(try repo.ok("commit", "-n", "x").hasPrefix("x: would be renamed from c\n"))
    // The name that is asked for is the one of another, which goes with it.
    let both = "c: renamed from b\nx: renamed from c\n"
    #expect(
      try repo.ok("commit", "-n", "c").hasPrefix(
        both.replacing("renamed", with: "would be renamed")))
    if isCommitted {
      #expect(try repo.ok("commit", "x") == "x: renamed from c\n")
      #expect(try repo.ok("commit") == "c: renamed from b\n")
    } else {
      #expect(try repo.ok("commit", "c") == both)
    }
    #expect(try live(repo) == ["c": "b", "d": "d", "x": "c"])
  }

  @Test func aFileThatWasRenamedAndRemovedComesBackWithItsPrompt() throws {
    let repo = try prepared()
    let id = try #require(repo.json("list", "c").first).text("id")
    try move(repo, ("c", "x"), message: "c to x")
    try repo.workTree("rm", "-q", "prompts/x.prompt")
    try repo.gitCommit("Remove x")
    #expect(try repo.ok("commit") == "c: archived, since its file was removed\n")
    #expect(try repo.ok("audit", "c", "-n", "1").contains("prompts/x.prompt was removed in "))
    try repo.workTree("revert", "--no-edit", "HEAD")
    let back = "x: in use again, since its file is back, renamed from c\n"
    #expect(try repo.ok("commit") == back)
    // So it is if the file goes on to another name before.
    try repo.workTree("rm", "-q", "prompts/x.prompt")
    try repo.gitCommit("Remove x again")
    #expect(try repo.ok("commit") == "x: archived, since its file was removed\n")
    try repo.workTree("revert", "--no-edit", "HEAD")
    try move(repo, ("x", "y"), message: "x to y")
    #expect(
      try repo.ok("commit") == "y: in use again, since its file is back, renamed from x\n")
    #expect(try repo.json("list", "y").first?.text("id") == id)
    #expect(try live(repo) == ["b": "b", "d": "d", "y": "c"])
  }

  @Test func anArchivedPromptIsRenamedAndStaysArchived() throws {
    let repo = try prepared()
    let id = try #require(repo.json("list", "d").first).text("id")
    try repo.ok("archive", "d", "-m", "obsolete")
    try move(repo, ("d", "dd"), message: "d to dd")
    #expect(try repo.ok("commit") == "dd: renamed from d\n")
    let now = try #require(repo.json("list", "--archived").first { $0.text("name") == "dd" })
    #expect(now.text("id") == id && now["archived_at"]?.string != nil)
    #expect(try repo.ok("commit") == "Nothing to commit.\n")
  }
}
