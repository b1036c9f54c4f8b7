import Foundation
import TestSupport
import Testing

/// `promptrepo lint --staged` as a hook of real commits.
@Suite struct LintStagedTests {
  /// A work tree whose commits are refused if lint finds an error, and whose hook notes what it said.
  private func repository() throws -> PromptRepo {
    let repo = try PromptRepo.inWorkTree(initialised: false)
    let hook = "\(repo.path)/.git/hooks/pre-commit"
    try FileManager.default.createDirectory(
      atPath: hook.deletingLast, withIntermediateDirectories: true)
    try Data(
      "#!/bin/sh\n'\(PromptRepo.program)' lint --staged >\"$LINT_OUTPUT\" 2>&1\n".utf8
    ).write(to: URL(fileURLWithPath: hook))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
    var result = repo
    result.environment["LINT_OUTPUT"] = "\(repo.directory.path)/said"
    return result
  }

  /// Commits, and returns whether git did and what the hook's program said.
  private func commit(
    _ repo: PromptRepo, _ arguments: String..., in folder: String? = nil
  ) throws -> (done: Bool, said: String) {
    let result = try TestSupport.run(
      "git", ["commit", "-qm", "x"] + arguments, cwd: folder ?? repo.path, env: repo.environment)
    let said = try String(contentsOfFile: "\(repo.directory.path)/said", encoding: .utf8)
    return (result.status == 0, said)
  }

  private static let bad = "a \u{202E}b\n"

  @Test func whatIsStagedCounts() throws {
    let repo = try repository()
    try repo.write("prompts/a.prompt", Self.bad)
    try repo.write("prompts/b.prompt", "fine\n")
    try repo.write("other/c.prompt", Self.bad)
    // `promptrepo init` writes it, and hidden files are nobody's prompts.
    try repo.write("prompts/.gitattributes", "*.prompt -text\n")
    try repo.workTree("add", ".")
    let refused = try commit(repo)
    #expect(!refused.done)
    #expect(refused.said.contains("prompts/a.prompt:1:3: error: U+202E RIGHT-TO-LEFT OVERRIDE"))
    #expect(refused.said.hasSuffix("1 of 2 files: 1 error\n"))
    // Mended in the file alone; what is staged is the same.
    try repo.write("prompts/a.prompt", "a b\n")
    #expect(try !commit(repo).done)
    try repo.workTree("add", "prompts/a.prompt")
    // And the other way round: mended in the index, and not in the file.
    try repo.write("prompts/a.prompt", Self.bad)
    let done = try commit(repo)
    #expect(done.done && done.said == "2 files: nothing found\n", "\(done.said)")
  }

  @Test func onlyWhatDiffersFromHEADIsLookedAt() throws {
    let repo = try repository()
    try repo.write("prompts/old.prompt", Self.bad)
    try repo.workTree("add", ".")
    try repo.workTree("commit", "-qm", "x", "--no-verify")
    try repo.write("prompts/new.prompt", "fine\n")
    try repo.workTree("add", ".")
    let done = try commit(repo)
    #expect(done.done && done.said == "1 file: nothing found\n")
    try repo.workTree("rm", "-q", "prompts/new.prompt")
    let removed = try commit(repo)
    #expect(removed.done && removed.said == "")
  }

  /// `git commit -a` and `git commit FILE` have an index of their own.
  @Test func commitsThatStageByThemselvesAreSeen() throws {
    let repo = try repository()
    try repo.write("prompts/a.prompt", "one\n")
    try repo.write("prompts/b.prompt", "one\n")
    try repo.workTree("add", ".")
    #expect(try commit(repo).done)
    try repo.write("prompts/a.prompt", Self.bad)
    // Nothing is staged: a plain look finds nothing, the commit does.
    #expect(try repo.run("lint", "--staged").stdout == "")
    let all = try commit(repo, "-a")
    #expect(!all.done && all.said.contains("a.prompt:1:3: error"), "\(all.said)")
    let one = try commit(repo, "prompts/a.prompt")
    #expect(!one.done && one.said.contains("a.prompt:1:3: error"), "\(one.said)")
    // Staged, and not part of this commit.
    try repo.workTree("add", "prompts/a.prompt")
    try repo.write("prompts/b.prompt", "two\n")
    let other = try commit(repo, "prompts/b.prompt")
    #expect(other.done && other.said == "1 file: nothing found\n", "\(other.said)")
    // From a folder below.
    let below = try commit(repo, in: "\(repo.path)/prompts")
    #expect(!below.done && below.said.contains("prompts/a.prompt:1:3"), "\(below.said)")
  }

