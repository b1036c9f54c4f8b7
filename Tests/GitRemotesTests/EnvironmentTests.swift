import GitRemotes
import PromptMerge
import PromptRepo
import TestSupport
import Testing

/// The list of environments, which travels beside the prompts.
struct EnvironmentTests {
  /// Two who have `dev` and `prod` from a strict server.
  private func team(_ home: Teammate.Home = .workTree) throws -> (Server, Teammate, Teammate) {
    let server = try Server(.strict)
    let ada = try Teammate("Ada", .workTree, server)
    let bob = try Teammate("Bob", home, server)
    try ada.addEnvironment("dev")
    try ada.addEnvironment("prod")
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

  @Test(arguments: Teammate.Home.allCases)
  func listTravels(home: Teammate.Home) throws {
    let (server, ada, bob) = try team(home)
    #expect(try bob.environments() == ["dev", "prod"])
    try bob.setEnvironment("prod", requires: "dev")
    #expect(try bob.origin().fetch().report.repositoryWideLines == ["environments: ahead ~prod"])
    #expect(try bob.push().repositoryWideLines == ["environments: pushed ~prod"])
    #expect(try bob.push().repositoryWideLines == [])
    #expect(try ada.push().repositoryWideLines == ["environments: behind ~prod"])
    #expect(try ada.pull().repositoryWideLines == ["environments: pulled ~prod"])
    #expect(try ada.environments() == ["dev", "prod!<dev"])
    try expectAlike(server, ada, bob)
    // The mirror is nothing that was done here.
    var log = try ada.repository.audit()
    var count = 0
    while try log.next() != nil { count += 1 }
    #expect(count == 3)
  }

  @Test func namedPromptsMoveAlone() throws {
    let (server, ada, bob) = try team()
    try ada.create("greet")
    try ada.addEnvironment("qa")
    #expect(try ada.push("greet").repositoryWideLines == [])
    let report = try bob.pull("greet")
    #expect(report.lines == ["greet: pulled created v1..v1 active v1"])
    #expect(report.repositoryWideLines == [])
    #expect(try bob.environments() == ["dev", "prod"])
    #expect(try server.references().count == bob.references().count)
  }

  @Test(arguments: Resolution.allCases)
  func differentOnesThatBothAddedAreMerged(resolution: Resolution) throws {
    let (server, ada, bob) = try team()
    try ada.addEnvironment("qa")
    try ada.push()
    try bob.addEnvironment("edge", requires: "prod")
    try bob.setEnvironment("dev", isProtected: true)
    let tip = try bob.store.value("refs/promptrepo/ledger/environments")
    let before = try bob.references()
    let report = try bob.pull()
    #expect(report.repositoryWideLines == ["environments: conflict"])
    #expect(report.hasConflicts)
    guard case .conflict(let conflict) = report.repositoryWide[0].result else { return }
    #expect(conflict.error.message.contains("environment dev has other rules: protected (Bob, "))
    #expect(conflict.error.message.contains("environment qa added (Ada, "))
    guard case .conflict(let cause)? = conflict.error.cause as? RemoteRefusal else {
      Issue.record("\(conflict.error)")
      return
    }
    #expect(cause.kind == conflict.kind && cause.subject == conflict.subject)
    #expect(try bob.push().repositoryWideLines == ["environments: conflict"])
    #expect(try bob.references() == before)
    #expect(
      try bob.origin().preview(resolving: resolution).repositoryWideLines
        == ["environments: joinable 1 and 2"])
    #expect(try bob.pull(resolution).repositoryWideLines == ["environments: joined 1 and 2"])
    #expect(try bob.environments() == ["dev!", "prod", "qa", "edge!<prod"])
    #expect(try bob.push().repositoryWideLines == ["environments: pushed +edge, ~dev"])
    try ada.pull()
    try expectAlike(server, ada, bob)
    // What was ours comes again as it was, and the old commits are kept.
    let log = try git(
      server.path,
      [
        "log", "--first-parent", "-3", "--format=%s|%an|%(trailers:key=Operation,valueonly)",
        "refs/promptrepo/ledger/environments",
      ]
    ).stdout.split(separator: "\n").map(String.init)
    let old = try git(
      bob.gitDirectory,
      ["log", "-2", "--format=%s|%an|%(trailers:key=Operation,valueonly)", try #require(tip).hex]
    ).stdout.split(separator: "\n").map(String.init)
    #expect(Array(log.prefix(2)) == old)
    #expect(log[2].hasPrefix("environment qa added|Ada|"))
    #expect(try git(server.path, ["cat-file", "-e", try #require(tip).hex]).status == 0)
  }

  @Test(arguments: Resolution.allCases)
  func oneRuleThatBothChangedIsForSomebodyToDecide(resolution: Resolution) throws {
    let (server, ada, bob) = try team()
    try ada.setEnvironment("prod", requires: "dev")
    try ada.push()
    try bob.setEnvironment("prod", isProtected: true)
    try bob.addEnvironment("qa")
    var report = try bob.pull(resolution)
    if resolution == .merge {
      #expect(report.repositoryWideLines == ["environments: conflict to decide"])
      guard case .conflict(let conflict) = report.repositoryWide[0].result else { return }
      #expect(
        conflict.error.message.contains(
          "'prod' is 'protected' here and 'protected, requires dev' there"))
      #expect(try bob.environments() == ["dev", "prod!", "qa"])
      report = try bob.pull(.ours)
    }
    #expect(report.repositoryWideLines == ["environments: joined 1 and 2"])
    let expected = resolution == .theirs ? "prod!<dev" : "prod!"
    #expect(try bob.environments() == ["dev", expected, "qa"])
    try bob.push()
    try ada.pull()
    #expect(try ada.environments() == ["dev", expected, "qa"])
    try expectAlike(server, ada, bob)
  }

