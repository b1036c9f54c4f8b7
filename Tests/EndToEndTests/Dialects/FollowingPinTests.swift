import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// Which pins go along with a partial, which stay, and what is said of files that get none.
@Suite struct FollowingPinTests {
  private static func chat(_ text: String) -> String { "---\ndialect: chat\n---\n\(text)" }

  /// `n` includes `m`, and `m` includes `l`; all are committed.
  private func chain(isInGit: Bool = false) throws -> PromptRepo {
    let repo = isInGit ? try PromptRepo.inWorkTree() : try PromptRepo()
    try repo.write("prompts/l.prompt", "one")
    try repo.write("prompts/m.prompt", Self.chat("m {{> l}}"))
    try repo.write("prompts/n.prompt", Self.chat("n {{> m}}"))
    try repo.ok("pin")
    try repo.ok("commit", "--no-edit")
    return repo
  }

  @Test(arguments: [false, true])
  func includersOfIncludersFollow(isInGit: Bool) throws {
    let repo = try chain(isInGit: isInGit)
    try repo.write("prompts/l.prompt", "two")
    let checked = try repo.run("pin", "--check", "--to", "l")
    #expect(checked.status == 1)
    #expect((checked.stderr + checked.stdout).contains("`promptrepo pin --to l` writes"))
    let pins = try repo.json("pin", "--to", "l")
    #expect(pins.map { $0.text("name") + $0.text("partial") } == ["ml", "nm"])
    #expect(pins.allSatisfy { $0["written"] == true && $0["to_version"] == .null })
    #expect(try repo.read("prompts/n.prompt").contains(" # v2\n"))
    try repo.ok("commit", "--no-edit")
    #expect(try repo.ok("render", "n") == "n m two")
    #expect(try repo.ok("pin", "--check") == "All pins are up to date.\n")
    // Back to a version: the includers are what they were, so that no pin is of a new text.
    let back = try repo.json("pin", "--to", "l@1")
    #expect(back.map { $0.number("to_version") } == [1, 1])
    try isInGit ? repo.expectCleanRepository() : repo.expectCleanFsck()
  }

  /// What was pinned to something older stays, and is named with what brings it.
  @Test func whatIsPinnedToAnOlderTextStaysAndIsNamed() throws {
    let repo = try chain()
    try repo.write("prompts/old.prompt", Self.chat("old {{> m}}"))
    try repo.ok("pin")
    try repo.write("prompts/m.prompt", try repo.read("prompts/m.prompt") + "!")
    try repo.ok("pin", "n", "--to", "m")
    try repo.ok("commit")
    try repo.write("prompts/l.prompt", "two")
    let before = try repo.read("prompts/old.prompt")
    let told = try repo.run("pin", "--to", "l")
    #expect(told.status == 0)
    let said = told.stdout + told.stderr
    #expect(said.contains("old  m  v1 "), "\(said)")
    #expect(said.contains("`promptrepo pin --to m` brings the newer one."), "\(said)")
    #expect(try repo.read("prompts/old.prompt") == before)
    #expect(try repo.json("pin", "--to", "l").isEmpty)
    #expect(try repo.json("pin", "--to", "m").map { $0.text("name") } == ["old"])
    try repo.ok("commit")
    #expect(try repo.ok("render", "n") == "n m two!" && repo.ok("render", "old") == "old m two!")
  }

  /// Named files alone get pins, and an edited partial does not take along what never had its text.
  @Test func namedFilesAloneFollow() throws {
    let repo = try chain()
    try repo.write("prompts/l.prompt", "two")
    let n = try repo.read("prompts/n.prompt")
    #expect(try repo.json("pin", "m", "--to", "l").map { $0.text("name") } == ["m"])
    #expect(try repo.read("prompts/n.prompt") == n)
    let stale = try repo.run("pin", "--check", "n")
    #expect(stale.status == 1)
    #expect((stale.stdout + stale.stderr).contains("`promptrepo pin n --to m` brings the newer"))
    try repo.ok("commit")
    #expect(try repo.ok("render", "n") == "n m one")
  }

  /// What is said to type after a check writes what the check was about.
  @Test func aCheckOfAnOlderVersionSaysWhatToType() throws {
    let repo = try chain()
    try repo.write("prompts/l.prompt", "two")
    try repo.ok("pin", "--to", "l")
    try repo.ok("commit")
    let checked = try repo.run("pin", "--check", "--to", "l@1")
    let said = checked.stdout + checked.stderr
    #expect(said.contains("`promptrepo pin --to l@v1` writes what it would be"), "\(said)")
    #expect(try repo.json("pin", "--to", "l@1").map { $0.text("name") } == ["m", "n"])
  }

