import APIKeys
import CanonicalJSON
import HTTPMessages
import PromptRepo
import TestSupport
import Testing

/// `PUT` of a deployment.
@Suite struct DeploymentRollbackTests {
  /// A prompt of four versions, of which the first two and the last were live in production.
  private func prepare(_ served: Served) throws -> (prompt: String, deployment: String) {
    let id = try served.create("A", "t6977")
    for template in ["t90631", "three", "four"] { try served.addVersion(id, template) }
    try served.addEnvironments("production", "staging")
    for version in [1, 2] { try served.deployed(id, to: "production", version: version) }
    return (id, try served.deployed(id, to: "production").text("id"))
  }

  private func hash(_ template: String) throws -> String {
    try VersionContent(template: template).hash.hex
  }

  @Test(arguments: Setup.all)
  func whatWasLiveIsLiveAgain(_ setup: Setup) async throws {
    try await setup.run { served in
      let (_, id) = try prepare(served)
      // As the reference has it, with values for its placeholders.
      let body: JSONObject = [
        "deployment_id": .string(id), "rollback_to_hash": .string(try hash("t6977")),
      ]
      let answer = try served.put(Served.deployments, body, as: .deployer)
      #expect(answer.status == .ok)
      let json = try answer.json()
      #expect(json.map(\.key) == ["success", "deployment"] && json["success"] == true)
      let deployment = try #require(json["deployment"]?.object)
      #expect(deployment.text("id") == id && deployment.number("version") == 1)
      #expect(deployment.number("previous_version") == 4)
      let tip = try served.open().value("refs/prompts/a/@env/production")
      #expect(answer.fields[.tip] == tip?.hex)
      #expect(try served.repository().move(at: #require(tip)).isRollback)
      // Forward again, to what a rollback left behind.
      let forward = try served.rollBack(id, to: hash("four"), ["reason": "Better after all"])
      let now = try #require(try forward.json()["deployment"]?.object)
      #expect(now.number("version") == 4 && now.text("reason") == "Better after all")
    }
  }

  @Test(arguments: Setup.quick)
  func idsAndHashesMayBeWrittenInSeveralWays(_ setup: Setup) async throws {
    try await setup.run { served in
      let (_, id) = try prepare(served)
      let digits = try hash("t90631")
      for (id, hash) in [
        (id, "sha256:\(digits)"), (id.uppercased(), digits),
        (id.replacing("-", with: ""), String(digits.prefix(12))),
      ] {
        let answer = try served.rollBack(id, to: hash)
        #expect(answer.status == .ok, "\(answer.text)")
        #expect(try answer.json()["deployment"]?.object?.number("version") == 2)
      }
      let history = try served.get(Served.history(id)).list()
      // What was live already was not moved again.
      #expect(history.map { $0.number("version") } == [2, 4, 2, 1])
      let ambiguous = try served.rollBack(id, to: "5f5a0023")
      try ambiguous.expectError(400, "ambiguous_hash", "rollback_to_hash")
      #expect(try ambiguous.text.contains("v1 (sha256:\(hash("t6977")))"))
      #expect(ambiguous.text.contains("v2 (sha256:\(digits))"))
    }
  }

  @Test(arguments: Setup.quick)
  func whatIsNotAcceptableIsNamed(_ setup: Setup) async throws {
    try await setup.run { served in
      let (_, id) = try prepare(served)
      let example: JSONObject = [
        "deployment_id": "00000000-0000-0000-0000-000000000000", "rollback_to_hash": "string",
      ]
      try served.put(Served.deployments, example, as: .deployer)
        .expectError(400, "invalid_parameter", "rollback_to_hash")
      for hash in ["", "v1", "1234567", "sha256:", "sha512:\(try hash("three"))", "G1234567"] {
        try served.rollBack(id, to: hash)
          .expectError(400, "invalid_parameter", "rollback_to_hash")
      }
      for id in ["", "x", id + "0", String(id.dropLast()), "prompt_0"] {
        try served.rollBack(id, to: "12345678")
          .expectError(400, "invalid_parameter", "deployment_id")
      }
      for body: JSONObject in [[:], ["deployment_id": .string(id)], ["deployment_id": 7]] {
        try served.put(Served.deployments, body, as: .deployer).expectError(400)
      }
      try served.rollBack(id, to: "12345678", ["allow_undeployed": "yes"])
        .expectError(400, "invalid_parameter", "allow_undeployed")
    }
  }

  @Test(arguments: Setup.quick)
  func whatWasNeverLiveHasToBeAskedFor(_ setup: Setup) async throws {
    try await setup.run { served in
      let (_, id) = try prepare(served)
      let refusal = try served.rollBack(id, to: hash("three"))
      try refusal.expectError(404, "never_deployed", "rollback_to_hash")
      #expect(refusal.text.contains("v1, v2, v4") && refusal.text.contains("allow_undeployed"))
      try served.rollBack(id, to: "12345678").expectError(404, "version_not_found")
      try served.rollBack(id, to: "12345678", ["allow_undeployed": true])
        .expectError(404, "version_not_found")
      let answer = try served.rollBack(id, to: hash("three"), ["allow_undeployed": true])
      #expect(answer.status == .ok)
      #expect(try answer.json()["deployment"]?.object?.number("version") == 3)
      let newest = try #require(try served.get(Served.history(id)).list().first)
      #expect(newest.text("action") == "deployed")
    }
  }

  @Test(arguments: Setup.quick)
  func whatWasNeverLiveIsPutToTheRules(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A", "Hi {{name}}")
      try served.addVersion(id, "Hi")
      try served.addEnvironments(
        DeploymentEnvironment(EnvironmentName("production"), isProtected: true))
      let deployment = try served.deployed(id, to: "production", version: 1).text("id")
      try served.rollBack(deployment, to: hash("Hi"), ["allow_undeployed": true])
        .expectError(409, "variable_contract")
    }
  }

  @Test(arguments: Setup.observable)
  func deploymentsThatAreNotThere(_ setup: Setup) async throws {
    try await setup.run { served in
      let (prompt, id) = try prepare(served)
      func expectNone(_ id: String) throws {
        try served.rollBack(id, to: hash("t6977")).expectError(404, "deployment_not_found")
        try served.get(Served.history(id)).expectError(404, "deployment_not_found")
      }
      let staging = try PromptID(prompt).deployment(in: EnvironmentName("staging"))
      try expectNone("\(staging)")
      try expectNone("00000000-0000-0000-0000-000000000000")
      try served.repository().change(by: Sample.person) { (transaction) throws(RepositoryError) in
        try transaction.removeEnvironment(EnvironmentName("production"), forces: true)
      }
      try expectNone(id)
      #expect(try served.get(Served.deployments).list().isEmpty)
      try served.addEnvironments("production")
      #expect(try served.get(Served.deployments).list().map { $0.text("id") } == [id])
      #expect(try served.delete(Served.path(prompt, "?force=true")).status == .ok)
      try expectNone(id)
    }
  }
}
