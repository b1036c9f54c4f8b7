import DirectoryStore
import PromptRepo
import TestSupport
import Testing

/// Deployments against the real server, by an independent client and as plain git shows them.
@Suite struct DeploymentTests {
  private let production: EnvironmentName
  private let ada = Signature(
    name: "Ada", email: "ada@example.com", time: Timestamp(milliseconds: 1_750_000_000_000))

  init() throws {
    production = try EnvironmentName("production")
  }

  /// The served ledger as another program opens it.
  private func ledger(_ served: ServedRepo) throws -> Repository {
    Repository(
      store: try DirectoryStore(opening: "\(served.repo.path)/.promptrepo", layout: .prompts))
  }

  @Test func theReferencesRequestWorksAsItIsWritten() throws {
    let served = try ServedRepo()
    let server = try served.serve()
    // What another program adds is in the next answer.
    try ledger(served).change(by: ada) { (transaction) throws(RepositoryError) in
      let staging = try EnvironmentName("staging")
      try transaction.addEnvironment(DeploymentEnvironment(staging))
      try transaction.addEnvironment(DeploymentEnvironment(production, requires: staging))
    }
    try served.judge(server, ["deployments"])
    try served.expectGoodEnd(server)
  }

  /// The calls that the server's page shows work as they are written.
  @Test func theCallsOfThePageWork() throws {
    let served = try ServedRepo()
    let name = try PromptName("greeting")
    let repository = try ledger(served)
    let prompt = try repository.change(by: ada) { (transaction) throws(RepositoryError) in
      try transaction.addEnvironment(DeploymentEnvironment(production, isProtected: true))
      try transaction.create(name, VersionDraft(VersionContent(template: "Hi {{customer}}!")))
      try transaction.addVersion(
        VersionDraft(VersionContent(template: "Hi {{customer}}, about {{topic}}:")), to: name)
      return try transaction.existing(name)
    }
    let page = try Readme("Sources/Server/PromptServer/PromptServer.docc/Server.md")
    let definitions = try page.commands().filter { $0.hasPrefix("call() {") }
    let calls = try definitions + page.section("## Deployments").commands()
    #expect(calls.count > 5)
    let server = try served.serve()
    var environment = served.repo.environment
    environment["API"] = server.url
    environment["KEY"] = served.keys["deployer"]
    environment["ID"] = prompt.record.id.rawValue
    let result = try TestSupport.run(
      "bash", ["-euo", "pipefail", "-c", calls.joined(separator: "\n")], cwd: served.repo.path,
      env: environment)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(!result.stdout.contains(#""error""#), "\(result.stdout)")
    #expect(result.stdout.contains(#"{"success":true,"deployment":{"id":"#))
    let moves = try repository.moves(of: .environment(production), name)
    #expect(moves.map(\.version) == [1, 2, 1])
    #expect(moves.map(\.reason) == [nil, "Says what it is about", nil])
    try served.expectGoodEnd(server)
  }
}