  @Test(arguments: Resolution.allCases)
  func whatOneRequiresTheOtherCannotRemove(resolution: Resolution) throws {
    let (server, ada, bob) = try team()
    try ada.removeEnvironment("dev")
    try ada.push()
    try bob.setEnvironment("prod", requires: "dev")
    var report = try bob.pull(resolution)
    if resolution == .merge {
      #expect(report.repositoryWideLines == ["environments: conflict to decide"])
      report = try bob.pull(.theirs)
    }
    #expect(report.repositoryWideLines == ["environments: joined 1 and 1"])
    #expect(try bob.environments() == (resolution == .ours ? ["dev", "prod!<dev"] : ["prod"]))
    try bob.push()
    try ada.pull()
    try expectAlike(server, ada, bob)
  }

  @Test func firstListsOfTwoAreMerged() throws {
    let server = try Server(.strict)
    let ada = try Teammate("Ada", .workTree, server)
    let bob = try Teammate("Bob", .directory, server)
    try ada.addEnvironment("prod")
    try bob.addEnvironment("prod")
    try bob.addEnvironment("qa")
    try ada.push()
    #expect(try bob.pull().repositoryWideLines == ["environments: conflict"])
    #expect(try bob.pull(.merge).repositoryWideLines == ["environments: joined 1 and 2"])
    #expect(try bob.environments() == ["prod", "qa"])
    try bob.push()
    try ada.pull()
    try expectAlike(server, ada, bob)
  }

  @Test func rejectedListDoesNotHoldUpPrompts() throws {
    let (server, ada, _) = try team()
    try server.setUpdateHook("case $1 in */ledger/*) exit 1;; esac")
    try ada.addEnvironment("qa")
    try ada.create("greet")
    let report = try ada.push()
    #expect(report.repositoryWideLines == ["environments: refused unsupported"])
    #expect(report.hasRefusals)
    #expect(report.lines == ["greet: pushed created v1..v1 active v1"])
  }
}
