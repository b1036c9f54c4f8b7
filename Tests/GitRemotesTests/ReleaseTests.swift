import GitRemotes
import PromptMerge
import PromptRepo
import TestSupport
import Testing

/// The releases, which travel beside the prompts.
struct ReleaseTests {
  /// Two who have the prompts `a` and `b`, `prod`, and release `r0`, which is live there.
  private func team() throws -> (Server, Teammate, Teammate) {
    let server = try Server(.strict)
    let ada = try Teammate("Ada", .workTree, server)
    let bob = try Teammate("Bob", .directory, server)
    try ada.create("a")
    try ada.create("b")
    try ada.addEnvironment("prod")
    try ada.createRelease("r0")
    try ada.deployRelease("r0", to: "prod")
    try ada.push()
    try bob.pull()
    return (server, ada, bob)
  }

  private func expectAlike(_ server: Server, _ team: Teammate...) throws {
    for mate in team {
      #expect(try mate.references() == server.references())
      try mate.isSound()
    }
    try expectSound(server.path)
  }

  private func share(_ server: Server, _ bob: Teammate, _ ada: Teammate) throws {
    let push = try bob.push()
    #expect(!push.hasConflicts && !push.hasRefusals)
    let pull = try ada.pull()
    #expect(!pull.hasConflicts && !pull.hasRefusals)
    try expectAlike(server, ada, bob)
  }

  @Test func releasesTravel() throws {
    let (server, ada, bob) = try team()
    #expect(try bob.releases() == ["r0"])
    #expect(try bob.live(in: "prod") == "r0")
    try bob.commit("a", "two")
    try bob.createRelease("r1")
    try bob.deployRelease("r1", to: "prod")
    #expect(try bob.push().repositoryWideLines == ["releases: pushed r1 created, r1 in prod"])
    #expect(try ada.pull().repositoryWideLines == ["releases: pulled r1 created, r1 in prod"])
    try expectAlike(server, ada, bob)
    try ada.rollBackRelease(in: "prod")
    #expect(try ada.live(in: "prod") == "r0")
    try share(server, ada, bob)
    #expect(try bob.live(in: "prod") == "r0")
  }

  @Test(arguments: Resolution.allCases)
  func oneDeploysWhileTheOtherCreates(resolution: Resolution) throws {
    let (server, ada, bob) = try team()
    try ada.createRelease("r1")
    try ada.push()
    try bob.commit("b", "two")
    try bob.createRelease("r2")
    try bob.deployRelease("r2", to: "prod")
    try bob.rollBackRelease(in: "prod")
    try bob.deployRelease("r2", to: "prod")
    try bob.rollBackRelease(in: "prod")
    #expect(try bob.pull().repositoryWideLines == ["releases: conflict"])
    #expect(try bob.pull(resolution).repositoryWideLines == ["releases: joined 1 and 5"])
    #expect(try bob.releases() == ["r0", "r1", "r2"])
    #expect(try bob.live(in: "prod") == "r0")
    // What a rollback restores is in the chain, also where it was made again.
    let steps = try bob.repository.releaseSteps()
    for step in steps {
      guard case .rolledBack(_, let restored?) = step.action else { continue }
      #expect(steps.contains { $0.commit == restored })
    }
    try share(server, bob, ada)
    #expect(try ada.live(in: "prod") == "r0")
  }

  @Test func stepsThatRestoreOursNameTheStepsMadeAgain() throws {
    let (server, ada, bob) = try team()
    try ada.createRelease("r9")
    try ada.push()
    for (name, text) in [("r1", "two"), ("r2", "three")] {
      try bob.commit("a", text)
      try bob.createRelease(name)
      try bob.deployRelease(name, to: "prod")
    }
    try bob.rollBackRelease(in: "prod")
    #expect(try bob.live(in: "prod") == "r1")
    try bob.pull(.merge)
    #expect(try bob.live(in: "prod") == "r1")
    try share(server, bob, ada)
    // From there it goes back as it would have gone.
    try ada.rollBackRelease(in: "prod")
    #expect(try ada.live(in: "prod") == "r0")
    #expect(
      try ada.repository.lastMove(
        of: .environment(EnvironmentName("prod")), PromptName("a"))?.version == 1)
  }

  @Test(arguments: Resolution.allCases)
  func differentReleasesOfOneNameAreForSomebodyToDecide(resolution: Resolution) throws {
    let (server, ada, bob) = try team()
    try ada.createRelease("r1")
    try ada.push()
    try bob.commit("a", "two")
    try bob.createRelease("r1")
    var report = try bob.pull(resolution)
    if resolution == .merge {
      #expect(report.repositoryWideLines == ["releases: conflict to decide"])
      guard case .conflict(let conflict) = report.repositoryWide[0].result else { return }
      #expect(
        conflict.error.message.contains("release 'r1' is 'a v2, b v1' here and 'a v1, b v1' there"))
      guard case .undecided(let subject, "origin")? = conflict.error.cause as? RemoteRefusal else {
        Issue.record("\(conflict.error)")
        return
      }
      #expect(subject == .repositoryWide(.releases))
      report = try bob.pull(.theirs)
    }
    #expect(report.repositoryWideLines == ["releases: joined 1 and 1"])
    let release = try bob.repository.release(ReleaseName("r1"))
    #expect(release.members.map(\.version) == (resolution == .ours ? [2, 1] : [1, 1]))
    try share(server, bob, ada)
  }

  @Test(arguments: Resolution.allCases)
  func differentReleasesThatBothDeployedToOnePlace(resolution: Resolution) throws {
    let (server, ada, bob) = try team()
    try ada.commit("a", "of Ada")
    try ada.createRelease("r1")
    try ada.deployRelease("r1", to: "prod")
    try ada.push()
    try bob.commit("b", "of Bob")
    try bob.createRelease("r2")
    try bob.deployRelease("r2", to: "prod")
    var report = try bob.pull(resolution)
    if resolution == .merge {
      #expect(report.repositoryWideLines == ["releases: conflict to decide"])
      guard case .conflict(let conflict) = report.repositoryWide[0].result else { return }
      #expect(conflict.error.message.contains("the release in 'prod' is 'r2' here and 'r1' there"))
      report = try bob.pull(.ours)
    }
    #expect(report.repositoryWideLines == ["releases: joined 2 and 2"])
    #expect(try bob.live(in: "prod") == (resolution == .theirs ? "r1" : "r2"))
    #expect(try bob.releases() == ["r0", "r1", "r2"])
    try share(server, bob, ada)
  }

  @Test func whatOneDeployedTheOtherDoesNotWithdraw() throws {
    let (server, ada, bob) = try team()
    try ada.commit("a", "two")
    try ada.createRelease("r1")
    try share(server, ada, bob)
    try ada.change { (transaction) throws(RepositoryError) in try transaction.undo() }
    #expect(try ada.releases() == ["r0"])
    try ada.push()
    try bob.deployRelease("r1", to: "prod")
    try bob.pull(.merge)
    #expect(try bob.releases() == ["r0", "r1"])
    #expect(try bob.live(in: "prod") == "r1")
    try share(server, bob, ada)
  }
}
