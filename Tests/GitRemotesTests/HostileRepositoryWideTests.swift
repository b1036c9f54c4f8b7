import GitRemotes
import PromptMerge
import PromptRepo
import TestSupport
import Testing

/// Remotes whose environments and releases are not what they pass for.
struct HostileRepositoryWideTests {
  private static let environments = "refs/promptrepo/ledger/environments"
  private static let releases = "refs/promptrepo/ledger/releases"

  /// A server with a list of environments and a release, both also at Bob's, and `good` in version
  /// 2, which he does not have yet.
  private func server() throws -> (Server, ada: Teammate, bob: Teammate) {
    let server = try Server()
    let ada = try Teammate("Ada", .workTree, server)
    let bob = try Teammate("Bob", .workTree, server)
    try ada.create("good")
    try ada.addEnvironment("prod")
    try ada.createRelease("r1")
    try ada.push()
    try bob.pull()
    try ada.commit("good", "two")
    try ada.push()
    return (server, ada, bob)
  }

  private func line(_ server: Server, _ arguments: [String], _ input: String = "") throws -> String
  {
    let result = try git(server.path, arguments, stdin: Array(input.utf8))
    return result.stdout.split(separator: "\n").first.map(String.init) ?? ""
  }

  /// Makes the newest commit of a chain again, with one file as its tree.
  private func forge(
    _ server: Server, _ chain: String, parents: [String], _ file: String, _ text: String,
    mode: String = "100644", message: String? = nil
  ) throws -> String {
    let blob = try line(server, ["hash-object", "-w", "--stdin"], text)
    let tree = try line(server, ["mktree"], "\(mode) blob \(blob)\t\(file)\n")
    return try line(
      server,
      ["-c", "user.name=Eve", "-c", "user.email=eve@example.com", "commit-tree"]
        + parents.flatMap { ["-p", $0] } + [tree],
      message ?? git(server.path, ["log", "-1", "--format=%B", chain]).stdout)
  }

  /// Pulls, and expects that `good` comes and that nothing of a chain is believed.
  private func expectOnlyGoodMoves(
    _ bob: Teammate, _ expected: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let isOther = { (line: String) in !line.hasPrefix("refs/prompts/good/") }
    let before = try bob.references().filter(isOther)
    let report = try bob.pull()
    #expect(report.lines == ["good: pulled v2..v2 active v2"], sourceLocation: sourceLocation)
    #expect(report.repositoryWideLines == [expected], sourceLocation: sourceLocation)
    #expect(report.hasRefusals || report.hasConflicts, sourceLocation: sourceLocation)
    #expect(try bob.references().filter(isOther) == before, sourceLocation: sourceLocation)
  }