  /// A pin is no text that a commit leaves out.
  @Test func whatACommitLeavesOutIsNotPinned() throws {
    let repo = try chain()
    try repo.ok("archive", "l")
    try repo.write("prompts/l.prompt", "edited after it")
    #expect(try repo.ok("pin", "--to", "l") == "Nothing to pin.\n")
    try repo.write("prompts/t.prompt", Self.chat("t {{> l}}"))
    #expect(try repo.json("pin", "t").map { $0.number("to_version") } == [1])
    try repo.ok("commit", "t")
    #expect(try repo.ok("render", "t") == "t one")
    // Of an archived includer a commit makes nothing either.
    try repo.ok("unarchive", "l")
    try repo.ok("archive", "n")
    let n = try repo.read("prompts/n.prompt")
    try repo.ok("pin", "--to", "l")
    #expect(try repo.read("prompts/n.prompt") == n)
    try repo.ok("commit")
    #expect(try repo.ok("pin", "--check") == "All pins are up to date.\n")
    // And nobody has written a new file yet.
    try repo.ok("new", "fresh")
    try repo.write("prompts/u.prompt", Self.chat("u {{> fresh}}"))
    let refused = try repo.refusal("pin", "u")
    #expect(refused.contains("has the text that a new file begins with"), "\(refused)")
    #expect(refused.contains("`promptrepo edit fresh` opens it"), "\(refused)")
  }

  /// What is no file is passed over, and what is wrong with one is said once.
  @Test func whatIsNoFileIsPassedOver() throws {
    let repo = try chain()
    try FileManager.default.createSymbolicLink(
      atPath: "\(repo.path)/prompts/link.prompt", withDestinationPath: "l.prompt")
    try FileManager.default.createDirectory(
      atPath: "\(repo.path)/prompts/folder.prompt", withIntermediateDirectories: false)
    let result = try repo.run("pin")
    #expect(result.status == 0 && result.stderr.isEmpty, "\(result.stderr)")
    #expect(try repo.ok("pin", "--check") == "All pins are up to date.\n")
  }

  @Test func oneFaultIsToldOnce() throws {
    let repo = try chain()
    for name in ["a", "b", "c"] {
      try repo.write("prompts/\(name).prompt", Self.chat("\(name) {{> broken}}"))
    }
    try repo.write("prompts/broken.prompt", "---\ndialect: handlebars\n---\n{{#if x}}")
    func count(_ text: String, _ arguments: String...) throws -> Int {
      let result = try repo.run(arguments)
      #expect(result.status == 1)
      return result.stderr.components(separatedBy: text).count - 1
    }
    #expect(try count("prompts/broken.prompt:4:1", "pin") == 1)
    for name in ["a", "b", "c"] {
      try repo.write("prompts/\(name).prompt", Self.chat("\(name) {{> l}}"))
    }
    try repo.remove("prompts/broken.prompt")
    #expect(try count("99", "pin", "--to", "l@99") == 1)
  }

  /// Marks of a merge in a header are told of as what they are.
  @Test func marksOfAMergeAreToldOf() throws {
    let repo = try chain()
    let pinned = try repo.read("prompts/m.prompt").split(separator: "\n").first {
      $0.contains("sha256:")
    }
    let pin = try #require(pinned)
    try repo.write(
      "prompts/m.prompt",
      """
      ---
      dialect: chat
      partials:
      <<<<<<< here
      \(pin)
      =======
      \(pin.replacing("v1", with: "v2"))
      >>>>>>> there
      ---
      m {{> l}}
      """)
    for arguments in [["pin"], ["pin", "--check"], ["pin", "m"]] {
      let result = try repo.run(arguments)
      #expect(result.status == (arguments.count == 2 && arguments[1] == "m" ? 2 : result.status))
      #expect(
        result.stderr.contains("prompts/m.prompt still has the markers of a merge"),
        "\(result.stderr)")
      #expect(result.stderr.contains("Choose between the sides"), "\(result.stderr)")
    }
    let found = try repo.run("lint")
    #expect(found.status == 1)
    #expect(found.stdout.contains("marks of a merge that was not finished"), "\(found.stdout)")
    #expect(found.stdout.contains("prompts/m.prompt:4"), "\(found.stdout)")
  }
}
