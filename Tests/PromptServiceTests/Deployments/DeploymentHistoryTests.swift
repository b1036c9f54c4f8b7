import APIKeys
import CanonicalJSON
import HTTPMessages
import PromptRepo
import TestSupport
import Testing

/// The history of a deployment.
@Suite struct DeploymentHistoryTests {
  @Test(arguments: Setup.observable)
  func everyMoveSaysWhatWhoAndWhy(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A", "one")
      try served.addVersion(id, "two")
      try served.addEnvironments("staging", "production")
      try served.deployed(id, to: "production", version: 1)
      let other = try served.repository()
      func ada() -> Signature {
        served.clock.advance(milliseconds: 1_000)
        return Signature(name: "Ada", email: "ada@example.com", time: served.clock.now)
      }
      let (name, production) = (try PromptName("a"), try EnvironmentName("production"))
      try other.change(by: ada()) { (transaction) throws(RepositoryError) in
        let staging = try EnvironmentName("staging")
        try transaction.deploy([DeploymentRequest(name)], to: staging)
        try transaction.promote([name], from: staging, to: production)
      }
      let deployment = try served.get(Served.deployments).list().first?.text("id") ?? ""
      let hashes = try ["one", "two"].map { "\(try VersionContent(template: $0).hash)" }
      served.clock.advance(milliseconds: 1_000)
      let user: HTTPFields = [.onBehalfOf: "user-1"]
      _ = try served.rollBack(
        deployment, to: hashes[0], ["reason": "Worse"], as: .deployer, user)
      try other.by(ada()).undo(name)
      try other.change(by: ada()) { (transaction) throws(RepositoryError) in
        let release = try ReleaseName("spring")
        try transaction.createRelease(
          release, [DeploymentRequest(name, .number(1), expecting: nil)])
        try transaction.deployRelease(release, to: production)
      }
      let history = try served.pages(Served.history(deployment), limit: 2)
      #expect(
        history.map { $0.text("action") }
          == ["deployed", "undone", "rolled_back", "promoted", "deployed"])
      #expect(history.map { $0.number("version") } == [1, 2, 1, 2, 1])
      #expect(history.map { $0.number("previous_version") } == [2, 1, 2, 1, -1])
      #expect(history.map { $0.text("version_hash") } == [0, 1, 0, 1, 0].map { hashes[$0] })
      #expect(history[2].text("previous_version_hash") == hashes[1])
      #expect(history[4]["previous_version_hash"] == nil)
      #expect(history[0].text("release") == "spring")
      #expect(history[3].text("promoted_from") == "staging")
      #expect(history[2].text("reason") == "Worse" && history[2].text("on_behalf_of") == "user-1")
      #expect(
        history[2]["actor"] == ["name": "team", "key_id": .string(served.keys.id(.deployer))])
      // An address is nobody's business.
      #expect(history[3]["actor"] == ["name": "Ada"])
      var next = try served.open().value("refs/prompts/a/@env/production")
      for entry in history {
        #expect(entry.text("commit") == next?.hex && entry.text("id") == next?.hex)
        #expect(entry.text("object") == "prompt.deployment.move")
        let move = try other.move(at: #require(next))
        #expect(entry.text("operation") == move.operation)
        #expect(entry.text("created_at") == move.author.time.rfc3339)
        next = move.parent
      }
      #expect(next == nil)
    }
  }

  @Test(arguments: Setup.quick)
  func aCursorHasToBeOfThisHistory(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A", "one")
      try served.addVersion(id, "two")
      try served.addEnvironments("staging", "production")
      let staging = try served.deploy(id, to: "staging")
      let deployment = try served.deployed(id, to: "production", version: 1).text("id")
      try served.deployed(id, to: "production")
      for after in ["", "x", staging.fields[.tip] ?? "", String(repeating: "0", count: 40)] {
        try served.get(Served.history(deployment, "?after=\(after)"))
          .expectError(400, "invalid_parameter", "after")
      }
      let all = try served.get(Served.history(deployment)).list()
      let rest = try served.get(
        Served.history(deployment, "?after=\(all[1].text("id"))"))
      #expect(try rest.list().isEmpty)
      #expect(try rest.json()["has_more"] == false && rest.json()["last_id"] == nil)
    }
  }
}
