import TestSupport
import Testing

/// `promptrepo ci` makes shared versions of commits that are shared.
@Suite struct CIUnpublishedCommitTests {
  private let team: Team

  init() throws {
    team = try Team()
    try team.publish("Hi {{customer}}.\n", "Add a")
    try team.job("first").ok("ci")
  }

  @Test(arguments: JobClone.allCases)
  func aCommitOfThisCloneAloneIsRefused(_ clone: JobClone) throws {
    let job = try team.job("job", clone)
    try job.write("prompts/a.prompt", "Hey {{customer}}!\n")
    try job.workTree(
      "-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-qam", "Edit")
    let ledger = try team.server.ledger()
    for arguments in [["ci", "-n"], ["ci"]] {
      let result = try job.run(arguments)
      #expect(result.status == 1, "\(result.stdout)\(result.stderr)")
      #expect(result.stderr.contains(", which is checked out, is not at 'origin'"))
      #expect(result.stderr.contains("Push it first, with `git push`"))
    }
    #expect(try team.server.ledger() == ledger && team.texts(of: "a").count == 1)
    // Once it is there, under whatever name, it is as good as any other.
    try job.workTree("push", "-q", "origin", "HEAD:refs/pull/1/merge")
    #expect(try job.ok("ci").hasPrefix("a: v2 "))
  }

  /// A job for an older commit whose clone has no name for what the remote has.
  @Test(arguments: JobClone.allCases)
  func anOlderCommitOfABranchIsAtTheRemote(_ clone: JobClone) throws {
    let job = try team.job("job", clone)
    try team.publish("Hey {{customer}}!\n", "Edit a")
    for name in try job.workTree("for-each-ref", "--format=%(refname)", "refs/remotes")
      .split(separator: "\n")
    {
      try job.workTree("update-ref", "-d", String(name))
    }
    let result = try job.run("ci")
    #expect(result.status == 0, "\(result.stdout)\(result.stderr)")
    #expect(result.stdout.hasPrefix("Nothing to commit.\n"))
    #expect(!result.stderr.contains("is not known"), "\(result.stderr)")
  }
}
