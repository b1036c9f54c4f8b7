import Foundation
import TestSupport
import Testing

/// Reviews in clones that lack something, and of branches whose base has other names for their files.
@Suite struct ReviewedRepositoriesTests {
  /// Ten lines, so that git knows the file again.
  private static let text = (1...10).map { "Line \($0) of {{x}}.\n" }.joined()

  /// A repository with the prompts `a` and `folder/b` on `main`, and on `branch` what a script does.
  private static func repository(branch script: String) throws -> PromptRepo {
    let repo = try PromptRepo.inWorkTree()
    try repo.write("prompts/a.prompt", text)
    try repo.write("prompts/folder/b.prompt", "Other words in {{y}}.\n")
    try repo.gitCommit("Add prompts")
    try repo.ok("commit", "--first")
    try repo.workTree("switch", "-qc", "branch")
    let done = try repo.shell(script)
    #expect(done.status == 0, "\(done.stderr)")
    try repo.gitCommit("Change")
    try repo.workTree("switch", "-q", "main")
    return repo
  }

  @Test(arguments: ["blob:none", "tree:0"])
  func aPartialCloneSaysTheSame(filter: String) throws {
    let repo = try Self.repository(
      branch: "sed -i 's/Line 1 /{{new}} 1 /' prompts/a.prompt; echo New > prompts/c.prompt")
    try repo.write("prompts/a.prompt", Self.text + "More.\n")
    try repo.write("prompts/lint.yml", "rules: {variable-added: error}\n")
    try repo.gitCommit("Go on")
    try repo.ok("commit")
    let said = try repo.run("review", "main", "--head", "branch", "--json")
    #expect(said.stdout.contains(#""outcome":"version""#), "\(said.stderr)")
    try repo.workTree("config", "uploadpack.allowFilter", "true")
    try repo.workTree("config", "uploadpack.allowAnySHA1InWant", "true")
    try repo.workTree(
      "clone", "-q", "--no-checkout", "--filter=\(filter)", "file://\(repo.path)", "../partial")
    let clone = try repo.beside("partial")
    try clone.ok("pull")
    let missing = ["rev-list", "--objects", "--all", "--missing=print"]
    let before = try clone.shell("git \(missing.joined(separator: " "))").stdout
    #expect(before.contains("\n?"))
    let review = ["review", "origin/main", "--head", "origin/branch", "--json"]
    #expect(try clone.run(review).stdout == said.stdout)
    // What was fetched for the answer is gone with it.
    #expect(try clone.shell("git \(missing.joined(separator: " "))").stdout == before)
    // Without the remote nothing is said that is not known.
    try clone.workTree("remote", "set-url", "origin", "../nothing")
    let alone = try clone.run(review)
    #expect(alone.status == 3 && alone.stdout.isEmpty, "\(alone.stdout)")
    #expect(alone.stderr.contains("git could not"), "\(alone.stderr)")
  }

  @Test func theMergeFollowsARenameOfTheBase() throws {
    let repo = try Self.repository(branch: "sed -i 's/Line 1 /First /' prompts/a.prompt")
    try repo.ok("mv", "a", "c")
    try repo.gitCommit("Rename")
    let review = try repo.ok("review", "main", "--head", "branch")
    #expect(review.contains("live       active v1\n"))
    #expect(review.contains("\nthe merge makes prompts/c.prompt of prompts/a.prompt"))
    let merged = try #require(review.firstMatch(of: /`promptrepo commit` makes v2 [0-9a-f]{12}/))
    try repo.workTree("merge", "-q", "branch", "-m", "Merge")
    let done = try repo.ok("commit")
    #expect(done.hasPrefix("c: v2 ") && done.contains(merged.output.suffix(12)), "\(done)")
  }

  @Test func theMergeAndTheCommitFollowARenameOfTheBaseInGitAlone() throws {
    let repo = try Self.repository(branch: "sed -i 's/Line 1 /First /' prompts/a.prompt")
    try repo.workTree("mv", "prompts/a.prompt", "prompts/c.prompt")
    try repo.gitCommit("Rename")
    let review = try repo.ok("review", "main", "--head", "branch")
    #expect(review.contains("\nthe merge makes prompts/c.prompt of prompts/a.prompt"), "\(review)")
    let merged = try #require(review.firstMatch(of: /`promptrepo commit` makes v2 [0-9a-f]{12}/))
    try repo.workTree("merge", "-q", "branch", "-m", "Merge")
    let done = try repo.ok("commit")
    #expect(done.hasPrefix("c: renamed from a, v2 sha256:\(merged.output.suffix(12)) is active\n"))
    #expect(try repo.json("list").map { $0.text("name") } == ["c", "folder/b"], "\(done)")
  }

