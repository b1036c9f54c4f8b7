import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// What can go wrong in a run of `ci`: nothing is reported as done that is not, and nothing is left.
@Suite struct CIFailureTests {
  private let team: Team

  init() throws {
    team = try Team()
    try team.publish("one {{x}}\n", "Begin the prompt")
  }

  private func setHook(_ name: String, in hooks: String, _ script: String) throws {
    let path = "\(hooks)/\(name)"
    try FileManager.default.createDirectory(atPath: hooks, withIntermediateDirectories: true)
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(fileURLWithPath: path))
    _ = try TestSupport.run("chmod", ["+x", path])
  }

  /// Another job pushes while git is about to push for this one.
  private func interrupting(_ job: PromptRepo, by other: PromptRepo) throws {
    let mark = "\(job.directory.path)/interrupted"
    try setHook(
      "pre-push", in: "\(job.path)/.git/hooks",
      "[ -e '\(mark)' ] && exit 0; touch '\(mark)'; unset GIT_DIR; cd '\(other.path)'"
        + " && '\(PromptRepo.program)' ci >&2")
  }

  /// A job for a commit that the branch is about to get.
  private func goOn(_ clone: JobClone) throws -> PromptRepo {
    try team.save("three {{x}}\n", "Say three", by: "Bea")
    try team.first.workTree("push", "-q", "origin", "HEAD:refs/heads/next")
    return try team.job("newer", clone, of: "next")
  }

  /// What the work tree lacks would be left out without a word.
  @Test func aWorkTreeWithoutSomeFilesIsRefused() throws {
    let before = try team.server.ledger()
    for script in ["rm prompts/a.prompt", "git sparse-checkout set elsewhere"] {
      let job = try team.job("part\(script.count)", .full)
      #expect(try job.shell(script).status == 0)
      let said = try job.refusal("ci")
      #expect(
        said.contains("prompts/a.prompt is in the commit that is checked out, and not in the"))
    }
    #expect(try team.server.ledger() == before)
  }

  @Test(arguments: JobClone.allCases)
  func theJobOfANewerCommitGoesOnFromTheOlder(_ clone: JobClone) throws {
    try team.job("first").ok("ci")
    try team.publish("two {{x}}\n", "Say two")
    let older = try team.job("older", clone)
    // The branch does not go on before the older job has run.
    let newer = try goOn(clone)
    try interrupting(newer, by: older)
    let json = try newer.json("ci")
    #expect(json.last?.number("attempts") == 2)
    #expect(try team.texts(of: "a") == ["three {{x}}", "two {{x}}", "one {{x}}"])
    #expect(try newer.ledger() == team.server.ledger())
    try team.expectSound()
  }

  @Test(arguments: JobClone.allCases)
  func theJobOfAnOlderCommitHasNothingToAdd(_ clone: JobClone) throws {
    try team.job("first").ok("ci")
    try team.publish("two {{x}}\n", "Say two")
    let older = try team.job("older", clone)
    let newer = try goOn(clone)
    try interrupting(older, by: newer)
    let json = try older.json("ci")
    #expect(json.last?.number("attempts") == 2 && json.last?.number("versions") == 0)
    // What the newer commit has is what both say.
    #expect(try team.texts(of: "a") == ["three {{x}}", "one {{x}}"])
    #expect(try older.ledger() == team.server.ledger())
    try team.expectSound()
  }

  @Test func jobsAtOnceMakeEachVersionOnce() throws {
    for name in ["b", "c", "d"] { try team.publish("\(name) {{x}}\n", "Add", to: name) }
    let jobs = try (1...5).map { try team.job("job\($0)") }
    let running = try jobs.map { try $0.start("ci") }
    for job in running {
      let result = try job.wait()
      #expect(result.status == 0, "\(result.stdout)\(result.stderr)")
    }
    for name in ["a", "b", "c", "d"] { #expect(try team.texts(of: name).count == 1) }
    for job in jobs { #expect(try job.ok("ci") == "Nothing to commit.\norigin: 4 in step\n") }
    try team.expectSound()
  }

  @Test func aRefusedPushLeavesNothing() throws {
    try setHook("update", in: "\(team.server.path)/hooks", "echo no prompts today >&2; exit 1")
    let job = try team.job("job")
    let result = try job.run("ci")
    #expect(result.status == 1 && !result.stdout.contains("v1 sha256"), "\(result.stdout)")
    #expect(result.stderr.contains("no prompts today"), "\(result.stderr)")
    #expect(result.stderr.contains("Error: "))
    #expect(try job.ledger().isEmpty && team.server.ledger().isEmpty)
    try FileManager.default.removeItem(atPath: "\(team.server.path)/hooks/update")
    try job.ok("ci")
    #expect(try team.texts(of: "a") == ["one {{x}}"])
  }

  /// The server takes one prompt and not the other.
  @Test func whatIsRefusedIsNotReportedAsDone() throws {
    try team.publish("b\n", "Add", to: "b")
    try setHook(
      "update", in: "\(team.server.path)/hooks", "case $1 in refs/prompts/b/*) exit 1;; esac")
    let job = try team.job("job")
    let result = try job.run("ci")
    #expect(result.status == 1)
    #expect(result.stdout.contains("a: v1 ") && !result.stdout.contains("b: v1"))
    #expect(try job.ledger() == team.server.ledger())
    try FileManager.default.removeItem(atPath: "\(team.server.path)/hooks/update")
    #expect(try job.ok("ci").contains("b: v1 "))
    try team.expectSound()
  }

  @Test func aRemoteThatIsGoneIsAFailure() throws {
    let job = try team.job("job")
    try FileManager.default.moveItem(
      atPath: team.server.path, toPath: "\(team.server.path).away")
    try job.refusal("ci")
    try FileManager.default.moveItem(
      atPath: "\(team.server.path).away", toPath: team.server.path)
    // Git ends before it pushes, by itself or by force.
    for end in ["exit 1", "kill -9 $PPID"] {
      try setHook("pre-push", in: "\(job.path)/.git/hooks", end)
      try job.refusal("ci")
      #expect(try job.ledger().isEmpty && team.server.ledger().isEmpty)
    }
    try FileManager.default.removeItem(atPath: "\(job.path)/.git/hooks/pre-push")
    try job.ok("ci")
  }

  /// A runner that uses its clone again after a job was killed, while another job went on.
  @Test(arguments: [JobClone.oneCommit, .full])
  func whatAKilledRunLeftStandsInNobodysWay(_ clone: JobClone) throws {
    try team.job("first").ok("ci")
    try team.publish("two {{x}}\n", "Say two")
    try team.publish("b\n", "Add", to: "b")
    let job = try team.job("job", clone)
    // The hook's process is git's, and that the program's.
    try setHook(
      "pre-push", in: "\(job.path)/.git/hooks",
      "kill -9 $(ps -o ppid= -p $PPID); exit 1")
    #expect(try job.start("ci").wait().status == 128 + 9)
    #expect(try job.json("log", "a").count == 2)
    try FileManager.default.removeItem(atPath: "\(job.path)/.git/hooks/pre-push")
    try team.publish("three {{x}}\n", "Say three", by: "Bea")
    try team.job("newer").ok("ci")
    let ledger = try team.server.ledger()
    #expect(try job.ok("ci") == "Nothing to commit.\norigin: 2 in step\n")
    #expect(try job.ledger() == ledger && team.server.ledger() == ledger)
    #expect(try team.texts(of: "a") == ["three {{x}}", "one {{x}}"])
  }

  @Test func onlyCommittedFilesBecomeVersions() throws {
    let job = try team.job("job")
    try job.write("prompts/a.prompt", "edited {{x}}\n")
    #expect(try job.refusal("ci").contains("prompts/a.prompt is not as the commit has it"))
    try job.workTree("checkout", "-q", "prompts")
    try job.write("prompts/made.prompt", "left by a build\n")
    #expect(try job.refusal("ci").contains("prompts/made.prompt is not as the commit has it"))
    #expect(try team.server.ledger().isEmpty)
  }

  @Test func aFileThatCannotBeReadIsAFailureAndTheOthersAreVersions() throws {
    try team.publish("---\nmodel: [\n---\nb\n", "Break it", to: "b")
    let job = try team.job("job")
    let result = try job.run("ci")
    #expect(result.status == 1 && result.stderr.contains("prompts/b.prompt"), "\(result.stderr)")
    #expect(try team.texts(of: "a") == ["one {{x}}"])
    #expect(try team.job("again").run("ci").status == 1)
    try team.publish("b\n", "Mend it", to: "b")
    #expect(try team.job("last").run("ci").status == 0)
  }

  /// A hotfix from a file in no commit, and a change of the text before it.
  @Test(arguments: JobClone.allCases)
  func aConflictIsOne(_ clone: JobClone) throws {
    try team.job("job").ok("ci")
    try team.first.ok("pull")
    try team.first.write("prompts/a.prompt", "hotfix {{x}}\n")
    try team.first.ok("commit", "-m", "Mend it in a hurry")
    try team.first.ok("push")
    try team.first.workTree("checkout", "-q", "prompts")
    try team.publish("two {{x}}\n", "Say two")
    let job = try team.job("next", clone)
    let message = try job.refusal("ci", status: 2)
    #expect(message.contains("prompts/a.prompt was made from v1 and edited"), "\(message)")
    #expect(try team.texts(of: "a") == ["hotfix {{x}}", "one {{x}}"])
    #expect(try job.ledger() == team.server.ledger())
  }

  @Test func itNeedsAGitRepositoryAndARemote() throws {
    let plain = try PromptRepo()
    #expect(try plain.refusal("ci").contains("not in a git repository"))
    let alone = try PromptRepo.inWorkTree()
    try alone.write("prompts/a.prompt", "one\n")
    try alone.gitCommit("Begin")
    #expect(try alone.refusal("ci").contains("remote"))
  }

  /// A push after a commit that failed says so.
  @Test func aPushTellsOfChangesThatNoVersionHas() throws {
    try team.job("job").ok("ci")
    let dev = team.first
    try dev.ok("pull")
    #expect(try dev.run("push").stderr.isEmpty)
    try dev.write("prompts/a.prompt", "two {{x}}\n")
    try dev.write("prompts/b.prompt", "b\n")
    let result = try dev.run("push")
    #expect(result.status == 0)
    #expect(
      result.stderr
        == "Warning: prompts/a.prompt and 1 more have changes that no version has, so they were not "
        + "pushed; `promptrepo status` shows them, `promptrepo commit` makes versions of them\n")
    #expect(try dev.run("push", "origin", "b").status == 1)
    try dev.ok("commit")
    #expect(try dev.run("push").stderr.isEmpty)
  }
}

