import CanonicalJSON
import TestSupport
import Testing

/// Files that git renamed: `commit` gives the prompt the new name, with its history and its
/// environments, where git says that it is a rename.
@Suite struct RenamedFileTests {
  /// The lines of a file that stays similar if one of them changes.
  private func text(_ name: String, _ changes: [Int: String] = [:]) -> String {
    (1...8).map { "\(changes[$0] ?? "Line \($0) of \(name), for {{customer}}.")\n" }.joined()
  }

  private func prepared(_ names: String...) throws -> PromptRepo {
    let repo = try PromptRepo.inWorkTree()
    for name in names { try repo.write("prompts/\(name).prompt", text(name)) }
    try repo.gitCommit("Add prompts")
    try repo.ok("commit", "-m", "First")
    return repo
  }

  private func move(_ repo: PromptRepo, _ old: String, _ new: String) throws {
    _ = try repo.shell("mkdir -p \"$(dirname prompts/\(new))\"")
    try repo.workTree("mv", "prompts/\(old).prompt", "prompts/\(new).prompt")
  }

  @Test func aRenameKeepsHistoryAndEnvironments() throws {
    let repo = try prepared("a", "b")
    let id = try #require(repo.json("list", "a").first).text("id")
    try repo.ok("env", "add", "production", "--protected")
    try repo.ok("deploy", "a", "--env", "production")
    try move(repo, "a", "support/a")
    try repo.write("prompts/support/a.prompt", text("a", [3: "Changed."]))
    try repo.gitCommit("Rename and edit")
    let git = try repo.workTree("log", "-1", "-M", "--name-status", "--format=")
    #expect(git.hasPrefix("R") && git.hasSuffix("prompts/a.prompt\tprompts/support/a.prompt"))

    // Told beforehand by all that tell of a commit.
    let status = try repo.json("status")
    let said = status.map { "\($0.text("name")) \($0.text("state"))" }
    #expect(said == ["a missing", "b unchanged", "support/a changed"])
    #expect(status[0].text("renamed_to") == "support/a" && status[2].text("renamed_from") == "a")
    let shown = try repo.ok("status")
    #expect(shown.contains("`promptrepo commit` renames a, makes v2"))
    let plan = try #require(repo.json("commit", "--dry-run").first)
    #expect(plan.text("renamed_from") == "a" && plan.number("version") == 2)
    let review = try #require(repo.json("review").first)
    #expect(review.text("outcome") == "version" && review.text("previous_name") == "a")

    #expect(try repo.ok("commit", "-m", "Move").hasPrefix("support/a: renamed from a, v2 sha256:"))
    let now = try #require(repo.json("list", "support/a").first)
    #expect(now.text("id") == id && now.number("active_version") == 2)
    #expect(try repo.json("log", "support/a").map { $0.number("version") } == [2, 1])
    #expect(try repo.ok("show", "support/a@production") == String(text("a").dropLast()))
    try repo.refusal("show", "a")
    #expect(try repo.ok("commit") == "Nothing to commit.\n")
    #expect(try repo.ok("status") == "2 unchanged\n")
    #expect(try repo.ok("audit", "--number", "9").contains("git says that its file was renamed"))
    // The next edit goes on as if nothing had been.
    try repo.write("prompts/support/a.prompt", text("a", [4: "Again."]))
    #expect(try repo.ok("commit").hasPrefix("support/a: v3 "))
    try repo.expectCleanRepository()
  }

  @Test func renamesAreFollowedThroughAChain() throws {
    let repo = try prepared("a")
    try move(repo, "a", "b")
    try repo.gitCommit("First")
    for (step, name) in ["c", "deep/d", "e"].enumerated() {
      try move(repo, ["b", "c", "deep/d"][step], name)
      try repo.write(
        "prompts/\(name).prompt",
        text("a", Dictionary(uniqueKeysWithValues: (1...(2 * step + 2)).map { ($0, "New \($0).") }))
      )
      try repo.gitCommit("Step \(step)")
    }
    // From end to end git sees no rename any more, and step by step it does.
    let ends = try repo.workTree("diff", "-M", "--name-status", "HEAD~4", "HEAD", "--", "prompts")
    #expect(ends.hasPrefix("D"))
    let result = try #require(repo.json("commit").first)
    #expect(result.text("name") == "e" && result.text("renamed_from") == "a")
    #expect(result.number("version") == 2)
  }

