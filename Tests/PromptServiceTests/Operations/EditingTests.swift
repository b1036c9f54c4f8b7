import APIKeys
import CanonicalJSON
import HTTPMessages
import PromptRepo
import TestSupport
import Testing

/// `PUT` and `DELETE` of a prompt.
@Suite struct EditingTests {
  @Test(arguments: Setup.all)
  func onlyWhatIsGivenChanges(_ setup: Setup) async throws {
    try await setup.run { served in
      let created = try served.post(
        Served.path, ["name": "A", "template": "t", "description": "d", "metadata": ["a": 1]])
      let id = try created.json().text("id")
      func update(_ body: JSONObject) throws -> JSONObject {
        served.clock.advance(milliseconds: 1_000)
        let answer = try served.put(Served.path(id), body)
        #expect(answer.status == .ok, "\(answer.text)")
        return try answer.json()
      }
      var prompt = try update(["name": "B"])
      #expect(prompt.text("name") == "B" && prompt.text("description") == "d")
      #expect(prompt["metadata"] == ["a": 1])
      #expect(prompt.text("updated_at") == served.clock.now.rfc3339)
      #expect(prompt.text("created_at") < prompt.text("updated_at"))
      #expect(prompt["active_template"] == nil)
      prompt = try update(["description": "e", "metadata": ["b": 2]])
      #expect(prompt.text("name") == "B" && prompt.text("description") == "e")
      #expect(prompt["metadata"] == ["b": 2])
      prompt = try update(["description": .null])
      #expect(prompt["description"] == nil && prompt["metadata"] == ["b": 2])
      prompt = try update(["metadata": [:]])
      #expect(prompt["metadata"] == [:])
      // The name of its references stays.
      #expect(try served.repository().names().map(\.description) == ["a"])
      let read = try served.get(Served.path(id)).json()
      #expect(read.text("name") == "B" && read.text("id") == id)
    }
  }

  @Test(arguments: Setup.observable)
  func anUpdateOfNothingChangesNothing(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A")
      let before = try served.open().references(under: "refs/")
      served.clock.advance(milliseconds: 1_000)
      for body: JSONObject in [[:], ["name": "A"], ["description": .null], ["other": 1]] {
        let answer = try served.put(Served.path(id), body)
        #expect(answer.status == .ok)
        #expect(try answer.json().text("updated_at") < served.clock.now.rfc3339)
      }
      #expect(try served.open().references(under: "refs/") == before)
    }
  }

  @Test(arguments: Setup.quick)
  func wrongMembersAreNamed(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A")
      let long = String(repeating: "x", count: 2_001)
      let cases: [(JSONObject, String)] = [
        (["name": .null], "name"), (["name": ""], "name"), (["name": 1], "name"),
        (["name": .string(long)], "name"), (["description": 1], "description"),
        (["description": .string(long)], "description"), (["metadata": .null], "metadata"),
        (["metadata": [1]], "metadata"),
      ]
      for (body, parameter) in cases {
        try served.put(Served.path(id), body).expectError(400, "invalid_parameter", parameter)
      }
      #expect(try served.get(Served.path(id)).json().text("name") == "A")
    }
  }

  @Test(arguments: Setup.all)
  func aDeletedPromptIsGone(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A")
      let answer = try served.delete(Served.path(id))
      #expect(answer.status == .ok)
      #expect(
        try answer.json() == ["id": .string(id), "object": "prompt.deleted", "deleted": true])
      try served.get(Served.path(id)).expectError(404)
      try served.get(Served.path(id, "/versions/1")).expectError(404)
      try served.delete(Served.path(id)).expectError(404)
      #expect(try served.get(Served.path).list().isEmpty)
      #expect(try served.repository().names().isEmpty)
    }
  }

  @Test(arguments: Setup.observable)
  func whatIsDeployedIsDeletedOnlyByForce(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A")
      try served.repository().change(
        by: Signature(name: "Ada", email: "ada@example.com", time: Timestamp(milliseconds: 0))
      ) { transaction throws(RepositoryError) in
        for name in [try EnvironmentName("production"), try EnvironmentName("test")] {
          try transaction.addEnvironment(DeploymentEnvironment(name))
          try transaction.deploy([DeploymentRequest(try PromptName("a"))], to: name)
        }
      }
      for query in ["", "?force=false"] {
        let answer = try served.delete(Served.path(id, query))
        try answer.expectError(409, "prompt_deployed")
        #expect(answer.text.contains("production, test"))
      }
      for query in ["?force=", "?force=1", "?force=TRUE"] {
        try served.delete(Served.path(id, query)).expectError(400, "invalid_parameter", "force")
      }
      #expect(try served.get(Served.path(id)).status == .ok)
      #expect(try served.delete(Served.path(id, "?force=true")).status == .ok)
      #expect(try served.open().references(under: "refs/prompts/").isEmpty)
    }
  }
}
