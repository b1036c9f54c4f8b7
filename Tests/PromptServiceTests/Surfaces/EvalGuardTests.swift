import APIKeys
import CanonicalJSON
import HTTPMessages
import MemoryStore
import PromptRepo
import TestSupport
import Testing

/// EvalGuard's client.
@Suite struct EvalGuardTests {
  private static let prompts = "/api/v1/prompts"
  private static let environments = "/api/v1/environments"

  private func create(
    _ name: String, _ content: String, _ served: Served, model: String? = nil,
    tags: [JSONValue] = [], _ fields: HTTPFields = HTTPFields()
  ) throws -> HTTPResponse {
    var body: JSONObject = [
      "projectId": "p", "name": .string(name), "content": .string(content), "tags": .array(tags),
    ]
    if let model { body["model"] = .string(model) }
    return try served.post(Self.prompts, body, as: .editor, fields)
  }

  private func list(_ path: String, _ served: Served) throws -> [JSONObject] {
    let answer = try served.get("\(path)?projectId=p")
    #expect(answer.status == .ok, "\(answer.text)")
    return try #require(try JSONValue(parsing: answer.body).array).compactMap(\.object)
  }

  @Test(arguments: Setup.observable)
  func aPromptIsMadeAndThenItsVersions(_ setup: Setup) async throws {
    try await setup.runWithSurfaces { served in
      let first = try create("Greet: v2", "Hi {{name}}", served, model: "m1", tags: ["x", "y"])
      #expect(first.status == .created)
      let made = try first.json()
      #expect(made.text("name") == "Greet: v2" && made.number("version") == 1)
      let second = try create("Greet: v2", "Bye {{name}}", served).json()
      // What is not said stays.
      #expect(second.text("model") == "m1" && second["tags"] == ["x", "y"])
      #expect(second.number("version") == 2 && second["id"] == made["id"])
      let listed = try list(Self.prompts, served)
      #expect(listed.map { $0.text("content") } == ["Bye {{name}}"])
      #expect(listed[0].text("name") == "greet-v2")
      // It is the active version at once, as in the Prompts API; and it is by the key.
      let object = try served.get(Served.path(second.text("id"))).json()
      #expect(object.number("active_version") == 2 && object.text("name") == "Greet: v2")
      let store = try served.open()
      let tip = try #require(try store.value("refs/prompts/greet-v2/@versions"))
      let commit = try Commit(#require(try store.object(tip)))
      #expect(commit.committer.email == served.keys.id(.editor) && commit.committer.name == "team")
    }
  }

  @Test func theModelGoesIntoTheHeaderAndTheRestOfItStays() throws {
    let served = try Served.withSurfaces()
    try served.commit("a", "Hi {{x}}", ["dialect": "strict", "model": "m1", "temperature": 1])
    #expect(try create("a", "Bye {{x}}", served, model: "m2").json().text("model") == "m2")
    let version = try served.repository().version(PromptName("a"), .latest)
    let content = try served.repository().content(of: version)
    #expect(content.config == ["dialect": "strict", "model": "m2", "temperature": 1])
  }

  @Test func aTextTakesNoPlaceOfMessages() throws {
    let served = try Served.withSurfaces()
    try served.commit("chat", "{{role \"user\"}}\nHi", ["dialect": "chat"])
    try served.commit("bars", "{{role \"user\"}}\nHi", ["dialect": "handlebars"])
    try served.commit("text", "Hi {{x}}", ["dialect": "handlebars"])
    let before = try served.references()
    for name in ["chat", "bars"] {
      try create(name, "Hello", served).expectError(400, "other_type", "content")
    }
    #expect(try served.references() == before)
    #expect(try create("text", "Hello {{x}}", served).status == .created)
    try create("text", "Hello {{#if x}}", served).expectError(400)
  }

  @Test func whatIsNoPromptIsRefused() throws {
    let served = try Served.withSurfaces()
    let wrong: [JSONObject] = [
      [:], ["name": "a"], ["content": "x"], ["name": "", "content": "x"],
      ["name": "a", "content": ""], ["name": 1, "content": "x"], ["name": "a", "content": ["x"]],
      ["name": "a", "content": "x", "tags": "y"], ["name": "a", "content": "x", "tags": [1]],
      ["name": "a", "content": "x", "model": 1], ["name": "a", "content": "x\0"],
      ["name": .string(String(repeating: "n", count: 256)), "content": "x"],
      ["name": "a", "content": .string(String(repeating: "n", count: 100_001))],
    ]
    for body in wrong {
      try served.post(Self.prompts, body).expectError(400)
    }
    for body in ["", "[]", "{", "\"x\""] {
      try served.send(
        .post, Self.prompts, as: .editor, [.contentType: "application/json"],
        body: Array(body.utf8)
      ).expectError(400, "malformed_json")
    }
    #expect(try served.references().isEmpty)
  }

  @Test(arguments: ["info", "versions", "active"])
  func whatIsDamagedHidesOnlyItself(_ chain: String) throws {
    let served = try Served.withSurfaces()
    for name in ["a", "b", "c"] { try served.create(name) }
    try served.damage(chain, of: "b")
    #expect(try list(Self.prompts, served).map { $0.text("name") } == ["a", "c"])
  }

  @Test func whatHasNoActiveVersionCannotBeDeployedAndIsNotListed() throws {
    let served = try Served.withSurfaces()
    try served.create("a")
    let draft = VersionDraft(try VersionContent(template: "t"), activates: false)
    try served.repository().by(Sample.person).create(PromptName("b"), draft)
    try served.addEnvironments("staging")
    #expect(try list(Self.prompts, served).map { $0.text("name") } == ["a"])
    try served.post(Served.deployments, ["name": "b", "env": "staging"], as: .deployer)
      .expectError(404, "prompt_not_found", "name")
    // A version by this client makes it a prompt as all others are.
    #expect(try create("b", "u", served).json().number("version") == 2)
    #expect(try list(Self.prompts, served).map { $0.text("name") } == ["a", "b"])
  }

  @Test func aRepeatedRequestIsAnsweredTheSame() throws {
    let served = try Served.withSurfaces()
    let key: HTTPFields = [.idempotencyKey: "k"]
    let first = try create("a", "one", served, key)
    let again = try create("a", "one", served, key)
    #expect(first.status == .created && again.body == first.body)
    try create("a", "two", served, key).expectError(400, "idempotency_key_reused")
    // The key of another operation is another key's affair.
    try served.post(Self.environments, ["name": "x"], as: .admin, key)
      .expectError(400, "idempotency_key_reused")
    let other: HTTPFields = [.idempotencyKey: "e"]
    for _ in 0..<2 {
      let answer = try served.post(Self.environments, ["name": "x"], as: .admin, other)
      #expect(answer.status == .created)
    }
    #expect(try list(Self.prompts, served).map { $0.number("version") } == [1])
  }

  @Test func aCreateThatMeetsADeleteMakesThePromptAnew() throws {
    let memory = MemoryStore()
    let store = ShiftingStore(memory)
    var options = Served.Options().withSurfaces
    options.maximumBody = 10_000
    let served = try Served(.memory, open: { store }, options)
    #expect(try create("a", "one", served).status == .created)
    _ = try list(Self.prompts, served)
    let (other, name) = (Repository(store: memory), try PromptName("a"))
    for ending in ["/a/@versions", "/a/@info", "/a/@active"] {
      store.once(after: ending) {
        try? other.by(Sample.person).delete(name, forces: true)
      }
      let answer = try create("a", "two \(ending)", served)
      #expect(answer.status == .created, "\(ending): \(answer.text)")
      #expect(try list(Self.prompts, served).count == 1)
    }
  }

  @Test(arguments: Setup.observable)
  func environmentsAreMadeAndRemovedByTheirRules(_ setup: Setup) async throws {
    try await setup.runWithSurfaces { served in
      func add(_ name: JSONValue, _ tag: JSONValue? = "other") throws -> HTTPResponse {
        var body: JSONObject = ["projectId": "p", "name": name]
        if let tag { body["tag"] = tag }
        return try served.post(Self.environments, body, as: .admin)
      }
      #expect(try list(Self.environments, served).isEmpty)
      #expect(try add("staging").status == .created)
      #expect(try add("spare", nil).status == .created)
      #expect(
        try list(Self.environments, served) == [
          ["name": "staging", "tag": "other", "is_protected": false, "requires": .null],
          ["name": "spare", "tag": "other", "is_protected": false, "requires": .null],
        ])
      try add("staging").expectError(409, "environment_exists")
      for name: JSONValue in ["v2", "", "A B", "2024", "latest", .null, 1] {
        try add(name).expectError(400)
      }
      for tag: JSONValue in ["default", "production", "", 1] {
        try add("more", tag).expectError(400, "invalid_parameter", "tag")
      }
      func remove(_ name: String) throws -> HTTPResponse {
        try served.delete("\(Self.environments)?name=\(name)")
      }
      try served.addEnvironments(
        DeploymentEnvironment(EnvironmentName("production"), requires: EnvironmentName("staging")))
      let required = try remove("staging")
      try required.expectError(409, "environment_in_use")
      #expect(required.text.contains("`promptrepo env set production`"), "\(required.text)")
      try remove("nowhere").expectError(404, "environment_not_found", "environment")
      try remove("").expectError(400, "invalid_parameter", "name")
      try served.delete(Self.environments).expectError(400, "invalid_parameter", "name")
      let id = try served.create("a")
      try served.deployed(id, to: "spare")
      let used = try remove("spare")
      try used.expectError(409, "environment_in_use")
      #expect(used.text.contains("a prompt is live in 'spare'"))
      #expect(used.text.contains("`promptrepo env remove spare --force`"), "\(used.text)")
      _ = try served.delete(Served.path(id, "?force=true"))
      #expect(try remove("spare").json()["removed"] == true)
      #expect(try remove("production").status == .ok)
      #expect(try remove("staging").status == .ok)
      #expect(try list(Self.environments, served).isEmpty)
    }
  }

