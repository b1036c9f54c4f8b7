import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// Pins of partials, from working files to versions.
@Suite struct PinTests {
  private static func chat(_ text: String) -> String { "---\ndialect: chat\n---\n\(text)" }

  private func hash(_ name: String, _ repo: PromptRepo) throws -> String {
    try #require(try repo.json("show", "\(name)@latest").first).text("hash")
  }

  /// What is included is pinned first, and all of it becomes one commit.
  @Test(arguments: [false, true])
  func newFilesThatIncludeEachOtherAreOneCommit(isInGit: Bool) throws {
    let repo = isInGit ? try PromptRepo.inWorkTree() : try PromptRepo()
    try repo.write("prompts/a.prompt", Self.chat("{{> b}}-{{> c}}"))
    try repo.write("prompts/b.prompt", Self.chat("{{> c}}!"))
    try repo.write("prompts/c.prompt", "Be {{mood}}.")
    #expect(try repo.ok("status").contains("`promptrepo pin a` first: 'b'"))
    let refused = try repo.run("commit")
    repo.expectRefusal(refused)
    #expect(refused.stderr.contains("`promptrepo pin` writes missing pins into the files"))
    #expect(try repo.json("list").isEmpty)
    let checked = try repo.run("pin", "--check")
    #expect(checked.status == 1 && checked.stdout.contains("no pin; it would be"))
    #expect(try repo.read("prompts/a.prompt") == Self.chat("{{> b}}-{{> c}}"))
    let pins = try repo.json("pin")
    #expect(pins.map { $0.text("name") + $0.text("partial") } == ["ab", "ac", "bc"])
    #expect(pins.allSatisfy { $0["written"] == true && $0["to_version"] == .null })
    try repo.ok("commit", "-m", "All at once")
    // Every pin is the hash of a version that the commit made.
    let (b, c) = (try hash("b", repo), try hash("c", repo))
    #expect(pins.map { $0.text("to_hash") } == [b, c, c])
    #expect(try repo.ok("render", "a", "--var", "mood=kind") == "Be kind.!-Be kind.")
    #expect(try repo.ok("pin", "--check") == "All pins are up to date.\n")
    #expect(try repo.ok("pin") == "Nothing to pin.\n")
    try isInGit ? repo.expectCleanRepository() : repo.expectCleanFsck()
  }

  @Test func aSharedTextChangesEverywhereInOneCommit() throws {
    let repo = try PromptRepo()
    try repo.commit("c", "one")
    for name in ["a", "b"] { try repo.write("prompts/\(name).prompt", Self.chat("{{> c}}")) }
    try repo.ok("pin")
    try repo.ok("commit")
    let before = try hash("c", repo)
    try repo.write("prompts/c.prompt", "two")
    // A pin that is there stays unless it is named.
    #expect(try repo.ok("pin") == "Nothing to pin.\n")
    #expect(try repo.run("pin", "--check", "b").status == 1)
    let told = try repo.ok("pin", "--to", "c")
    #expect(told.hasPrefix("a  c  v1 \(before.dropFirst(7).prefix(12)) → "))
    #expect(told.hasSuffix(", no version yet\n"))
    try repo.ok("commit")
    #expect(try repo.read("prompts/a.prompt").contains("c: \(try hash("c", repo)) # v2\n"))
    #expect(try repo.ok("render", "a") == "two" && repo.ok("render", "b") == "two")
    // Back to an earlier version, in one file.
    try repo.ok("pin", "a", "--to", "c@1")
    try repo.ok("commit")
    #expect(try repo.ok("render", "a") == "one" && repo.ok("render", "b") == "two")
    try repo.expectCleanFsck()
  }

  /// A pin goes on with the prompt that had the name, though another one has it now.
  @Test func aNameThatIsUsedAgainIsNotComparedWithAnotherPrompt() throws {
    let repo = try PromptRepo()
    try repo.commit("tone", "one")
    try repo.write("prompts/a.prompt", Self.chat("{{> tone}}"))
    try repo.ok("pin")
    try repo.ok("commit")
    try repo.ok("mv", "tone", "voice")
    try repo.commit("tone", "another prompt")
    #expect(try repo.ok("pin", "--check") == "All pins are up to date.\n")
    try repo.commit("voice", "two")
    let behind = try repo.run("pin", "--check")
    #expect(behind.status == 1 && behind.stdout.contains("v1 "), "\(behind.stdout)")
    #expect(behind.stdout.contains(try hash("voice", repo).dropFirst(7).prefix(12)))
    #expect((behind.stdout + behind.stderr).contains("`promptrepo pin --to voice` brings"))
    #expect(try repo.ok("render", "a") == "one")
    try repo.write("prompts/voice.prompt", "three")
    #expect(try repo.run("pin", "--to", "tone").status != 0)
    try repo.ok("pin", "--to", "voice")
    try repo.ok("commit")
    #expect(try repo.ok("render", "a") == "three")
    #expect(try repo.ok("pin", "--check") == "All pins are up to date.\n")
  }

