import TestSupport
import Testing

/// Hooks of git that run the program, which runs git, which runs hooks.
@Suite struct RemoteHookTests {
  /// Makes a script a hook, which writes down each run and gives up after too many.
  private func setHook(_ name: String, of repo: PromptRepo, _ command: String) throws {
    try repo.write(
      ".git/hooks/\(name)",
      """
      #!/bin/sh
      echo run >> '\(repo.path)/.git/runs'
      test "$(wc -l < '\(repo.path)/.git/runs')" -lt 40 || exit 1
      \(command)

      """)
    let result = try repo.shell("chmod +x .git/hooks/\(name)")
    #expect(result.status == 0)
  }

  private func runs(in repo: PromptRepo) throws -> Int {
    try repo.read(".git/runs").split(separator: "\n").count
  }

  @Test func pushHookPushesThePromptsWithTheBranchOnce() throws {
    let team = try Team()
    try team.first.commit("p", "one", "--first")
    try team.first.gitCommit("Write code")
    try setHook("pre-push", of: team.first, "promptrepo push || exit 1")
    let result = try team.first.shell("git push -q")
    #expect(result.status == 0, "\(result.stderr)")
    #expect(
      try team.server.workTree("rev-parse", "main") == team.first.workTree("rev-parse", "HEAD"))
    #expect(try team.server.ledger() == team.first.ledger())
    // Once for the branch, once for the prompts.
    #expect(try runs(in: team.first) == 2)
    #expect(result.stderr.contains("promptrepo is at work on 'origin' already"))
    // The next push has no prompts to push, and a push of prompts alone ends as well.
    try team.first.gitCommitEmpty()
    #expect(try team.first.shell("git push -q").status == 0)
    #expect(try runs(in: team.first) == 3)
    try team.first.commit("p", "two")
    #expect(try team.first.shell("promptrepo push").stdout.contains("origin: 1 pushed"))
    #expect(try runs(in: team.first) == 4)
    try team.expectSound()
  }

  @Test func pushHookPushesToASecondRemote() throws {
    let team = try Team()
    try team.first.workTree("init", "-q", "--bare", "../backup.git")
    try team.first.workTree("remote", "add", "backup", "../backup.git")
    try team.first.commit("p", "one", "--first")
    try setHook("pre-push", of: team.first, "promptrepo push backup && promptrepo push origin")
    let result = try team.first.shell("promptrepo push")
    #expect(result.status == 0, "\(result.stderr)")
    #expect(try team.server.ledger() == team.first.ledger())
    #expect(try team.first.beside("backup.git").ledger() == team.first.ledger())
    #expect(try runs(in: team.first) == 2)
  }

  @Test func hookOfEveryReferenceEnds() throws {
    let team = try Team()
    try team.first.commit("p", "one", "--first")
    try team.first.ok("push")
    let second = try team.clone("second")
    try setHook(
      "reference-transaction", of: second,
      "test \"$1\" != committed || promptrepo pull >/dev/null || exit 1")
    let result = try second.shell("promptrepo pull")
    #expect(result.status == 0, "\(result.stderr)")
    #expect(try second.ledger() == team.first.ledger())
    #expect(try runs(in: second) < 40)
  }
}

extension PromptRepo {
  fileprivate func gitCommitEmpty() throws {
    try workTree("commit", "-q", "--allow-empty", "-m", "Nothing")
  }
}
