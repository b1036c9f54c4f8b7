import APIKeys
import CanonicalJSON
import HTTPMessages
import PromptRepo
import TestSupport
import Testing

/// The list of deployments.
@Suite struct DeploymentListTests {
  @Test(arguments: Setup.all)
  func theNewestPromptComesFirstAndThenTheEnvironmentsByName(_ setup: Setup) async throws {
    try await setup.run { served in
      try served.addEnvironments("staging", "production")
      var expected: [String] = []
      var prompts: [String] = []
      for number in 0..<5 {
        let id = try served.create("p\(number)", "one")
        prompts.append(id)
        guard number != 2 else { continue }
        var own: [String] = []
        if number != 3 { own.append(try served.deployed(id, to: "staging").text("id")) }
        own.insert(try served.deployed(id, to: "production").text("id"), at: 0)
        expected = own + expected
      }
      for limit in [1, 2, 3, 7, 100] {
        let found = try served.pages(Served.deployments, limit: limit)
        #expect(found.map { $0.text("id") } == expected, "\(limit)")
      }
      for name in ["staging", "production"] {
        let found = try served.pages(Served.deployments, "&environment=\(name)", limit: 2)
        #expect(found.allSatisfy { $0.text("environment") == name })
        #expect(found.count == (name == "staging" ? 3 : 4))
      }
      for (place, count) in [2, 2, 0, 1, 2].enumerated() {
        let query = "&prompt_id=\(prompts[place])"
        let found = try served.pages(Served.deployments, query, limit: 1)
        #expect(found.count == count && found.allSatisfy { $0.text("prompt_id") == prompts[place] })
      }
      let both = "&prompt_id=\(prompts[0])&environment=staging"
      #expect(try served.pages(Served.deployments, both, limit: 5).count == 1)
      // Each keeps its place whatever becomes live.
      try served.addVersion(prompts[0], "two")
      try served.deployed(prompts[0], to: "staging")
      let found = try served.pages(Served.deployments, limit: 3)
      #expect(found.map { $0.text("id") } == expected)
      #expect(found.last?.number("version") == 2)
    }
  }

  @Test(arguments: Setup.quick)
  func parametersThatAreNotAcceptable(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A")
      try served.addEnvironments("production")
      let deployment = try served.deployed(id, to: "production").text("id")
      for limit in ["0", "101", "-1", "x", ""] {
        for path in [Served.deployments, Served.history(deployment)] {
          try served.get("\(path)?limit=\(limit)").expectError(400, "invalid_parameter", "limit")
        }
      }
      for after in ["", "x", id, "00000000-0000-0000-0000-000000000000"] {
        try served.get("\(Served.deployments)?after=\(after)")
          .expectError(400, "invalid_parameter", "after")
      }
      for prompt in ["", "x", "prompt_\(String(repeating: "0", count: 32))"] {
        try served.get("\(Served.deployments)?prompt_id=\(prompt)")
          .expectError(404, "prompt_not_found")
      }
      try served.get("\(Served.deployments)?environment=prod")
        .expectError(404, "environment_not_found", "environment")
      for (method, path) in [(HTTPMethod.delete, Served.deployments), (.post, "/history")] {
        let path = path == "/history" ? Served.history(deployment) : path
        try served.send(method, path).expectError(405, "method_not_allowed")
      }
    }
  }

  @Test(arguments: Setup.quick)
  func aListThatTheClientHasIsNotSentAgain(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A", "one")
      try served.addEnvironments("production")
      let deployment = try served.deployed(id, to: "production").text("id")
      for path in [Served.deployments, Served.history(deployment)] {
        let tag = try #require(try served.get(path).fields[.etag])
        let answer = try served.get(path, as: .reader, [.ifNoneMatch: tag])
        #expect(answer.status == .notModified && answer.body.isEmpty)
      }
    }
  }

  @Test(arguments: Setup.observable)
  func whatIsDamagedHidesOnlyItself(_ setup: Setup) async throws {
    try await setup.run { served in
      try served.addEnvironments("production")
      var expected: [String] = []
      for name in ["a", "b", "c"] {
        let deployment = try served.deployed(served.create(name), to: "production").text("id")
        if name != "b" { expected.insert(deployment, at: 0) }
      }
      let store = try served.open()
      let reference = "refs/prompts/b/@env/production"
      try store.write(reference, "not of this ledger", from: store.value(reference))
      for limit in [1, 2, 3] {
        let found = try served.pages(Served.deployments, limit: limit)
        #expect(found.map { $0.text("id") } == expected)
      }
      // A list of environments that is damaged hides no prompt.
      let list = "refs/promptrepo/ledger/environments"
      try store.write(list, "not of this ledger", from: store.value(list))
      #expect(try served.get(Served.path).list().count == 3)
      #expect(try served.get(Served.deployments).list().isEmpty)
    }
  }
}
