import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// A ledger moves into the git repository and out of it, with its ids.
@Suite struct ConvertTests {
  let repo: PromptRepo

  init() throws {
    repo = try PromptRepo.inWorkTree(initialised: false)
  }

  /// Makes a ledger with all kinds of references.
  private func fill() throws {
    try repo.commit("a", "one")
    try repo.commit("a", "two", "-m", "second")
    try repo.ok("rollback", "a", "-m", "worse")
    try repo.commit("folder/b", "---\ntitle: B\nmodel: m\n---\nText")
    try repo.ok("set", "folder/b", "--description", "What for")
    try repo.commit("gone", "x")
    try repo.ok("delete", "gone", "--yes")
    try repo.commit("old", "y")
    try repo.ok("mv", "old", "new")
  }

  /// What is in the user's own folders, by the path of the store, goes with the ledger.
  @Test func keysAndRemotesGoWithTheLedger() throws {
    let repo = repo.with(["XDG_STATE_HOME": ""])
    try repo.ok("init", "--store", "directory")
    try repo.ok("remote", "add", "hosted", "https://prompts.example.com")
    try repo.ok("key", "create", "--owner", "me")
    let (keys, remotes) = (try repo.ok("key", "list", "--json"), try repo.ok("remote", "list"))
    #expect(keys.contains(#""owner":"me""#) && remotes.contains("hosted"))
    for target in ["git", "directory", "git"] {
      let result = try repo.run("convert", "--to", target)
      #expect(result.status == 0 && !result.stderr.contains("not taken over"), "\(result.stderr)")
      #expect(try repo.ok("key", "list", "--json") == keys, "\(target)")
      #expect(try repo.ok("remote", "list") == remotes, "\(target)")
    }
    // Where the other store has its own, nothing is lost, and it is said where they are.
    let folder = "\(try #require(repo.environment["HOME"]))/.local/state/promptrepo/servers"
    let ofGit = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(ofGit.count == 1)
    try repo.ok("convert", "--to", "directory")
    try FileManager.default.createDirectory(
      atPath: "\(folder)/\(ofGit[0])", withIntermediateDirectories: false)
    let result = try repo.run("convert", "--to", "git")
    #expect(result.status == 0 && result.stderr.contains("the API keys in '\(folder)/"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 2)
  }

  private static let format = "--format=%(objectname) %(refname)"

  private func ofGit() throws -> String {
    try repo.workTree("for-each-ref", Self.format, "refs/prompts", "refs/promptrepo")
  }

  private func ofDirectory(_ name: String = ".promptrepo") throws -> String {
    try repo.workTree(
      "--git-dir=\(name)", "for-each-ref", Self.format, "refs/prompts", "refs/promptrepo")
  }

  @Test func aDirectoryStoreMovesIntoGitAndBack() throws {
    try repo.ok("init", "--store", "directory")
    try fill()
    let before = try ofDirectory()
    let log = try repo.ok("log", "a")
    #expect(try repo.ok("convert", "--to", "git").contains(".promptrepo.retired"))
    #expect(try ofGit() == before)
    #expect(try repo.ok("log", "a") == log)
    #expect(!repo.exists(".promptrepo"))
    #expect(try ofDirectory(".promptrepo.retired") == before)
    // The files are known to be what they are.
    #expect(try repo.ok("status") == "3 unchanged\n" || repo.ok("status").contains("unchanged"))
    try repo.expectCleanRepository()
    try repo.ok("convert", "--to", "directory")
    #expect(try ofDirectory() == before)
    #expect(try ofGit() == "")
    #expect(try repo.ok("log", "a") == log)
    try repo.expectCleanFsck()
    // A second way there finds the name of the first retired store taken.
    #expect(try repo.ok("convert", "--to", "git").contains(".promptrepo.retired-2"))
    #expect(try ofGit() == before)
  }

  @Test func editsThatAreNotCommittedStayWhatTheyAre() throws {
    try repo.ok("init")
    try repo.commit("a", "one")
    try repo.write("prompts/a.prompt", "edited")
    try repo.ok("convert", "--to", "directory")
    #expect(try repo.json("status").map { $0.text("state") } == ["changed"])
    try repo.ok("convert", "--to", "git")
    #expect(try repo.json("status").map { $0.text("state") } == ["changed"])
    #expect(try repo.read("prompts/a.prompt") == "edited")
  }

