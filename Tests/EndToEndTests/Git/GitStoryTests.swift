import TestSupport
import Testing

/// Prompts beside code: edited on a branch, reviewed, merged, cut on the main branch, shared, and
/// rolled back in another clone.
@Suite struct GitStoryTests {
  @Test func fromABranchToARollbackInAnotherClone() throws {
    let team = try Team()
    let first = team.first
    try first.write("prompts/support/reply.prompt", "Hi {{customer}}, thanks.\n")
    try first.gitCommit("Add a prompt")
    try first.ok("commit", "--first", "-m", "First draft")
    try first.workTree("push", "-q")
    try first.ok("push")

    // A pull request: the file is what is reviewed.
    try first.workTree("switch", "-qc", "friendlier")
    try first.write("prompts/support/reply.prompt", "Hey {{customer}}! Thanks.\n")
    #expect(try first.workTree("diff").contains("+Hey {{customer}}! Thanks."))
    try first.gitCommit("Sound friendlier")
    try first.write("src/main.c", "int main(void) { return 0; }\n")
    try first.gitCommit("Write some code")
    #expect(
      try first.workTree("diff", "--stat", "main").contains("prompts/support/reply.prompt"))
    try first.workTree("switch", "-q", "main")
    #expect(try first.state(of: "support/reply") == "unchanged")
    try first.workTree("merge", "-q", "--no-ff", "-m", "Merge friendlier", "friendlier")
    #expect(try first.state(of: "support/reply") == "changed")

    // The version is cut on the main branch, from the merge.
    try first.ok("commit", "-m", "Friendlier")
    let merge = try first.workTree("rev-parse", "HEAD")
    let trailers = try first.workTree(
      "log", "-1",
      "--format=%(trailers:key=Source-Commit,valueonly)%(trailers:key=Source-Path,valueonly)",
      "refs/prompts/support/reply/@versions")
    #expect(
      trailers.split(separator: "\n").map(String.init)
        == [merge, "prompts/support/reply.prompt"])
    #expect(try first.ok("log", "support/reply").contains(String(merge.prefix(8))))
    try first.workTree("push", "-q")
    #expect(try first.ok("push").contains("origin: 1 pushed"))

    // Another clone, and a bad night.
    let second = try team.clone("second")
    try second.ok("pull")
    #expect(try second.ledger() == first.ledger())
    #expect(try second.state(of: "support/reply") == "unchanged")
    #expect(try second.ok("show", "support/reply") == "Hey {{customer}}! Thanks.")
    try second.ok("rollback", "support/reply", "-m", "Too chatty")
    try second.ok("push")
    try first.ok("pull")
    #expect(try first.ok("show", "support/reply") == "Hi {{customer}}, thanks.")
    #expect(try first.ok("log", "support/reply", "--pointers").contains("Too chatty"))
    // The rollback is not undone by the next commit: the file is still the latest version.
    #expect(try first.state(of: "support/reply") == "unchanged")
    #expect(try first.ok("commit") == "Nothing to commit.\n")
    #expect(try second.ledger() == first.ledger())
    #expect(try team.server.ledger() == first.ledger())
    try team.expectSound(second)
  }

  @Test func plainGitFetchBringsTheMirrorOnceSetUp() throws {
    let team = try Team()
    try team.first.commit("p", "one", "--first")
    try team.first.ok("push")
    let second = try team.clone("second")
    try second.ok("remote", "setup")
    #expect(try second.ok("remote", "setup") == "origin is set up already\n")
    try second.workTree("fetch", "-q")
    #expect(
      try second.workTree("for-each-ref", "--format=%(refname)", "refs/promptrepo").contains(
        "refs/promptrepo/remotes/origin/prompts/p/@versions"))
    // Plain `git push` still pushes the branch, and no prompt.
    try second.write("code", "x")
    try second.gitCommit("Write code")
    try second.workTree("push", "-q")
    #expect(
      try team.server.workTree("rev-parse", "main") == second.workTree("rev-parse", "HEAD"))
    #expect(
      try second.workTree("config", "--get-all", "remote.origin.fetch").split(separator: "\n").count
        == 4)
    try second.ok("pull")
    #expect(try second.ok("show", "p") == "one")
    try team.expectSound(second)
  }

  @Test func teammatesOnDifferentPromptsMergeWithoutAWord() throws {
    let team = try Team()
    let first = team.first
    try first.commit("a", "one", "--first")
    try first.commit("b", "one")
    try first.ok("push")
    let second = try team.clone("second")
    try second.ok("pull")
    try second.ok("checkout")
    try first.commit("a", "two")
    try second.commit("b", "two")
    try second.commit("c", "new")
    try first.ok("push")
    try second.ok("push")
    try second.ok("pull")
    try first.ok("pull")
    #expect(try first.ledger() == second.ledger())
    #expect(try team.server.ledger() == first.ledger())
    #expect(try first.ok("show", "b") == "two")
    #expect(try first.ok("show", "c") == "new")
    #expect(try second.ok("show", "a") == "two")
    try team.expectSound(second)
  }

  @Test func teammatesOnOnePromptGetAConflictThatNamesBothVersions() throws {
    let team = try Team()
    let first = team.first
    try first.commit("a", "one", "--first")
    try first.commit("b", "one")
    try first.ok("push")
    let second = try team.clone("second")
    try second.ok("pull")
    try second.ok("checkout")
    try first.commit("a", "two of the first")
    try second.commit("a", "two of the second")
    try second.commit("b", "two")
    try first.ok("push")
    let (ours, theirs) = (try second.json("show", "a")[0], try first.json("show", "a")[0])
    let before = (try second.ledger(), try team.server.ledger())
    for command in ["push", "pull"] {
      let result = try second.run(command)
      second.expectRefusal(result, status: 2, command)
      for version in [ours, theirs] {
        let hash = version.text("version_hash").dropFirst("sha256:".count).prefix(12)
        #expect(result.stderr.contains(hash), "\(hash): \(result.stderr)")
      }
      #expect(result.stderr.contains("v2"))
    }
    // The other prompt was pushed all the same, and nothing of this one has changed.
    #expect(try team.server.workTree("show", "refs/prompts/b/@active:template.txt") == "two")
    #expect(try second.ledger() == before.0)
    #expect(
      try team.server.workTree("rev-parse", "refs/prompts/a/@versions")
        == first.workTree("rev-parse", "refs/prompts/a/@versions"))
    try team.expectSound(second)
  }

  @Test func deletionsAndRenamesTravel() throws {
    let team = try Team()
    let first = team.first
    try first.commit("a", "one", "--first")
    try first.commit("b", "one")
    try first.ok("push")
    let second = try team.clone("second")
    try second.ok("pull")
    try first.ok("delete", "a", "--yes", "-m", "unused")
    try first.ok("mv", "b", "c")
    try first.ok("push")
    try second.ok("pull")
    #expect(try second.json("list").map { $0.text("name") } == ["c"])
    #expect(try second.ledger() == first.ledger())
    // The name is free for another prompt.
    try second.commit("a", "another")
    try second.ok("push")
    try first.ok("pull")
    #expect(try first.ok("show", "a") == "another")
    try team.expectSound(second)
  }
}
