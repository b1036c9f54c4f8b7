import CanonicalJSON
import TestSupport
import Testing

/// Nothing is deleted on the other side by itself.
@Suite struct RemoteDeletionTests {
  @Test func deletingAtTheRemoteNeedsAYes() throws {
    let pair = try SyncedRepo()
    try pair.local.importVersions(["1", "2"], of: "a", "b")
    try pair.run("sync")
    pair.proxy.follow()
    let refusal = try pair.local.refusal("push", "--delete", "a")
    #expect(
      refusal == """
        Error: deleting 'a' at 'hosted' cannot be undone, and nobody can be asked.
          Say --yes if that is what you want.

        """)
    try pair.local.refusal("push", "--delete", "a", stdin: "a\n")
    #expect(pair.proxy.requests.isEmpty)
    #expect(
      try pair.local.refusal("push", "hosted", "b", "--delete", "a", status: 64).contains(
        "only prompt"))
    #expect(try pair.local.refusal("push", "--delete", "c", "--yes").contains("no prompt 'c'"))
    let shown = try pair.run("push", "--delete", "a", "--yes").stdout
    #expect(shown.hasPrefix("Deleted a, prompt_") && shown.hasSuffix(", at hosted\n"))
    #expect(pair.proxy.writes == ["delete"])
    #expect(try pair.served.repo.json("list").map { $0.text("name") } == ["b"])
    #expect(try pair.local.json("list").map { $0.text("name") } == ["a", "b"])
    try expectGoneUntilRecreated(pair)
  }

  @Test func whatIsDeletedThereStaysHere() throws {
    let pair = try SyncedRepo()
    try pair.local.importVersions(["1", "2"], of: "a", "b")
    try pair.run("sync")
    try pair.served.repo.ok("delete", "a", "--yes")
    try expectGoneUntilRecreated(pair)
  }

  @Test func aRemoteThatHasLostAllIsFilledAgainOnlyOnDemand() throws {
    let pair = try SyncedRepo()
    try pair.local.importVersions(["1"], of: "a")
    try pair.run("sync")
    try pair.served.repo.ok("delete", "a", "--yes")
    let shown = try pair.run("push", status: 1).stdout
    #expect(
      shown.contains(
        "  failed: the remote lists no prompts at all; nothing was changed. If they were deleted "
          + "there, --recreate creates them again\n"), "\(shown)")
    try pair.run("push", "--recreate")
    try pair.expectInStep()
  }

  @Test func whatGoesOnFromAWithdrawnVersionIsActivatedByTheCommandThatIsSaid() throws {
    let pair = try SyncedRepo()
    for text in ["1\n", "2\n"] { try pair.local.commit("a", text) }
    try pair.run("sync")
    try pair.local.ok("rollback", "a", "-m", "no good")
    try pair.run("sync")
    try pair.local.commit("a", "mine\n")
    try pair.served.repo.ok("checkout", "a")
    try pair.served.repo.commit("a", "theirs\n")
    let shown = try pair.run("sync", "--ours").stdout
    #expect(
      shown.contains(
        "  v5 is not active: it goes on from what was withdrawn here (no good); `promptrepo activate "
          + "a@v5` makes it live\n"), "\(shown)")
    try pair.local.ok("activate", "a@v5")
  }

  private func expectGoneUntilRecreated(_ pair: SyncedRepo) throws {
    for command in ["push", "sync", "pull", "fetch"] {
      pair.proxy.follow()
      let shown = try pair.run(command).stdout
      if command != "pull", command != "fetch" {
        #expect(shown.contains("it is gone at the remote; --recreate creates it there again"))
      }
      #expect(pair.proxy.writes == [])
    }
    #expect(try pair.local.ok("status", "--remote").contains("a: gone"))
    #expect(try pair.run("verify-remote", status: 1).stdout.contains("a: gone: "))
    try pair.run("push", "--recreate")
    #expect(pair.proxy.writes == ["create", "version"])
    try pair.expectInStep()
    try pair.run("verify-remote")
  }

  @Test func whatIsDeletedHereStaysThere() throws {
    let pair = try SyncedRepo()
    try pair.local.importVersions(["1", "2"], of: "a", "b")
    try pair.run("sync")
    try pair.local.ok("delete", "a", "--yes")
    for command in ["sync", "push", "pull"] {
      pair.proxy.follow()
      let shown = try pair.run(command).stdout
      #expect(
        shown.contains(
          "it was deleted here and is still at the remote; `promptrepo push --delete` deletes it "
            + "there\n"), "\(shown)")
      #expect(pair.proxy.writes == [])
    }
    #expect(try pair.local.json("list").count == 1)
    #expect(try pair.served.repo.json("list").count == 2)
    try pair.run("push", "--delete", "a", "--yes")
    try pair.expectInStep()
  }
}
