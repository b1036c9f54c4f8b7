import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// `pull --ours`, `--theirs` and `--merge` of the real program, with a server as strict as servers
/// are.
@Suite struct JoinCommandTests {
  /// Two clones that share the prompt `a` of six lines, and each went on with it.
  private func pair(
    first theirs: String, second mine: String
  ) throws -> (Team, second: PromptRepo) {
    let team = try Team()
    try team.first.commit("a", "1\n2\n3\n4\n5\n6\n", "--first")
    try team.first.ok("push")
    try team.first.gitCommit("Add a prompt")
    try team.first.workTree("push", "-q")
    let second = try team.clone("second")
    try second.ok("pull")
    try team.first.commit("a", theirs, "-m", "Say it otherwise")
    try team.first.ok("push")
    try second.commit("a", mine, "-m", "Say it shorter")
    return (team, second)
  }

  /// All get what the others have, a third clone too, and have the same then.
  private func settle(
    _ team: Team, _ second: PromptRepo, at location: SourceLocation = #_sourceLocation
  ) throws {
    try second.ok("push", at: location)
    try team.first.ok("pull", at: location)
    let third = try team.clone("third")
    try third.ok("pull", at: location)
    #expect(try team.first.ledger() == second.ledger(), sourceLocation: location)
    #expect(try third.ledger() == second.ledger(), sourceLocation: location)
    try team.expectSound(second, third, at: location)
  }