  @Test func nothingIsDoneTwiceOrWithoutAPlace() throws {
    try repo.ok("init")
    try repo.commit("a", "one")
    #expect(try repo.refusal("convert", "--to", "git").contains("already"))
    try repo.ok("convert", "--to", "directory")
    #expect(try repo.refusal("convert", "--to", "directory").contains("already"))
    try repo.refusal("convert", status: 64)
    let outside = try PromptRepo()
    try outside.commit("a", "one")
    #expect(try outside.refusal("convert", "--to", "git").contains("git init"))
  }

  @Test func anotherLedgerIsNotWrittenOver() throws {
    try repo.ok("init", "--store", "directory")
    try repo.commit("a", "one")
    let other = try PromptRepo.inWorkTree()
    try other.commit("a", "another")
    try repo.workTree(
      "fetch", "-q", other.path, "refs/prompts/*:refs/prompts/*",
      "refs/promptrepo/*:refs/promptrepo/*")
    let git = try ofGit()
    let directory = try ofDirectory()
    try repo.refusal("convert", "--to", "git", status: 2)
    #expect(try ofGit() == git)
    #expect(try ofDirectory() == directory)
  }

  @Test func anInterruptedConversionIsCompleted() throws {
    try repo.ok("init")
    try fill()
    let before = try ofGit()
    // As a crash leaves it: the new store is in place, the old references are still there.
    try repo.workTree("clone", "-q", "--mirror", ".", "../copy.git")
    try repo.ok("convert", "--to", "directory")
    try repo.workTree(
      "fetch", "-q", "../copy.git", "refs/prompts/*:refs/prompts/*",
      "refs/promptrepo/*:refs/promptrepo/*")
    #expect(try ofGit() == before)
    try repo.commit("a", "after the crash")
    try repo.ok("convert", "--to", "directory")
    #expect(try ofGit() == "")
    #expect(try repo.json("log", "a").count == 3)
  }

  @Test(arguments: ["git", "directory"])
  func writersBesideAConversionLoseNothing(_ target: String) async throws {
    try repo.ok("init", "--store", target == "git" ? "directory" : "git")
    try fill()
    let repo = repo
    let acknowledged = try await withThrowingTaskGroup(of: [String].self) { group in
      group.addTask {
        var names: [String] = []
        for number in 0..<12 {
          let row = "{\"name\":\"row/\(number)\",\"template\":\"\(number)\"}\n"
          let result = try repo.run(["import", "-", "--format", "jsonl"], stdin: row)
          if result.status == 0 { names.append("row/\(number)") }
        }
        return names
      }
      group.addTask {
        try repo.ok("convert", "--to", target)
        return []
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    let names = Set(try repo.json("list").map { $0.text("name") })
    #expect(Set(acknowledged).isSubset(of: names))
    #expect(names.isSuperset(of: ["a", "folder/b", "new"]))
    #expect(try (target == "git" ? ofGit() : ofDirectory()).contains("refs/prompts/a/@versions"))
    #expect(repo.exists(".promptrepo") == (target == "directory"))
    #expect(try target == "git" || ofGit() == "")
    try repo.expectCleanRepository()
  }

  @Test func aLedgerThatWorkTreesShareIsNotTakenFromThem() throws {
    try repo.ok("init")
    try repo.commit("a", "one")
    try repo.workTree("worktree", "add", "-q", "../linked", "-b", "other")
    let before = try ofGit()
    for place in [repo, try repo.beside("linked")] {
      let message = try place.refusal("convert", "--to", "directory")
      #expect(message.contains("git worktree remove"), "\(message)")
    }
    #expect(try ofGit() == before)
    try repo.workTree("worktree", "remove", "../linked")
    try repo.ok("convert", "--to", "directory")
  }

  @Test(arguments: [1, 2, 3, 5, 8, 13, 21, 34, 55, 89])
  func aKilledConversionLosesNothing(_ delay: Int) throws {
    try repo.ok("init", "--store", "directory")
    try fill()
    let before = try ofDirectory()
    _ = try repo.shell(
      "promptrepo convert --to git & sleep 0.0\(delay); kill -9 $! 2>/dev/null; wait $! || true")
    if repo.exists(".promptrepo") {
      #expect(try ofDirectory() == before)
      try repo.ok("convert", "--to", "git")
    }
    #expect(try ofGit() == before)
    try repo.expectCleanRepository()
  }
}
