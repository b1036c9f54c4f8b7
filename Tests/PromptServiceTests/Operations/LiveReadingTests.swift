import APIKeys
import CanonicalJSON
import HTTPMessages
import PromptRepo
import TestSupport
import Testing

/// `?environment=` of a prompt and of its versions.
@Suite struct LiveReadingTests {
  @Test(arguments: Setup.all)
  func whatIsLiveInAnEnvironmentIsRead(_ setup: Setup) async throws {
    try await setup.run { served in
      try served.addEnvironments("production", "staging")
      let id = try served.create("A", "one {{x}}")
      try served.addVersion(id, "two {{x}}")
      try served.addVersion(id, "three {{x}}")
      let first = try served.deployed(id, to: "production", version: 1)
      try served.deployed(id, to: "staging", version: 2)
      let variables = PercentEncoding.encode(#"{"x": "é"}"#)
      for (environment, version, word) in [("production", 1, "one"), ("staging", 2, "two")] {
        let answer = try served.get(
          Served.path(id, "?environment=\(environment)&variables=\(variables)"))
        let prompt = try answer.json()
        #expect(prompt.text("active_template") == "\(word) {{x}}")
        #expect(prompt.text("rendered_template") == "\(word) é")
        #expect(prompt.number("active_version") == 3)
        let shown = try #require(prompt["promptrepo"]?.object?["version"]?.object)
        #expect(shown.number("version") == version)
        #expect(shown.text("environment") == environment)
        #expect(answer.fields[.activeTip] != nil && answer.fields[.tip] != nil)
        let list = try served.get(Served.path(id, "/versions?environment=\(environment)"))
        #expect(try list.list().map { $0.number("version") } == [version])
        #expect(try list.list().map { $0.text("template") } == ["\(word) {{x}}"])
        #expect(list.fields[.tip] == answer.fields[.tip])
      }
      let before = try served.get(Served.path(id, "?environment=production"))
      let tag = try #require(before.fields[.etag])
      func again() throws -> HTTPResponse {
        try served.get(
          Served.path(id, "?environment=production"), as: .reader, [.ifNoneMatch: tag])
      }
      #expect(try again().status == .notModified)
      #expect(try served.get(Served.path(id)).fields[.etag] != tag)
      // The tip that the answer has is the deployment's.
      let tip = try #require(before.fields[.tip])
      try served.deploy(
        id, to: "production", ["version": 2], as: .deployer, [.ifMatch: "0123"]
      ).expectError(412)
      let moved = try served.deploy(
        id, to: "production", ["version": 2], as: .deployer, [.ifMatch: tip])
      #expect(moved.status == .created)
      #expect(try again().json().text("active_template") == "two {{x}}")
      let back = try served.rollBack(first.text("id"), to: first.text("version_hash"))
      #expect(back.status == .ok)
      #expect(
        try served.get(Served.path(id, "?environment=production")).json().text("active_template")
          == "one {{x}}")
    }
  }

  @Test(arguments: Setup.observable)
  func whatIsNotLiveIsNotFound(_ setup: Setup) async throws {
    try await setup.run { served in
      try served.addEnvironments("production", "staging")
      let id = try served.create("A", "one")
      try served.get(Served.path(id, "?environment=production"))
        .expectError(404, "not_deployed", "environment")
      let none = try served.get(Served.path(id, "/versions?environment=production"))
      #expect(try none.list().isEmpty && none.fields[.tip] == nil)
      for rest in ["", "/versions"] {
        for name in ["prod", "", "PRODUCTION", "active", "@active", "%2E%2E"] {
          try served.get(Served.path(id, "\(rest)?environment=\(name)"))
            .expectError(404, "environment_not_found", "environment")
        }
        try served.get(Served.path("prompt_x", "\(rest)?environment=production"))
          .expectError(404, "prompt_not_found")
      }
      try served.deployed(id, to: "production", version: 1)
      for query in ["version=1&environment=production", "environment=staging&version=9"] {
        try served.get(Served.path(id, "?\(query)"))
          .expectError(400, "invalid_parameter", "environment")
      }
      // One that was taken off the list is none.
      try served.repository().change(by: Sample.person) { transaction throws(RepositoryError) in
        try transaction.removeEnvironment(EnvironmentName("production"), forces: true)
      }
      try served.get(Served.path(id, "?environment=production"))
        .expectError(404, "environment_not_found")
    }
  }

  @Test(arguments: Setup.quick)
  func anArchivedPromptKeepsWhatIsLive(_ setup: Setup) async throws {
    try await setup.run { served in
      try served.addEnvironments("production")
      let id = try served.create("A", "one")
      try served.deployed(id, to: "production", version: 1)
      try served.repository().by(Sample.person).edit(
        PromptName("a"), RecordEdit(archivedAt: .set(Sample.person.time)))
      let prompt = try served.get(Served.path(id, "?environment=production")).json()
      #expect(prompt.text("active_template") == "one")
      #expect(prompt["promptrepo"]?.object?["archived_at"] != nil)
    }
  }
}
