import GitRemotes
import PromptMerge
import PromptRepo
import TestSupport
import Testing

struct RaceTests {
  /// Ada and Bob have `greet` and `other`; the next push of Bob's is overtaken by one of Ada's.
  private func overtaken(
    _ rules: Server.Rules, _ work: (Teammate) throws -> Void,
    bob more: (Teammate) throws -> Void = { _ in }
  ) throws -> (Server, ada: Teammate, bob: Teammate, report: RemoteReport) {
    let server = try Server(rules)
    let ada = try Teammate("Ada", .workTree, server)
    let bob = try Teammate("Bob", .workTree, server)
    try ada.create("greet")
    try ada.create("other")
    try ada.push()
    try bob.pull()
    try work(ada)
    // What Ada has to push goes to the server the moment that Bob's git comes to push: it runs this
    // in the place of the server's own program, once.
    let refspecs =
      "'+refs/prompts/*:refs/prompts/*' '+refs/promptrepo/deleted/*:refs/promptrepo/deleted/*' "
      + "'+refs/promptrepo/ledger/*:refs/promptrepo/ledger/*'"
    let script = """
      #!/bin/sh
      if test ! -e "$0.done"; then
        touch "$0.done"
        git --git-dir='\(ada.gitDirectory)' push --quiet --prune '\(server.path)' \(refspecs) >&2
      fi
      exec git-receive-pack "$@"
      """
    let program = bob.directory.appending("receive")
    _ = try run(
      "/bin/sh", ["-c", "cat > \"$1\" && chmod +x \"$1\"", "sh", program],
      stdin: Array(script.utf8))
    try git(bob.gitDirectory, ["config", "remote.origin.receivepack", program])
    try bob.commit("greet", "his")
    try bob.commit("other", "his")
    try more(bob)
    return (server, ada, bob, try bob.push())
  }

  @Test(arguments: Server.Rules.allCases)
  func versionsOfTwoPushersAreNeverMixed(rules: Server.Rules) throws {
    let (server, ada, bob, report) = try overtaken(rules) { try $0.commit("greet", "hers") }
    #expect(report.lines == ["greet: conflict diverged", "other: pushed v2..v2 active v2"])
    #expect(try ada.pull().lines == ["other: pulled v2..v2 active v2"])
    #expect(try ada.references() == server.references())
    for path in [ada.gitDirectory, bob.gitDirectory, server.path] { try expectSound(path) }
  }

  @Test(arguments: Server.Rules.allCases)
  func deletedPromptIsNotRevivedByAPush(rules: Server.Rules) throws {
    let (server, ada, bob, report) = try overtaken(rules) { try $0.delete("greet") }
    #expect(report.lines == ["greet: conflict deleted_there", "other: pushed v2..v2 active v2"])
    #expect(try !server.references().contains { $0.contains("/greet/") })
    try ada.pull()
    #expect(try ada.references() == server.references())
    for path in [ada.gitDirectory, bob.gitDirectory, server.path] { try expectSound(path) }
  }

  @Test(arguments: Server.Rules.allCases)
  func environmentsAndReleasesOfTwoPushersAreNeverMixed(rules: Server.Rules) throws {
    let (server, ada, bob, report) = try overtaken(
      rules,
      {
        try $0.addEnvironment("hers")
        try $0.createRelease("hers")
      },
      bob: {
        try $0.addEnvironment("his")
        try $0.createRelease("his")
      })
    #expect(report.hadPushRace)
    #expect(report.repositoryWideLines == ["environments: conflict", "releases: conflict"])
    #expect(
      report.lines == ["greet: pushed v2..v2 active v2", "other: pushed v2..v2 active v2"])
    try bob.pull(.merge)
    #expect(
      try bob.push().repositoryWideLines == [
        "environments: pushed +his", "releases: pushed his created",
      ])
    try ada.pull()
    #expect(try ada.references() == server.references())
    for path in [ada.gitDirectory, bob.gitDirectory, server.path] { try expectSound(path) }
  }

  @Test func releaseThatWasOvertakenLastIsReportedAsItIsNow() throws {
    let (server, _, bob, report) = try overtaken(
      .strict, { try $0.createRelease("hers") }, bob: { try $0.createRelease("his") })
    #expect(report.repositoryWideLines == ["releases: conflict"])
    try bob.pull(.merge)
    #expect(try bob.push().repositoryWideLines == ["releases: pushed his created"])
    try expectSound(server.path)
  }

  @Test func pushOfOneChainIsHeldUpByAnother() throws {
    let (server, _, bob, report) = try overtaken(.strict) { try $0.title("greet", "Greeting") }
    #expect(
      report.lines == [
        "greet: behind record, ahead v2..v2 active v2", "other: pushed v2..v2 active v2",
      ])
    try bob.pull()
    #expect(try bob.push().lines == ["greet: pushed v2..v2 active v2"])
    try expectSound(server.path)
  }

  @Test func deletedPromptIsNotRevivedByAPushOfMany() throws {
    let (server, ada, bob, report) = try overtaken(
      .strict, { try $0.delete("greet") },
      bob: { bob in for number in 1...60 { try bob.create("many/p\(number)") } })
    #expect(report.hadPushRace)
    #expect(
      report.lines.filter { !$0.hasPrefix("many/") } == [
        "greet: conflict deleted_there", "other: pushed v2..v2 active v2",
      ])
    #expect(report.lines.filter { $0.hasSuffix(": pushed created v1..v1 active v1") }.count == 60)
    #expect(try !server.references().contains { $0.contains("/greet/") })
    try ada.pull()
    #expect(try ada.references() == server.references())
    // The next versions of all of them, too, go by a pattern.
    for number in 1...60 { try ada.commit("many/p\(number)", "two") }
    #expect(try ada.push().lines.filter { $0.hasSuffix(": pushed v2..v2 active v2") }.count == 60)
    #expect(try ada.references() == server.references())
    for path in [ada.gitDirectory, bob.gitDirectory, server.path] { try expectSound(path) }
  }

  @Test func twoPushersAtOnce() async throws {
    let server = try Server(.strict)
    let team = try ["Ada", "Bob", "Eve"].map { try Teammate($0, .workTree, server) }
    try team[0].create("greet")
    try team[0].push()
    for teammate in team { try teammate.pull() }
    for teammate in team {
      try teammate.commit("greet", teammate.name)
      try teammate.create("of/\(teammate.name.lowercased())")
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for teammate in team {
        group.addTask {
          let report = try teammate.push()
          #expect(report.lines.count >= 2)
        }
      }
      try await group.waitForAll()
    }
    for teammate in team {
      try teammate.push()
      try teammate.pull()
    }
    // One of the three versions won, and each has what the others made.
    let names = team.map { "refs/prompts/of/\($0.name.lowercased())/@info" }
    for teammate in team {
      for name in names { #expect(try teammate.store.value(name) != nil) }
    }
    let winners = try team.filter {
      try server.references().contains(
        "refs/prompts/greet/@versions \($0.repository.latest(of: PromptName("greet"))?.commit.hex ?? "")"
      )
    }
    #expect(winners.count == 1)
    try expectSound(server.path)
  }
}