  @Test func aConflictIsShownAsPeopleReadIt() throws {
    let (_, second) = try pair(first: "theirs\n2\n3\n4\n5\n6\n", second: "1\n2\n3\n4\n5\nmine\n")
    let message = try second.refusal("pull", status: 2)
    for line in [
      #/  common: v1, Test Author, \d{4}-\d\d-\d\d \d\d:\d\d:\d\d .*/#,
      #/  here: v2, Test Author, \d{4}-.*, Say it shorter/#,
      #/  there: v2, Test Author, \d{4}-.*, Say it otherwise/#,
      #/--- here\/v2/#, #/\+\+\+ there\/v2/#, #/-1/#, #/\+theirs/#, #/-mine/#,
    ] {
      #expect(
        message.split(separator: "\n").contains { $0.wholeMatch(of: line) != nil }, "\(message)")
    }
    for flag in ["--merge", "--ours", "--theirs"] {
      #expect(message.contains("`promptrepo pull origin a \(flag)`"))
    }
    #expect(try second.refusal("push", status: 2).contains("+theirs"))
  }

  @Test func linesApartAreMerged() throws {
    let (team, second) = try pair(
      first: "theirs\n2\n3\n4\n5\n6\n", second: "1\n2\n3\n4\n5\nmine\n")
    #expect(
      try second.ok("pull", "--merge") == """
        joined  a  v2 from origin, v2 from here as v3, v4 merges them, v4 is active
        origin: 1 joined

        """)
    #expect(try second.state(of: "a") == "behind")
    try second.ok("checkout")
    #expect(try second.read("prompts/a.prompt") == "theirs\n2\n3\n4\n5\nmine\n")
    #expect(try second.ok("log", "a").contains("Merge v2 of origin and v3"))
    try settle(team, second)
    #expect(try team.first.ok("show", "a") == "theirs\n2\n3\n4\n5\nmine")
  }

  @Test(arguments: ["--ours", "--theirs"])
  func oneSideCounts(_ side: String) throws {
    let (team, second) = try pair(first: "theirs", second: "mine")
    let preview = try second.json("pull", side, "--dry-run")
    #expect(preview.first?.text("result") == "joinable")
    let join = try #require(try second.json("pull", "origin", "a", side).first)
    #expect(join.text("result") == "joined")
    let details = try #require(join["join"]?.object)
    #expect(details.text("resolution") == String(side.dropFirst(2)))
    #expect(details["renumbered"] == [["previous_number": 2, "number": 3]])
    #expect(details.number("first_version") == 2 && details.number("last_version") == 2)
    #expect(details["resolved_version"] == (side == "--ours" ? nil : 4))
    #expect(details["record_edited"] == false)
    #expect(try second.ok("show", "a") == String(side.dropFirst(2)).replacing("ours", with: "mine"))
    #expect(try second.state(of: "a") == (side == "--ours" ? "unchanged" : "behind"))
    try settle(team, second)
  }

  @Test func linesThatOverlapAreMergedInTheFile() throws {
    let (team, second) = try pair(first: "theirs\n2\n3\n4\n5\n6\n", second: "mine\n2\n3\n4\n5\n6\n")
    let preview = try second.run("pull", "--merge", "--dry-run")
    #expect(preview.status == 2)
    #expect(try second.read("prompts/a.prompt") == "mine\n2\n3\n4\n5\n6\n")
    let message = try second.refusal("pull", "--merge", status: 2)
    #expect(message.contains("`promptrepo commit a`"), "\(message)")
    #expect(
      try second.read("prompts/a.prompt") == """
        <<<<<<< v3
        mine
        ||||||| v1
        1
        =======
        theirs
        >>>>>>> v2 of origin
        2
        3
        4
        5
        6

        """)
    #expect(try second.state(of: "a") == "conflict")
    #expect(try second.refusal("commit", status: 2).contains("still has the markers of a merge"))
    #expect(try second.ok("show", "a").hasPrefix("theirs"))
    // What is joined so far may be shared, and nothing of it is live before the outcome is.
    try second.ok("push")
    try second.write("prompts/a.prompt", "both\n2\n3\n4\n5\n6\n")
    #expect(try second.ok("commit", "-m", "Both").contains("v4"))
    #expect(try second.ok("show", "a").hasPrefix("both"))
    try settle(team, second)
  }

  @Test func keysThatOverlapAreMergedInTheFile() throws {
    let (team, second) = try pair(
      first: "---\nmodel: theirs\ntop: 1\n---\n1\n2\n3\n4\n5\nsix\n",
      second: "---\nmodel: mine\n---\none\n2\n3\n4\n5\n6\n")
    #expect(
      try second.refusal("pull", "--merge", status: 2).contains("v3 and v2, which is from origin"))
    let file = try second.read("prompts/a.prompt")
    #expect(
      file.contains("<<<<<<< v3\nmodel: mine\n=======\nmodel: theirs\n>>>>>>> v2 of origin\n"))
    #expect(file.contains("one\n2\n3\n4\n5\nsix\n"))
    try second.refusal("commit", status: 2)
    try second.write(
      "prompts/a.prompt", "---\nmodel: mine\ntop: 1\n---\none\n2\n3\n4\n5\nsix\n")
    try second.ok("commit")
    try settle(team, second)
  }

  @Test func editsThatAreCommittedNowhereAreKept() throws {
    let (team, second) = try pair(first: "theirs", second: "mine")
    try second.write("prompts/a.prompt", "not yet committed")
    let before = try second.ledger()
    let message = try second.refusal("pull", "--merge", status: 2)
    #expect(message.contains("has edits that are committed nowhere"), "\(message)")
    #expect(try second.ledger() == before)
    #expect(try second.read("prompts/a.prompt") == "not yet committed")
    // One side as it is needs no file.
    try second.ok("pull", "--ours")
    #expect(try second.read("prompts/a.prompt") == "not yet committed")
    #expect(try second.state(of: "a") == "changed")
    try settle(team, second)
  }

  @Test func aBareRepositoryHasToChooseASide() throws {
    let (team, second) = try pair(first: "theirs", second: "mine")
    try second.workTree("clone", "-q", "--bare", "../server.git", "../bare.git")
    let bare = try team.first.beside("bare.git")
    try second.workTree(
      "push", "-q", "../bare.git", "+refs/prompts/*:refs/prompts/*")
    let message = try bare.refusal("pull", "--merge", status: 2)
    #expect(message.contains("bare repository"), "\(message)")
    #expect(message.contains("`promptrepo pull origin a --theirs`"))
    try bare.ok("pull", "--theirs")
    try bare.ok("push")
    #expect(try bare.ledger() == team.server.ledger())
  }

  @Test func theThreeExcludeEachOther() throws {
    let repo = try PromptRepo.inWorkTree()
    for flags in [
      ["--ours", "--theirs"], ["--merge", "--ours"], ["--ours", "--theirs", "--merge"],
    ] {
      #expect(try repo.run(["pull"] + flags).status == 64)
    }
  }

  /// Whenever it ends: both histories as they were, or one.
  @Test func killedInTheMiddleLeavesTheOldOrTheNew() throws {
    let (team, second) = try pair(first: "theirs\n2", second: "mine\n2")
    let before = try second.ledger()
    var rounds: Set<Bool> = []
    for round in 1...30 {
      let delay = String(format: "%.4f", Double(round) * 0.004)
      _ = try second.shell(
        "promptrepo pull --merge >/dev/null 2>&1 & sleep \(delay); kill -9 $! 2>/dev/null; "
          + "wait $! || true")
      let isJoined = try second.json("list").first?.number("latest_version") == 3
      rounds.insert(isJoined)
      let file = try second.read("prompts/a.prompt")
      if isJoined {
        #expect(file.hasPrefix("<<<<<<< v3\n"), "after \(delay) s: \(file)")
        break
      }
      #expect(try second.ledger() == before, "after \(delay) s")
      #expect(file == "mine\n2" || file.hasPrefix("<<<<<<< v3\n"), "after \(delay) s: \(file)")
    }
    if !rounds.contains(true) { try second.refusal("pull", "--merge", status: 2) }
    try second.write("prompts/a.prompt", "both\n2")
    try second.ok("commit")
    try settle(team, second)
  }
}
