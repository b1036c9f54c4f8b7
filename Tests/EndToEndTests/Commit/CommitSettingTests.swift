import CanonicalJSON
import TestSupport
import Testing

/// The settings that `commit` obeys.
@Suite struct CommitSettingTests {
  @Test(arguments: [true, false]) func versionsAreNotMadeActive(isInGit: Bool) throws {
    let repo = isInGit ? try PromptRepo.inWorkTree() : try PromptRepo()
    try repo.commit("a", "one\n")
    let file = isInGit ? ".git/config" : ".promptrepo/config"
    try repo.workTree("config", "--file", file, "promptrepo.commit.activate", "false")
    let said = try repo.commit("a", "two\n")
    #expect(said.contains("commit.activate is false: "))
    #expect(said.contains("`promptrepo activate a@v2` makes it live"))
    #expect(try repo.json("log", "a").map { $0["active"]?.bool } == [false, true])
    // The option says more than the setting.
    try repo.commit("a", "three\n", "--activate")
    #expect(try repo.json("log", "a").first?["active"]?.bool == true)
    try repo.workTree("config", "--file", file, "promptrepo.commit.activate", "perhaps")
    #expect(try repo.refusal("commit").contains("neither true nor false"))
  }

  @Test func versionsAreCutOnOneBranchOnly() throws {
    let repo = try PromptRepo.inWorkTree()
    try repo.workTree("config", "promptrepo.commit.branch", "main")
    try repo.write("prompts/a.prompt", "one\n")
    try repo.gitCommit("Add a")
    try repo.ok("commit")
    try repo.workTree("switch", "-qc", "topic")
    try repo.write("prompts/a.prompt", "two\n")
    try repo.gitCommit("Change a")
    let refused = try repo.refusal("commit")
    #expect(refused.contains("on the branch 'main' only, and this is the branch 'topic'"))
    #expect(refused.contains("--anyway"))
    try repo.refusal("commit", "--dry-run")
    #expect(try repo.json("log", "a").count == 1)
    try repo.ok("commit", "--anyway")
    #expect(try repo.json("log", "a").count == 2)
  }

  /// A job of continuous integration checks out a commit, and no branch.
  @Test func theTipOfTheBranchIsOnTheBranch() throws {
    let team = try Team()
    let dev = team.first
    try dev.write("prompts/a.prompt", "one\n")
    try dev.gitCommit("Add a")
    try dev.workTree("push", "-q", "origin", "main")
    let job = try team.clone("job")
    try job.workTree("config", "promptrepo.commit.branch", "main")
    try job.workTree("switch", "-q", "--detach")
    try job.workTree("branch", "-qD", "main")
    #expect(try job.ok("commit", "--first").hasPrefix("a: v1 "))
    try job.workTree("switch", "-q", "--detach", "HEAD~1")
    let refused = try job.refusal("commit", "--first")
    #expect(refused.contains("where no branch 'main' ends"))
    // A linked work tree has a HEAD of its own.
    try dev.workTree("config", "promptrepo.commit.branch", "main")
    try dev.workTree("worktree", "add", "-q", "../linked", "-b", "topic")
    try dev.beside("linked").refusal("commit", "--first")
    try dev.ok("commit", "--first")
  }

  @Test func aDirectoryStoreGoesByTheWorkTreeAroundIt() throws {
    let repo = try PromptRepo()
    try repo.workTree("config", "--file", ".promptrepo/config", "promptrepo.commit.branch", "main")
    try repo.write("prompts/a.prompt", "one\n")
    let alone = try repo.run("commit")
    #expect(alone.status == 0)
    #expect(
      alone.stderr.contains("promptrepo.commit.branch does not apply")
        && alone.stderr.contains("is in no git work tree"))
    try repo.workTree("init", "-q", "-b", "topic")
    try repo.write("prompts/a.prompt", "two\n")
    #expect(try repo.refusal("commit").contains("this is the branch 'topic'"))
    try repo.workTree("symbolic-ref", "HEAD", "refs/heads/main")
    try repo.ok("commit")
  }
}
