import APIKeys
import CanonicalJSON
import HTTPMessages
import PromptRepo
import TestSupport
import Testing

/// `POST` of a deployment.
@Suite struct DeployingTests {
  @Test(arguments: Setup.all)
  func aDeploymentSaysWhatIsLive(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("Support reply", "one")
      try served.addEnvironments("production")
      let first = try served.deploy(id, to: "production", ["reason": "Go"])
      #expect(first.status == .created)
      let store = try served.open()
      let reference = "refs/prompts/support-reply/@env/production"
      let tip = try #require(try store.value(reference))
      #expect(first.fields[.tip] == tip.hex)
      let production = try EnvironmentName("production")
      let move = try served.repository().move(at: tip)
      #expect(
        try first.json() == [
          "id": .string("\(try PromptID(id).deployment(in: production))"),
          "object": "prompt.deployment", "prompt_id": .string(id),
          "prompt_name": "Support reply", "environment": "production", "version": 1,
          "version_hash": .string("\(move.hash)"),
          "deployed_at": .string(served.clock.now.rfc3339),
          "deployed_by": ["name": "team", "key_id": .string(served.keys.id(.deployer))],
          "reason": "Go", "operation": .string(move.operation ?? ""),
        ])
      try served.addVersion(id, "two")
      let second = try served.deploy(id, to: "production")
      #expect(second.status == .created)
      #expect(try second.json().number("version") == 2)
      #expect(try second.json().number("previous_version") == 1)
      #expect(try second.json()["reason"] == nil)
    }
  }

  @Test(arguments: Setup.observable)
  func whatIsLiveAlreadyIsNotMoved(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A", "one")
      try served.addVersion(id, "two")
      try served.addVersion(id, "one")
      try served.addEnvironments("production")
      let first = try served.deploy(id, to: "production", ["version": 1])
      let tip = try #require(first.fields[.tip])
      let hash = try first.json().text("version_hash")
      // The third version has the same content as the first.
      let same: [JSONObject] = [
        ["version": 1, "reason": "again"], ["version_hash": .string(hash)],
        ["version_hash": .string(String(hash.dropFirst(7).prefix(8)))],
      ]
      for more in same {
        let answer = try served.deploy(id, to: "production", more)
        #expect(answer.status == .ok && answer.fields[.tip] == tip, "\(answer.text)")
        #expect(try answer.json() == first.json())
      }
      #expect(try served.deploy(id, to: "production", ["version": 3]).status == .created)
    }
  }

  @Test(arguments: Setup.quick)
  func versionsAreNamedInThreeWays(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A", "t6977")
      try served.addVersion(id, "t90631")
      try served.addVersion(id, "three")
      try served.addEnvironments("production")
      #expect(try served.deployed(id, to: "production").number("version") == 3)
      func deploy(_ more: JSONObject) throws -> HTTPResponse {
        try served.deploy(id, to: "production", more)
      }
      #expect(try deploy(["version": 1]).json().number("version") == 1)
      let digits = try VersionContent(template: "t90631").hash.hex
      for hash in ["sha256:\(digits)", digits, String(digits.prefix(12))] {
        let answer = try deploy(["version_hash": .string(hash)])
        #expect(try answer.json().number("version") == 2, "\(hash)")
      }
      try deploy(["version_hash": "5f5a0023"])
        .expectError(400, "ambiguous_hash", "version_hash")
      #expect(try deploy(["version_hash": "5f5a0023"]).text.contains("v2 (sha256:5f5a00236043"))
      try deploy(["version_hash": "00000001"]).expectError(404, "version_not_found")
      try deploy(["version": 4]).expectError(404, "version_not_found")
      for version: JSONValue in [0, -1, "1", true] {
        try deploy(["version": version]).expectError(400, "invalid_parameter", "version")
      }
      for hash in ["", "5f5a002", "v1", "string", "SHA256:\(digits)", digits + "0"] {
        try deploy(["version_hash": .string(hash)])
          .expectError(400, "invalid_parameter", "version_hash")
      }
      try deploy(["version": 1, "version_hash": .string(digits)])
        .expectError(400, "invalid_parameter", "version_hash")
    }
  }

  @Test(arguments: Setup.quick)
  func whatThereIsNotIsNotFound(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A")
      try served.deploy(id, to: "production").expectError(404, "environment_not_found")
      try served.addEnvironments("production", "staging")
      for name in ["prod", "", "Production", "active", "v1", "env/production"] {
        let answer = try served.deploy(id, to: name)
        try answer.expectError(404, "environment_not_found", "environment")
        #expect(answer.text.contains("production, staging"))
      }
      for name in ["prompt_x", "", "a", id.uppercased()] {
        try served.deploy(name, to: "production").expectError(404, "prompt_not_found")
      }
      try served.post(Served.deployments, ["environment": "production"], as: .deployer)
        .expectError(400, "invalid_parameter", "prompt_id")
      try served.post(Served.deployments, ["prompt_id": .string(id)], as: .deployer)
        .expectError(400, "invalid_parameter", "environment")
    }
  }

  @Test(arguments: Setup.quick)
  func reasonsHaveALimitAndAnyText(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A")
      try served.addEnvironments("production", "staging")
      let reason = "two\nlines: \"é\" \u{1F600} Operation: x"
      let answer = try served.deploy(id, to: "production", ["reason": .string(reason)])
      #expect(try answer.json().text("reason") == reason)
      let long = String(repeating: "é", count: 2_000)
      let other = try served.deploy(id, to: "staging", ["reason": .string(long)])
      #expect(try other.json().text("reason") == long)
      try served.deploy(id, to: "staging", ["reason": .string(long + "x")])
        .expectError(400, "invalid_parameter", "reason")
    }
  }

  @Test(arguments: Setup.observable)
  func theCommitSaysWhoForWhomAndWhy(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A", "one")
      try served.addVersion(id, "two")
      try served.addEnvironments("production")
      let user: HTTPFields = [.onBehalfOf: "user 1: é"]
      let first = try served.deploy(id, to: "production", ["version": 1], as: .deployer, user)
      _ = try served.deploy(id, to: "production", ["reason": "Better"], as: .admin, user)
      _ = try served.rollBack(
        first.json().text("id"), to: first.json().text("version_hash"), ["reason": "Worse"],
        as: .deployer, user)
      let store = try served.open()
      var next = try store.value("refs/prompts/a/@env/production")
      for (role, reason) in [(Role.deployer, "Worse"), (.admin, "Better"), (.deployer, "")] {
        let tip = try #require(next)
        let commit = try Commit(#require(try store.object(tip)))
        for person in [commit.author, commit.committer] {
          #expect(person.name == "team" && person.email == served.keys.id(role))
        }
        #expect(commit.message.contains("\nOn-Behalf-Of: user 1: é\n"))
        #expect(commit.message.contains("\nReason: \(reason)\n") == !reason.isEmpty)
        #expect(!commit.message.contains("promptrepo_"))
        next = commit.parents.first
      }
      #expect(next == nil)
    }
  }
}
