import APIKeys
import CanonicalJSON
import HTTPMessages
import PromptRepo
import TestSupport
import Testing

/// What environments, expectations and others are against.
@Suite struct DeploymentRuleTests {
  private func protect(_ served: Served) throws {
    try served.addEnvironments("staging")
    try served.addEnvironments(
      DeploymentEnvironment(EnvironmentName("production"), requires: EnvironmentName("staging")))
  }

  @Test(arguments: Setup.observable)
  func aProtectedEnvironmentKeepsToItsRules(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A", "Hi {{name}}")
      try protect(served)
      let early = try served.deploy(id, to: "production")
      try early.expectError(409, "required_environment")
      #expect(early.text.contains("deploy it to 'staging' first"))
      try served.deployed(id, to: "staging")
      try served.deployed(id, to: "production")
      try served.addVersion(id, "Hi {{nick}} in {{place}}")
      try served.deployed(id, to: "staging")
      let other = try served.deploy(id, to: "production")
      try other.expectError(409, "variable_contract")
      #expect(other.text.contains(#"[\"nick\", \"place\", \"name\"]"#))
      try served.deploy(id, to: "production", ["acknowledged_variables": ["nick", "place"]])
        .expectError(409, "variable_contract")
      for wrong: JSONValue in ["nick", [1], [["nick"]], [:]] {
        try served.deploy(id, to: "production", ["acknowledged_variables": wrong])
          .expectError(400, "invalid_parameter")
      }
      let names: JSONValue = ["nick", "place", "name", "more"]
      let answer = try served.deploy(id, to: "production", ["acknowledged_variables": names])
      #expect(answer.status == .created)
      // No rule is against going back.
      let hash = try VersionContent(template: "Hi {{name}}").hash
      let back = try served.rollBack(answer.json().text("id"), to: "\(hash)")
      #expect(back.status == .ok)
    }
  }

  @Test(arguments: Setup.quick)
  func whatIsArchivedIsDeployedNowhere(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A")
      try served.addEnvironments("production")
      try served.repository().change(by: Sample.person) { (transaction) throws(RepositoryError) in
        try transaction.archive(PromptName("a"))
      }
      try served.deploy(id, to: "production").expectError(409, "prompt_archived")
    }
  }

  @Test(arguments: Setup.quick)
  func whatIsExpectedHasToBeLive(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A", "one")
      try served.addVersion(id, "two")
      try served.addEnvironments("production")
      func deploy(_ version: JSONValue, _ expected: String) throws -> HTTPResponse {
        try served.deploy(
          id, to: "production", ["version": version, "expected_hash": .string(expected)])
      }
      let hash = try VersionContent(template: "one").hash
      try deploy(1, "\(hash)").expectError(409, "unexpected_version")
      #expect(try deploy(1, "none").status == .created)
      let answer = try deploy(2, "none")
      try answer.expectError(409, "unexpected_version")
      #expect(answer.text.contains("v1 (sha256:\(hash.short())), by team is live"))
      try deploy(2, "00000000").expectError(409, "unexpected_version")
      for wrong in ["", "None", "nothing", "1234567"] {
        try deploy(2, wrong).expectError(400, "invalid_parameter", "expected_hash")
      }
      #expect(try deploy(2, String(hash.hex.prefix(8))).status == .created)
    }
  }

  @Test(arguments: Setup.observable)
  func movesHappenOnlyOnWhatTheClientSaw(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A", "one")
      try served.addVersion(id, "two")
      try served.addEnvironments("production")
      func deploy(_ version: Int, _ tip: String) throws -> HTTPResponse {
        try served.deploy(
          id, to: "production", ["version": .integer(version)], as: .deployer, [.ifMatch: tip])
      }
      try deploy(1, "*").expectError(412, "precondition_failed", "If-Match")
      let first = try served.deploy(id, to: "production", ["version": 1])
      let old = try #require(first.fields[.tip])
      let second = try deploy(2, "\"\(old)\"")
      #expect(second.status == .created)
      let tip = try #require(second.fields[.tip])
      try deploy(1, old).expectError(412)
      try deploy(1, "").expectError(400, "invalid_parameter", "If-Match")
      let (deployment, hash) = try (first.json().text("id"), first.json().text("version_hash"))
      let late = try served.rollBack(deployment, to: hash, as: .deployer, [.ifMatch: old])
      try late.expectError(412, "precondition_failed", "If-Match")
      let history = try served.get(Served.history(deployment))
      #expect(history.fields[.tip] == tip)
      let back = try served.rollBack(deployment, to: hash, as: .deployer, [.ifMatch: tip])
      #expect(back.status == .ok && back.fields[.tip] != tip)
    }
  }

  @Test(arguments: Setup.observable)
  func aDeploymentThatComesTwiceCountsOnce(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A", "one")
      try served.addVersion(id, "two")
      try served.addEnvironments("production")
      func deploy(_ version: Int) throws -> HTTPResponse {
        try served.deploy(
          id, to: "production", ["version": .integer(version)], as: .deployer,
          [.idempotencyKey: "k"])
      }
      let first = try deploy(1)
      #expect(first.status == .created)
      try served.deployed(id, to: "production", version: 2)
      let again = try deploy(1)
      #expect(again.status == .created && again.body == first.body)
      #expect(again.fields[.tip] == first.fields[.tip])
      try deploy(2).expectError(400, "idempotency_key_reused", "Idempotency-Key")
      let list = try served.get(Served.deployments).list()
      #expect(list.map { $0.number("version") } == [2])
    }
  }
}