  @Test func linkedWorkTreesHaveTheirOwnIndex() throws {
    let repo = try repository()
    try repo.write("prompts/a.prompt", "one\n")
    try repo.workTree("add", ".")
    #expect(try commit(repo).done)
    let linked = "\(repo.directory.path)/linked"
    try repo.workTree("worktree", "add", "-q", "-b", "side", linked)
    try Data(Self.bad.utf8).write(to: URL(fileURLWithPath: "\(linked)/prompts/a.prompt"))
    let refused = try commit(repo, "-a", in: linked)
    #expect(
      !refused.done && refused.said.contains("prompts/a.prompt:1:3: error"), "\(refused.said)")
    let here = try commit(repo, "--allow-empty")
    #expect(here.done && here.said == "", "\(here.said)")
    let plain = try TestSupport.run(
      PromptRepo.program, ["lint", "--staged"], cwd: "\(linked)/prompts", env: repo.environment)
    #expect(plain.status == 0, "\(plain.stdout)\(plain.stderr)")
  }

  /// The levels are those that are staged, too.
  @Test func stagedLevelsCount() throws {
    let repo = try repository()
    try repo.write("prompts/a.prompt", Self.bad)
    try repo.write("prompts/lint.yml", "rules: {bidi-control: note}\n")
    try repo.workTree("add", "prompts/a.prompt")
    #expect(try !commit(repo).done)
    try repo.workTree("add", "prompts/lint.yml")
    let done = try commit(repo)
    #expect(done.done && done.said.contains("a.prompt:1:3: note"), "\(done.said)")
  }

  /// Packed objects, a split index, and a first commit in a repository without prompts.
  @Test func indexesOfAllKindsAreRead() throws {
    let repo = try repository()
    let none = try commit(repo, "--allow-empty")
    #expect(none.done && none.said == "", "\(none.said)")
    for place in 0..<40 { try repo.write("prompts/p\(place).prompt", "text \(place)\n") }
    try repo.write("prompts/ä é.prompt", "x\n")
    try repo.workTree("add", ".")
    #expect(try commit(repo).done)
    try repo.workTree("gc", "-q")
    for (name, arguments) in [
      ("version 4", ["update-index", "--index-version", "4"]),
      ("split", ["update-index", "--split-index"]),
    ] {
      let made = try TestSupport.run("git", arguments, cwd: repo.path, env: repo.environment)
      #expect(made.status == 0, "\(made.stderr)")
      try repo.write("prompts/p7.prompt", "\(name) \(Self.bad)")
      try repo.workTree("add", ".")
      let refused = try commit(repo)
      #expect(!refused.done && refused.said.contains("p7.prompt"), "\(name): \(refused.said)")
      #expect(refused.said.hasSuffix("1 of 1 file: 1 error\n"), "\(name): \(refused.said)")
      try repo.write("prompts/p7.prompt", "\(name)\n")
      try repo.workTree("add", ".")
      #expect(try commit(repo).done, "\(name)")
    }
  }

  @Test func mergesAndLinksAreLeftAlone() throws {
    let repo = try repository()
    try repo.write("prompts/a.prompt", "one\n")
    try FileManager.default.createSymbolicLink(
      atPath: "\(repo.path)/prompts/link.prompt", withDestinationPath: "a.prompt")
    try repo.workTree("add", ".")
    let done = try commit(repo)
    #expect(done.done && done.said == "1 file: nothing found\n", "\(done.said)")
    try repo.workTree("branch", "side")
    try repo.write("prompts/a.prompt", "two\n")
    #expect(try commit(repo, "-a").done)
    try repo.workTree("checkout", "-q", "side")
    try repo.write("prompts/a.prompt", "three\n")
    #expect(try commit(repo, "-a").done)
    _ = try TestSupport.run("git", ["merge", "-q", "main"], cwd: repo.path, env: repo.environment)
    // In the middle of a merge, with three sides of one file.
    #expect(try repo.ok("lint", "--staged") == "")
  }
}

extension String {
  fileprivate var deletingLast: String {
    String(self[..<(lastIndex(of: "/") ?? endIndex)])
  }
}
