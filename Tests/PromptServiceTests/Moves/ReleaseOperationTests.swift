import APIKeys
import PromptRepo
import PromptService
import TestSupport
import Testing

/// Releases, and records, through the service.
@Suite struct ReleaseOperationTests {
  let operated: Operated
  let staging: EnvironmentName
  let spring: ReleaseName

  init() throws {
    operated = try Operated()
    staging = try EnvironmentName("staging")
    spring = try ReleaseName("spring")
    try operated.served.addEnvironments("staging")
  }

  @Test func aReleaseIsMadeDeployedAndTakenBack() throws {
    let names = try [operated.create("a", "One", "Two"), operated.create("b", "One")]
    for name in names { try operated.deploy(name, 1, to: staging) }
    operated.expectRefusal(.forbidden) {
      _ = try operated.request(.editor).createRelease(spring, reason: nil)
    }
    let created = try operated.request(.deployer).createRelease(spring, reason: "Spring")
    #expect(created.id != nil)
    operated.expectRefusal(.rule, "there is a release 'spring' already") {
      _ = try operated.request(.deployer).createRelease(spring, reason: nil)
    }
    var summary = try operated.request(.reader).release(spring)
    #expect(summary.release.members.map(\.version) == [2, 1])
    #expect(summary.creation?.reason == "Spring" && summary.places.isEmpty)
    let plan = try operated.request(.reader).planDeployment(ofRelease: spring, to: staging)
    #expect(plan.entries.map(\.isLive) == [false, true])
    let shown = plan.entries.compactMap(\.shown)
    operated.expectRefusal(.forbidden) {
      _ = try operated.request(.editor).deployRelease(
        spring, to: staging, shown: shown, reason: nil)
    }
    operated.expectRefusal(.conflict, "other prompts") {
      _ = try operated.request(.deployer).deployRelease(
        spring, to: staging, shown: Array(shown.prefix(1)), reason: nil)
    }
    let made = try operated.request(.deployer).deployRelease(
      spring, to: staging, shown: shown, reason: nil)
    #expect(made.moves.map(\.name) == [names[0]])
    #expect(try operated.live(names[0], .environment(staging)) == 2)
    operated.expectRefusal(.conflict) {
      _ = try operated.request(.deployer).deployRelease(
        spring, to: staging, shown: shown, reason: nil)
    }
    summary = try #require(try operated.request(.reader).releases().first)
    #expect(summary.places.map(\.environment) == [staging])
    #expect(summary.places.map(\.movedOn) == [0])
    let back = try operated.request(.reader).planReleaseRollback(in: staging)
    #expect(back.release == spring && back.moves.map(\.move.version) == [1])
    let moves = back.moves.map { name, move in
      ShownMove(
        name, version: move.version, coming: move.hash,
        live: .hash(plan.entries[0].version?.hash.hex ?? ""))
    }
    operated.expectRefusal(.conflict) {
      _ = try operated.request(.deployer).rollBackRelease(
        spring, in: staging, shown: [], reason: nil)
    }
    _ = try operated.request(.deployer).rollBackRelease(
      spring, in: staging, shown: moves, reason: nil)
    #expect(try operated.live(names[0], .environment(staging)) == 1)
    operated.expectRefusal(.rule, "no release is live") {
      _ = try operated.request(.reader).planReleaseRollback(in: staging)
    }
  }

  @Test func whatMovedOnSinceIsCounted() throws {
    let name = try operated.create("a", "One", "Two")
    _ = try operated.request(.deployer).createRelease(spring, reason: nil)
    let plan = try operated.request(.reader).planDeployment(ofRelease: spring, to: staging)
    _ = try operated.request(.deployer).deployRelease(
      spring, to: staging, shown: plan.entries.compactMap(\.shown), reason: nil)
    try operated.deploy(name, 1, to: staging)
    let summary = try operated.request(.reader).release(spring)
    #expect(summary.places.map(\.movedOn) == [1])
    operated.expectRefusal(.notFound) {
      _ = try operated.request(.reader).release(ReleaseName("autumn"))
    }
  }

  @Test func aRecordIsEditedAsItWasShownAndPutAway() throws {
    let name = try operated.create("a", "One")
    let before = try #require(try operated.repository().prompt(name))
    let edit = RecordEdit(title: .set("Alpha"), description: .keep, metadata: .keep)
    operated.expectRefusal(.forbidden) {
      _ = try operated.request(.reader).editRecord(of: name, at: before.infoTip, edit)
    }
    let made = try operated.request(.editor).editRecord(of: name, at: before.infoTip, edit)
    #expect(made.id != nil)
    #expect(try operated.repository().prompt(name)?.record.title == "Alpha")
    operated.expectRefusal(.conflict) {
      _ = try operated.request(.editor).editRecord(of: name, at: before.infoTip, edit)
    }
    for isArchived in [true, false] {
      let made = try operated.request(.editor).setArchived(name, isArchived, reason: "Old")
      #expect(made.id != nil)
      #expect(try operated.repository().prompt(name)?.record.isArchived == isArchived)
      let again = try operated.request(.editor).setArchived(name, isArchived, reason: nil)
      #expect(again.id == nil)
    }
    operated.expectRefusal(.notFound) {
      _ = try operated.request(.editor).setArchived(PromptName("b"), true, reason: nil)
    }
  }
}