  @Test func aRenamedFolderIsFollowedAsGitDoes() throws {
    let repo = try Self.repository(branch: "echo New > prompts/folder/c.prompt")
    try repo.workTree("mv", "prompts/folder", "prompts/other")
    try repo.gitCommit("Rename")
    let review = try repo.run("review", "main", "--head", "branch")
    #expect(review.status == 1 && review.stdout.contains("text-in-conflict"), "\(review.stdout)")
    let other = try repo.ok("review", "branch", "--head", "main")
    #expect(other.contains("`git merge` stops at prompts/other/c.prompt"), "\(other)")
    #expect(try repo.shell("git merge branch").status == 1)
  }

  @Test(arguments: [
    ["main", "--env", "production"], ["--head", "main"], ["--from", "a"], ["main", "--limit", "9"],
    ["--from", "a", "--to", "b", "--head", "main"],
  ])
  func whatMakesNoSenseIsAnErrorOfUsage(options: [String]) throws {
    let repo = try PromptRepo.inWorkTree()
    let result = try repo.run(["review"] + options)
    #expect(result.status == 64 && result.stderr.contains("Usage: promptrepo review"))
  }

  @Test func aNameThatNobodyKnowsIsRefused() throws {
    let repo = try Self.repository(
      branch: "echo First > prompts/a.prompt; echo N > prompts/n.prompt")
    for name in ["a", "n", "folder/b"] {
      try repo.ok("review", "main", "--head", "branch", "--only", name)
    }
    let result = try repo.run("review", "main", "--head", "branch", "--only", "folder/a")
    #expect(result.status == 3 && result.stderr.contains("there is no prompt 'folder/a'"))
  }

  @Test func aHookOfTheServerReviewsWhatItReceives() throws {
    let team = try Team()
    try team.first.write("prompts/a.prompt", "Hello\n")
    try team.first.gitCommit("Add a prompt")
    try team.first.ok("commit", "--first")
    try team.first.ok("push")
    try team.first.workTree("push", "-q")
    try team.server.write(
      "hooks/pre-receive",
      """
      #!/bin/sh
      while read old new name; do '\(PromptRepo.program)' review main --head $new; done

      """)
    try team.first.workTree("switch", "-qc", "branch")
    try team.first.write("prompts/a.prompt", "Hello, you\n")
    try team.first.gitCommit("Change it")
    let push = try team.first.shell(
      "chmod +x ../server.git/hooks/pre-receive && git push origin branch")
    #expect(push.status == 0 && push.stderr.contains("commit` makes v2 "), "\(push.stderr)")
  }

  @Test func aFolderInTheFilesPlaceIsLeftOut() throws {
    let repo = try Self.repository(
      branch: "git rm -q prompts/a.prompt; mkdir prompts/a.prompt; echo x > prompts/a.prompt/x")
    let review = try repo.run("review", "main", "--head", "branch", "--json")
    #expect(review.stdout.contains(#""outcome":"left_out""#), "\(review.stdout)")
    try repo.workTree("merge", "-q", "branch")
    #expect(try repo.run("commit").status != 0)
  }

  @Test(.enabled(if: MemoryDisk.isPossible, "needs the right to mount a file system"))
  func aFullDiskIsLeftAsItWas() throws {
    let repo = try Self.repository(branch: "echo First > prompts/a.prompt")
    let disk = try MemoryDisk(bytes: 65_536)
    let manager = FileManager.default
    for kept in stride(from: 0, through: 48_000, by: 4096) {
      try Data(count: 61_440 - kept).write(to: URL(filePath: disk.path + "/fill"))
      defer { #expect(throws: Never.self) { try manager.removeItem(atPath: disk.path + "/fill") } }
      let result = try repo.with(["TMPDIR": disk.path]).run("review", "main", "--head", "branch")
      #expect(result.status == 0 || result.stderr.contains("No space left"), "\(result.stderr)")
      #expect(result.status == 0 || result.status == 3 || result.stdout.contains("unknown"))
      #expect(try manager.contentsOfDirectory(atPath: disk.path) == ["fill"])
    }
  }
}