  @Test(arguments: Setup.quick)
  func theirWordsForAPromptAndAnEnvironmentAreTaken(_ setup: Setup) async throws {
    // The Prompts API takes them itself, whatever surfaces are on.
    try await setup.run { served in
      let id = try served.create("Greet: v2", "one")
      try served.addVersion(id, "two")
      let other = try served.create("b")
      try served.addEnvironments("staging", "production")
      for (name, environment) in [("greet-v2", "staging"), ("Greet: v2", "production")] {
        let body: JSONObject = [
          "name": .string(name), "env": .string(environment), "version": 1,
        ]
        let answer = try served.post(Served.deployments, body, as: .deployer)
        #expect(answer.status == .created, "\(answer.text)")
        #expect(try answer.json().text("prompt_id") == id)
        #expect(try answer.json().text("environment") == environment)
      }
      try served.deployed(other, to: "staging")
      func listed(_ query: String) throws -> [String] {
        try served.get("\(Served.deployments)?\(query)").list().map { $0.text("environment") }
      }
      #expect(try Set(listed("name=greet-v2")) == ["staging", "production"])
      #expect(try listed("name=Greet%3A%20v2&environment=staging") == ["staging"])
      #expect(try listed("name=greet-v2&prompt_id=\(id)").count == 2)
      try served.get("\(Served.deployments)?name=greet-v2&prompt_id=\(other)")
        .expectError(400, "invalid_parameter", "name")
      try served.get("\(Served.deployments)?name=nobody").expectError(
        404, "prompt_not_found", "name")
      try served.get("\(Served.deployments)?name=").expectError(400, "invalid_parameter", "name")
      let cases: [(JSONObject, Int, String, String?)] = [
        (["name": "nobody", "env": "staging"], 404, "prompt_not_found", "name"),
        (["name": "b", "env": "testing"], 404, "environment_not_found", "environment"),
        (["name": "b", "env": "staging", "version": 9], 404, "version_not_found", nil),
        (["env": "staging"], 400, "invalid_parameter", "prompt_id"),
        (["name": "b"], 400, "invalid_parameter", "environment"),
        (["name": 1, "env": "staging"], 400, "invalid_parameter", "name"),
        (["name": "b", "env": 1], 400, "invalid_parameter", "env"),
      ]
      for (body, status, code, parameter) in cases {
        let answer = try served.post(Served.deployments, body, as: .deployer)
        try answer.expectError(status, code, parameter)
        if code == "environment_not_found" { #expect(answer.text.contains("staging, production")) }
      }
    }
  }

  @Test(arguments: Setup.quick)
  func wordsThatContradictEachOtherMoveNothing(_ setup: Setup) async throws {
    try await setup.run { served in
      let (id, other) = (try served.create("a"), try served.create("b"))
      try served.addEnvironments("staging", "production")
      let before = try served.references()
      let cases: [(JSONObject, String)] = [
        (["prompt_id": .string(other), "name": "a", "environment": "staging"], "name"),
        (["prompt_id": .string(id), "name": "b", "env": "staging"], "name"),
        (["name": "a", "environment": "production", "env": "staging"], "env"),
        (["prompt_id": .string(id), "environment": "production", "env": ""], "env"),
      ]
      for (body, parameter) in cases {
        try served.post(Served.deployments, body, as: .deployer)
          .expectError(400, "invalid_parameter", parameter)
      }
      #expect(try served.references() == before)
      // Both may be there where they mean the same.
      let both: JSONObject = [
        "prompt_id": .string(id), "name": "a", "environment": "staging", "env": "staging",
      ]
      let answer = try served.post(Served.deployments, both, as: .deployer)
      #expect(answer.status == .created, "\(answer.text)")
      try served.deployed(other, to: "production")
      func listed(_ query: String) throws -> [String] {
        try served.get("\(Served.deployments)?\(query)").list().map { $0.text("prompt_id") }
      }
      #expect(try listed("env=staging") == [id])
      #expect(try listed("env=production&environment=production") == [other])
      try served.get("\(Served.deployments)?env=production&environment=staging")
        .expectError(400, "invalid_parameter", "env")
      try served.get("\(Served.deployments)?env=staging&env=staging").expectError(400)
      try served.get("\(Served.deployments)?env=testing")
        .expectError(404, "environment_not_found", "environment")
    }
  }

  @Test func anArchivedPromptGetsNoActiveVersion() throws {
    let served = try Served.withSurfaces()
    try served.create("a", "one")
    try served.repository().change(by: Sample.person) { (transaction) throws(RepositoryError) in
      try transaction.archive(PromptName("a"))
    }
    let before = try served.references()
    try create("a", "two", served).expectError(409, "prompt_archived")
    #expect(try served.references() == before)
  }
}