  @Test(arguments: [
    ("environments.json", "no JSON", "damaged"),
    ("environments.json", "{}", "damaged"),
    ("environments.json", #"{"environments":[{"name":"UPPER"}]}"#, "invalid"),
    ("environments.json", #"{"environments":[{"name":"a"},{"name":"a"}]}"#, "damaged"),
    ("environments.json", #"{"environments":[{"name":"a","requires":"b"}]}"#, "damaged"),
    ("environments.json", #"{"environments":[{"name":"a","requires":"a"}]}"#, "damaged"),
    ("other.json", #"{"environments":[]}"#, "damaged"),
  ])
  func badListIsRefused(file: String, text: String, code: String) throws {
    let (server, _, bob) = try server()
    let chain = HostileRepositoryWideTests.environments
    let forged = try forge(server, chain, parents: [chain], file, text)
    try git(server.path, ["update-ref", chain, forged])
    try expectOnlyGoodMoves(bob, "environments: refused \(code)")
    #expect(try bob.environments() == ["prod"])
  }

  @Test(arguments: [
    ("r2.json", "no JSON"), ("r2.json", #"{"name":"r2"}"#), ("r2.txt", #"{}"#),
    ("r2.json", #"{"members":[],"name":"other"}"#),
  ])
  func badReleaseIsRefused(file: String, text: String) throws {
    let (server, _, bob) = try server()
    let chain = HostileRepositoryWideTests.releases
    let forged = try forge(server, chain, parents: [chain], file, text)
    try git(server.path, ["update-ref", chain, forged])
    try expectOnlyGoodMoves(bob, "releases: refused damaged")
    #expect(try bob.releases() == ["r1"])
  }

  @Test func rollbackToAStepThatNeverWasIsRefused() throws {
    let (server, _, bob) = try server()
    let chain = HostileRepositoryWideTests.releases
    let other = try line(server, ["rev-parse", "refs/prompts/good/@info"])
    let message = """
      release r1 rolled back in prod

      Release: r1
      Pointer: env/prod
      Rolled-Back: 0123456789abcdef0123456789abcdef
      Restores: \(other)

      """
    let forged = try forge(
      server, chain, parents: [chain], "r2.json", #"{"members":[],"name":"r2"}"#, message: message)
    try git(server.path, ["update-ref", chain, forged])
    try expectOnlyGoodMoves(bob, "releases: refused damaged")
  }

  @Test func chainsOfOtherKindsAreRefused() throws {
    for (chain, other) in [
      (HostileRepositoryWideTests.environments, "refs/prompts/good/@versions"),
      (HostileRepositoryWideTests.environments, "refs/prompts/good/@info^{tree}"),
      (HostileRepositoryWideTests.environments, HostileRepositoryWideTests.releases),
      (HostileRepositoryWideTests.releases, HostileRepositoryWideTests.environments),
      (HostileRepositoryWideTests.releases, "refs/prompts/good/@info"),
    ] {
      let (server, _, bob) = try server()
      try git(server.path, ["update-ref", chain, other])
      let name = chain.split(separator: "/").last ?? ""
      try expectOnlyGoodMoves(bob, "\(name): refused damaged")
    }
  }

  @Test func rewrittenChainIsRefused() throws {
    let (server, _, bob) = try server()
    let chain = HostileRepositoryWideTests.environments
    let forged = try forge(
      server, chain, parents: [], "environments.json", #"{"environments":[{"name":"evil"}]}"#)
    // Ours as a further parent makes it no continuation.
    let second = try forge(
      server, chain, parents: [forged, chain], "environments.json", #"{"environments":[]}"#)
    try git(server.path, ["update-ref", chain, second])
    try expectOnlyGoodMoves(bob, "environments: refused damaged")
    // Nor is it overwritten, by either side.
    #expect(try bob.push().repositoryWideLines == ["environments: conflict"])
    #expect(try line(server, ["rev-parse", chain]) == second)
    #expect(try bob.environments() == ["prod"])
    #expect(try bob.pull(.ours).repositoryWideLines == ["environments: joined 2 and 1"])
    #expect(try bob.environments() == ["prod"])
    #expect(try bob.push().repositoryWideLines == ["environments: pushed +prod"])
    try bob.isSound()
  }

  @Test func chainThatWasTakenBackThereIsGivenAgain() throws {
    let (server, ada, bob) = try server()
    try bob.addEnvironment("qa")
    try bob.push()
    try git(
      server.path,
      [
        "update-ref", HostileRepositoryWideTests.environments,
        "\(HostileRepositoryWideTests.environments)~",
      ])
    #expect(try bob.pull().repositoryWideLines == ["environments: ahead +qa"])
    #expect(try bob.push().repositoryWideLines == ["environments: pushed +qa"])
    try git(server.path, ["update-ref", "-d", HostileRepositoryWideTests.releases])
    #expect(
      try ada.pull().repositoryWideLines == [
        "environments: pulled +qa", "releases: ahead r1 created",
      ])
    #expect(try ada.push().repositoryWideLines == ["releases: pushed r1 created"])
    #expect(try ada.references() == server.references())
  }

  @Test func chainsOfLaterVersionsAreLeftAlone() throws {
    let (server, _, bob) = try server()
    for name in ["future", "environments.d/x"] {
      try git(
        server.path,
        ["update-ref", "refs/promptrepo/ledger/\(name)", HostileRepositoryWideTests.environments])
    }
    let report = try bob.pull()
    #expect(report.repositoryWideLines == [])
    #expect(
      report.foreign.map(\.name.rawValue) == [
        "refs/promptrepo/remotes/origin/ledger/environments.d/x",
        "refs/promptrepo/remotes/origin/ledger/future",
      ])
  }
}