/// `commit --fetch` in clones that were made without the whole history.
@Suite struct CommitFetchTests {
  @Test(arguments: [JobClone.oneCommit, .twentyCommits, .withoutFiles])
  func whatIsNeededIsFetched(_ clone: JobClone) throws {
    let team = try Team()
    try team.publish("one {{x}}\n", "Begin the prompt")
    try team.job("job").ok("ci")
    try team.saveOthers(130)
    try team.publish("two {{x}}\n", "Say two")
    let job = try team.job("clone", clone).with([
      "PROMPTREPO_AUTHOR_NAME": "Ada", "PROMPTREPO_AUTHOR_EMAIL": "ada@example.com",
    ])
    if clone == .oneCommit {
      try job.ok("pull")
      let refusal = try job.refusal("commit", status: 2)
      #expect(refusal.contains("cut short"))
      #expect(refusal.contains("`promptrepo commit --fetch`"), "\(refusal)")
    }
    #expect(try job.ok("commit", "--fetch", "-m", "Say two").contains("a: v2 "))
    #expect(try job.json("log", "a").count == 2)
    // As much as was needed, not all.
    if clone == .oneCommit {
      let count = try #require(Int(try job.workTree("rev-list", "--count", "HEAD")))
      #expect(count > 130 && count <= 552)
    }
    try job.ok("push")
    #expect(try team.texts(of: "a") == ["two {{x}}", "one {{x}}"])
    try team.expectSound()
  }

  @Test func aFirstLedgerBeginsWhereTheRemoteHasNone() throws {
    let team = try Team()
    try team.publish("one\n", "Begin the prompt")
    let job = try team.job("clone").with([
      "PROMPTREPO_AUTHOR_NAME": "Ada", "PROMPTREPO_AUTHOR_EMAIL": "ada@example.com",
    ])
    #expect(try job.refusal("commit", "--fetch", status: 2).contains("--first"))
    try job.ok("commit", "--fetch", "--first")
  }
}