  /// A file that is renamed has the text under its new name in the same commit.
  @Test func aRenamedFileIsPinnedByItsNewName() throws {
    let repo = try PromptRepo.inWorkTree()
    try repo.write("prompts/l.prompt", "a text that is long enough to be known again")
    try repo.write("prompts/t.prompt", Self.chat("{{> l}}"))
    try repo.ok("pin")
    try repo.ok("commit")
    try repo.workTree("add", "-A")
    try repo.workTree("commit", "-qm", "1")
    try repo.workTree("mv", "prompts/l.prompt", "prompts/k.prompt")
    try repo.write("prompts/t.prompt", Self.chat("{{> k}}"))
    try repo.ok("pin")
    try repo.workTree("add", "-A")
    try repo.workTree("commit", "-qm", "2")
    #expect(try !repo.ok("status").contains("includes"))
    try repo.ok("commit")
    #expect(try repo.ok("render", "t") == "a text that is long enough to be known again")
    #expect(try repo.json("show", "t").first?.number("version") == 2)
    #expect(try repo.ok("pin", "--check") == "All pins are up to date.\n")
    try repo.expectCleanRepository()
  }

  /// Killed between two files, it leaves each of them whole, and a second run does the rest.
  @Test func aKilledPinLeavesWholeFiles() throws {
    let repo = try PromptRepo()
    try repo.commit("tone", "one")
    let names = (0..<80).map { "many/n\($0)" }
    for name in names { try repo.write("prompts/\(name).prompt", Self.chat("{{> tone}} \(name)")) }
    try repo.ok("pin")
    try repo.ok("commit")
    let old = try names.map { try repo.read("prompts/\($0).prompt") }
    try repo.commit("tone", "two")
    let whole = try ContinuousClock().measure { try repo.ok("pin", "--to", "tone") }
    let new = try names.map { try repo.read("prompts/\($0).prompt") }
    #expect(zip(old, new).allSatisfy { $0 != $1 })
    var (killed, between) = (0, 0)
    // Most of a run is over before it writes, so the kills lie in its later part.
    let (rounds, time) = (isExtra ? 200 : 20, whole / .microseconds(1))
    for round in 0..<rounds {
      for (name, text) in zip(names, old) { try repo.write("prompts/\(name).prompt", text) }
      let running = try repo.start("pin", "--to", "tone")
      usleep(UInt32(time * (0.4 + 0.6 * Double(round) / Double(rounds))))
      running.kill()
      if try running.wait().status != 0 { killed += 1 }
      let found = try names.map { try repo.read("prompts/\($0).prompt") }
      for (index, text) in found.enumerated() where text != old[index] && text != new[index] {
        Issue.record("round \(round), \(names[index]): \(text.debugDescription)")
      }
      if found != old, found != new { between += 1 }
      let left = zip(found, old).count { $0 == $1 }
      #expect(try repo.json("pin", "--to", "tone").count == left, "round \(round)")
      #expect(try names.map { try repo.read("prompts/\($0).prompt") } == new, "round \(round)")
    }
    #expect(killed > 0)
    print("pin: killed \(killed) times, \(between) times between two files")
    try repo.ok("commit")
    try repo.expectCleanFsck()
  }

  @Test func whatCannotBePinnedIsRefusedAndTheRestIsPinned() throws {
    let repo = try PromptRepo()
    try repo.commit("c", "one")
    try repo.write("prompts/a.prompt", Self.chat("{{> b}}"))
    try repo.write("prompts/b.prompt", Self.chat("{{> a}}"))
    try repo.write("prompts/d.prompt", Self.chat("{{> nobody}}"))
    try repo.write("prompts/e.prompt", "---\ndialect: handlebars\n---\nx\n{{#if x}}")
    try repo.write("prompts/f.prompt", Self.chat("{{> c}}"))
    try repo.write("prompts/g.prompt", Self.chat("{{> g}}"))
    let result = try repo.run("pin")
    #expect(result.status == 1)
    #expect(result.stdout.hasPrefix("f  c  no pin → v1 "))
    for part in [
      "prompts/a.prompt includes 'b', which includes 'a' itself",
      "prompts/g.prompt includes 'g' itself", "includes 'nobody'", "prompts/e.prompt:5:1: ",
    ] {
      #expect(result.stderr.contains(part), "\(result.stderr)")
    }
    #expect(try repo.read("prompts/a.prompt") == Self.chat("{{> b}}"))
    repo.expectRefusal(try repo.run("pin", "a", "b"))
    repo.expectRefusal(try repo.run("pin", "f", "--to", "a"))
    repo.expectRefusal(try repo.run("pin", "nosuch"))
    #expect(try repo.run("pin", "--to", "c", "--to", "c@1").status == 64)
    // A text that cannot be read is no version, and status has the line of the file.
    let status = try #require(try repo.json("status", "e").first)
    #expect(status.text("state") == "invalid" && status["error"]?.object?.number("line") == 5)
    repo.expectRefusal(try repo.run("commit", "e"))
    #expect(try repo.ok("commit", "f").hasPrefix("f: v1 "))
  }

  @Test func aPushTakesAlongWhatIsIncluded() throws {
    let repo = try PromptRepo.inWorkTree()
    try repo.workTree("init", "-q", "--bare", "../hub.git")
    try repo.workTree("remote", "add", "origin", "../hub.git")
    try repo.write("prompts/a.prompt", Self.chat("{{> b}}"))
    try repo.write("prompts/b.prompt", Self.chat("{{> c}}"))
    try repo.write("prompts/c.prompt", "one")
    try repo.write("prompts/d.prompt", "other")
    try repo.ok("pin")
    try repo.ok("commit", "--first")
    #expect(
      try repo.ok("push", "origin", "a").hasPrefix("Takes along what is included: b, c\n"))
    let pushed = try repo.workTree("ls-remote", "origin")
    for name in ["a", "b", "c"] { #expect("\(pushed)".contains("refs/prompts/\(name)/@versions")) }
    #expect(!"\(pushed)".contains("refs/prompts/d/"))
    try repo.expectCleanRepository()
  }
}