  /// Passed on in one commit, git calls the middle one edited and pairs the ends, if at all.
  @Test(arguments: [true, false])
  func namesThatArePassedOnInOneCommitGoWithTheFiles(_ isCommitted: Bool) throws {
    let repo = try prepared("b", "c", "e", "other")
    try repo.ok("env", "add", "production", "--protected")
    try repo.ok("deploy", "c", "--env", "production")
    let ids = try Dictionary(
      uniqueKeysWithValues: repo.json("list").map { ($0.text("name"), $0.text("id")) })
    for (old, new) in [("e", "f"), ("c", "e"), ("b", "c")] { try move(repo, old, new) }
    if isCommitted { try repo.gitCommit("Pass names on") }
    let git = try repo.workTree(
      "diff", "-M", "--name-status", "--cached", "HEAD~\(isCommitted ? 1 : 0)")
    #expect(git.contains("M\tprompts/c.prompt") && git.contains("M\tprompts/e.prompt"))
    #expect(
      try repo.ok("commit", "-n").hasPrefix(
        "c: would be renamed from b\ne: would be renamed from c\nf: would be renamed from e\n"))
    #expect(try repo.json("status").compactMap { $0["renamed_from"]?.string } == ["b", "c", "e"])
    #expect(try repo.ok("commit") == "c: renamed from b\ne: renamed from c\nf: renamed from e\n")
    for (old, new) in [("b", "c"), ("c", "e"), ("e", "f"), ("other", "other")] {
      #expect(try repo.json("list", new).first?.text("id") == ids[old])
      #expect(try repo.ok("show", new) == String(text(old).dropLast()))
    }
    try repo.refusal("show", "b")
    #expect(try repo.json("show", "e@production").first?.number("version") == 1)
    #expect(try repo.ok("commit") == "Nothing to commit.\n")
    try repo.expectCleanRepository()
  }

  /// What cannot be told apart from edits is made of edits, and said before.
  @Test(arguments: ["exchange", "over another", "edited on the way", "equal texts"])
  func whatLooksPassedOnIsSaid(_ story: String) throws {
    let repo = try prepared("b", "c")
    if story == "equal texts" {
      for name in ["b", "c"] { try repo.write("prompts/\(name).prompt", text("both")) }
      try repo.gitCommit("Make them equal")
      try repo.ok("commit")
    }
    switch story {
    case "exchange":
      for (old, new) in [("c", "d"), ("b", "c"), ("d", "b")] { try move(repo, old, new) }
    case "over another": try repo.workTree("mv", "-f", "prompts/b.prompt", "prompts/c.prompt")
    default:
      for (old, new) in [("c", "d"), ("b", "c")] { try move(repo, old, new) }
      if story != "equal texts" { try repo.write("prompts/c.prompt", text("b", [2: "Changed."])) }
    }
    try repo.gitCommit("Move")
    let said =
      [
        "exchange": [
          "prompts/b.prompt has the text that 'c' has so far",
          "prompts/c.prompt has the text that 'b'",
        ],
        "over another": ["prompts/c.prompt has the text that 'b' has so far"],
        "edited on the way": ["prompts/d.prompt has the text that 'c' has so far"],
        // To git, and so to everybody, `b` is `d` now.
        "equal texts": [],
      ][story] ?? []
    let status = try repo.ok("status")
    #expect(status.contains("has so far") == !said.isEmpty)
    for arguments in [["commit", "-n"], ["review"], ["commit"]] {
      let result = try repo.run(arguments)
      let all = result.stdout + result.stderr
      for words in said { #expect(all.contains(words), "\(arguments): \(all)") }
      #expect(all.contains("has so far") == !said.isEmpty)
    }
    let names = try repo.json("list").map { $0.text("name") }
    switch story {
    case "exchange": #expect(names == ["b", "c"])
    case "over another": #expect(names == ["c"])
    case "equal texts":
      #expect(names == ["c", "d"])
      #expect(try repo.json("log", "c").count == 2 && repo.json("log", "d").count == 2)
    default: #expect(names == ["c", "d"])
    }
    try repo.expectCleanRepository()
  }

  /// The file of an older commit is no edit of the prompt that has its name since.
  @Test func anOlderFileIsNoVersionOfThePromptThatGotItsName() throws {
    let repo = try prepared("a", "b")
    try move(repo, "b", "z")
    try repo.gitCommit("Rename b")
    try move(repo, "a", "b")
    try repo.gitCommit("Give its name to a")
    #expect(try repo.ok("commit") == "b: renamed from a\nz: renamed from b\n")
    try repo.workTree("checkout", "-q", "HEAD~2")
    try repo.remove(".git/promptrepo/index")
    #expect(try repo.state(of: "b") == "conflict")
    for arguments in [["commit", "b"], ["commit", "-n", "b"], ["commit"]] {
      #expect(try repo.run(arguments).status == 2)
    }
    #expect(try repo.json("log", "b").count == 1)
    try repo.workTree("switch", "-q", "main")
    #expect(try repo.ok("commit") == "Nothing to commit.\n")
  }

  /// After `git commit --amend` the name that the ledger followed is in no commit.
  @Test func anAmendedRenameIsSaid() throws {
    let team = try Team()
    let dev = team.first
    try team.publish(text("a"), "Add a")
    try team.job("first").ok("ci")
    try move(dev, "a", "z")
    try dev.gitCommit("Rename")
    try dev.workTree("push", "-q", "origin", "main")
    #expect(try team.job("second").ok("ci").hasPrefix("z: renamed from a\n"))
    try move(dev, "z", "y")
    try dev.write("prompts/y.prompt", text("a", [1: "Changed."]))
    try dev.workTree("commit", "-q", "-a", "--amend", "-m", "Rename otherwise")
    try team.server.workTree("config", "receive.denyNonFastForwards", "false")
    try dev.workTree("push", "-q", "--force", "origin", "main")
    try dev.ok("pull")
    let words = "prompts/y.prompt looks like the file of z, moved, and "
    #expect(try dev.ok("status").contains("`promptrepo mv z y` keeps the history of z"))
    #expect(try dev.run("commit", "-n").stderr.contains(words + "will be a new prompt"))
    for clone in [JobClone.oneCommit, .full] {
      let job = try team.job("third", clone)
      #expect(try job.run("ci", "-n").stderr.contains(words + "will be a new prompt"))
    }
    #expect(try team.job("third").run("ci").stderr.contains(words + "is a new prompt"))
  }

  @Test func whatIsStagedIsARenameToo() throws {
    let repo = try prepared("a")
    try move(repo, "a", "b")
    #expect(try repo.ok("commit", "--dry-run").hasPrefix("b: would be renamed from a\n"))
    try repo.write("prompts/b.prompt", text("a", [1: "Hello."]))
    #expect(try repo.ok("commit").hasPrefix("b: renamed from a, v2 "))
    try repo.gitCommit("Rename")
    #expect(try repo.ok("status") == "1 unchanged\n")
    try repo.write("prompts/b.prompt", text("a", [2: "Bye."]))
    #expect(try repo.ok("commit").hasPrefix("b: v3 "))
    // What git was not told of is no rename: nobody knows whether it is meant.
    _ = try repo.shell("mv prompts/b.prompt prompts/c.prompt")
    #expect(try repo.ok("status").contains("`promptrepo mv b c` keeps the history"))
  }

  @Test func aFreshCloneSaysTheSame() throws {
    let team = try Team()
    let dev = team.first
    try dev.write("prompts/a.prompt", text("a"))
    try dev.gitCommit("Add a")
    try dev.ok("commit", "--first")
    try move(dev, "a", "b")
    try dev.gitCommit("Rename")
    try dev.workTree("push", "-q", "origin", "main")
    try dev.ok("push")
    let clone = try team.clone("second")
    try clone.ok("pull")
    let plans = [try dev.json("commit", "-n"), try clone.json("commit", "-n")]
    #expect(plans[0] == plans[1] && plans[0].first?.text("renamed_from") == "a")
    #expect(try clone.ok("commit", "b") == "b: renamed from a\n")
    try clone.ok("push")
    // The other clone has the rename by the ledger then.
    try dev.ok("pull")
    #expect(try dev.ok("commit") == "Nothing to commit.\n")
    #expect(try dev.json("log", "b").count == 1)
    try team.expectSound(clone)
  }

  /// A version that was made before its file was committed names no commit; its text says where it
  /// is.
  @Test func aVersionThatIsOlderThanItsCommitIsFound() throws {
    let repo = try PromptRepo.inWorkTree()
    try repo.write("prompts/a.prompt", text("a"))
    try repo.ok("commit")
    try repo.gitCommit("Add a")
    try repo.workTree("mv", "prompts/a.prompt", "prompts/b.prompt")
    try repo.gitCommit("Rename")
    try repo.remove(".git/promptrepo/index")
    #expect(try repo.ok("commit") == "b: renamed from a\n")
  }

  @Test func aRenameOnABranchMeetsAnEditOnMain() throws {
    let repo = try prepared("a")
    try repo.workTree("switch", "-qc", "topic")
    try move(repo, "a", "b")
    try repo.gitCommit("Rename")
    try repo.workTree("switch", "-q", "main")
    try repo.write("prompts/a.prompt", text("a", [8: "The end."]))
    try repo.gitCommit("Edit")
    try repo.ok("commit", "-m", "On main")
    let review = try #require(repo.json("review", "main", "--head", "topic").first)
    #expect(review.text("outcome") == "renamed" && review.text("previous_name") == "a")
    try repo.workTree("merge", "-q", "--no-edit", "topic")
    #expect(try repo.ok("commit") == "b: renamed from a\n")
    #expect(try repo.json("log", "b").count == 2)
    #expect(try repo.ok("status") == "1 unchanged\n")
  }

  @Test func takenNamesAreNotTakenOver() throws {
    let repo = try prepared("a", "b", "c")
    // The name of a deleted prompt is free.
    try repo.ok("delete", "b", "--yes")
    try repo.gitCommit("Delete b")
    try move(repo, "a", "b")
    try repo.gitCommit("Rename")
    #expect(try repo.ok("commit") == "b: renamed from a\n")
    // That of an archived one is not.
    try repo.write("prompts/d.prompt", text("d"))
    try repo.gitCommit("Add d")
    try repo.ok("commit")
    try repo.workTree("rm", "-q", "prompts/d.prompt")
    try repo.gitCommit("Remove d")
    #expect(try repo.ok("commit").hasPrefix("d: archived"))
    try move(repo, "c", "d")
    try repo.gitCommit("Take the name")
    let before = try repo.ledger()
    let refused = try repo.refusal("commit", status: 2)
    #expect(refused.contains("the file of 'c' under another name, and 'd' is an archived prompt"))
    #expect(try repo.ok("status").contains("the name of an archived prompt"))
    #expect(try repo.ledger() == before)
  }

  /// A name that is given on: each prompt goes with its own file, also where only texts are left that
  /// look like edits.
  @Test func aNameThatWasGivenOnIsFollowed() throws {
    let repo = try prepared("a", "b", "c")
    let ids = try repo.json("list").map { $0.text("id") }
    try move(repo, "c", "d")
    try repo.gitCommit("First the last")
    try move(repo, "b", "c")
    try repo.gitCommit("Then the one before")
    try move(repo, "a", "b")
    try repo.write("prompts/b.prompt", text("a", [2: "Changed."]))
    try repo.gitCommit("Then the first")
    let ends = try repo.workTree("diff", "-M", "--name-status", "HEAD~3", "HEAD", "--", "prompts")
    #expect(ends.contains("M\tprompts/b.prompt") && ends.contains("M\tprompts/c.prompt"))
    let done = try repo.json("commit").map { "\($0.text("renamed_from")) \($0.text("name"))" }
    #expect(done == ["a b", "b c", "c d"])
    #expect(try repo.json("list").map { $0.text("id") } == ids)
    #expect(try repo.json("log", "b").count == 2 && repo.json("log", "c").count == 1)
    #expect(try repo.ok("status") == "3 unchanged\n")
    try repo.expectCleanRepository()
  }

  @Test func swappedNamesAreEdits() throws {
    let repo = try prepared("a", "b")
    _ = try repo.shell("cd prompts && mv a.prompt x && mv b.prompt a.prompt && mv x b.prompt")
    try repo.gitCommit("Swap")
    let git = try repo.workTree("log", "-1", "-M", "--name-status", "--format=")
    #expect(git == "M\tprompts/a.prompt\nM\tprompts/b.prompt")
    let done = try repo.ok("commit")
    #expect(done.contains("a: v2 ") && done.contains("b: v2 ") && !done.contains("renamed"))
  }

  @Test func aClonesShallowHistoryIsNoProof() throws {
    let team = try Team()
    let dev = team.first
    try dev.write("prompts/a.prompt", text("a"))
    try dev.gitCommit("Add a")
    try dev.ok("commit", "--first")
    try move(dev, "a", "b")
    try dev.gitCommit("Rename")
    try dev.workTree("push", "-q", "origin", "main")
    try dev.ok("push")
    try dev.workTree(
      "clone", "-q", "--depth", "1", "file://\(team.server.path)", "../shallow")
    let shallow = try dev.beside("shallow")
    try shallow.ok("pull")
    // A second prompt with the same text would be one without history.
    let refused = try shallow.run("commit")
    #expect(refused.status == 2 && refused.stderr.contains("git fetch --unshallow"))
    try shallow.workTree("fetch", "-q", "--unshallow")
    #expect(try shallow.ok("commit") == "b: renamed from a\n")
  }

  /// Random renames, edits and removals, against `git log -M --follow`.
  @Test(arguments: 0..<6) func renamesAreThoseThatGitShows(seed: Int) throws {
    var random = Numbers(seed: UInt64(seed))
    let repo = try prepared("p0", "p1", "p2", "p3")
    var places = ["p0", "p1", "p2", "p3"].map { (origin: $0, path: $0, changes: [Int: String]()) }
    for step in 0..<8 {
      let chosen = random(places.count)
      var place = places[chosen]
      let new = "r\(step)/n\(random(3))"
      try move(repo, place.path, new)
      place.path = new
      for _ in 0..<random(4) { place.changes[1 + random(8)] = "Text \(step) \(random(90))." }
      try repo.write("prompts/\(new).prompt", text(place.origin, place.changes))
      places[chosen] = place
      if random(3) > 0 { try repo.gitCommit("Step \(step)") }
    }
    try repo.workTree("add", "-A")
    try repo.workTree("commit", "-qm", "Rest", "--allow-empty")
    let results = try repo.json("commit")
    var seen = 0
    for place in places where place.path != place.origin {
      let log = try repo.workTree(
        "log", "--follow", "-M", "--name-status", "--format=", "--",
        "prompts/\(place.path).prompt")
      let first = try #require(log.split(separator: "\n").last)
      let source = first.split(separator: "\t").last.map(String.init)
      let isRename = source == "prompts/\(place.origin).prompt"
      let result = try #require(results.first { $0.text("name") == place.path })
      #expect(
        result.text("renamed_from") == (isRename ? place.origin : ""),
        "seed \(seed), \(place.path): \(log)")
      if isRename { seen += 1 }
    }
    #expect(seen > 0)
  }
}

/// Numbers that look random, the same for the same seed.
private struct Numbers {
  private var state: UInt64

  init(seed: UInt64) { state = (seed &+ 1) &* 0x9e37_79b9_7f4a_7c15 }

  mutating func callAsFunction(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % limit
  }
}
