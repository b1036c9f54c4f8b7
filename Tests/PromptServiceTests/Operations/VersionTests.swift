import APIKeys
import CanonicalJSON
import HTTPMessages
import PromptRepo
import TestSupport
import Testing

/// `POST` of versions and of rollbacks.
@Suite struct VersionTests {
  @Test(arguments: Setup.all)
  func aNewVersionIsLive(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A", "one")
      served.clock.advance(milliseconds: 5_000)
      let answer = try served.post(Served.path(id, "/versions"), ["template": "two"])
      #expect(answer.status == .created)
      let version = try answer.json()
      #expect(version.number("version") == 2 && version.text("prompt_id") == id)
      #expect(version.text("created_at") == served.clock.now.rfc3339)
      let prompt = try served.get(Served.path(id)).json()
      #expect(prompt.number("active_version") == 2 && prompt.number("latest_version") == 2)
      #expect(prompt.text("updated_at") == served.clock.now.rfc3339)
      #expect(try served.get(Served.path(id, "/versions/2")).json() == version)
    }
  }

  @Test(arguments: Setup.observable)
  func equalTextIsANewVersionTooAndHasAnIDOfItsOwn(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A", "same")
      try served.addVersion(id, "same")
      try served.addVersion(id, "same")
      let versions = try served.get(Served.path(id, "/versions")).list()
      #expect(versions.map { $0.number("version") } == [3, 2, 1])
      #expect(Set(versions.map { $0.text("id") }).count == 3)
    }
  }

  @Test(arguments: Setup.observable)
  func theConfigurationStays(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A", "one")
      let name = try PromptName("a")
      let config: JSONObject = ["model": "m", "temperature": 1]
      try served.repository().by(Sample.person).addVersion(
        VersionDraft(VersionContent(template: "two", config: config)), to: name)
      try served.addVersion(id, "three")
      let repository = try served.repository()
      let latest = try #require(try repository.latest(of: name))
      #expect(latest.number == 3)
      #expect(try repository.content(of: latest).config == config)
    }
  }

  @Test(arguments: Setup.all)
  func aRollbackMovesOnlyWhatIsLive(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A", "one")
      try served.addVersion(id, "two")
      try served.addVersion(id, "three")
      for (version, template) in [(1, "one"), (1, "one"), (3, "three"), (2, "two")] {
        served.clock.advance(milliseconds: 1_000)
        let answer = try served.post(Served.path(id, "/rollback"), ["version": .integer(version)])
        #expect(answer.status == .ok)
        let prompt = try answer.json()
        #expect(prompt.number("active_version") == version)
        #expect(prompt.number("latest_version") == 3)
        #expect(prompt["active_template"] == nil)
        let read = try served.get(Served.path(id)).json()
        #expect(read.text("active_template") == template)
        #expect(read.text("updated_at") == prompt.text("updated_at"))
      }
      #expect(try served.get(Served.path(id, "/versions")).list().count == 3)
      try served.addVersion(id, "four")
      #expect(try served.get(Served.path(id)).json().number("active_version") == 4)
    }
  }

  @Test(arguments: Setup.quick)
  func aRollbackNeedsAVersionThatThereIs(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A")
      let path = Served.path(id, "/rollback")
      for body: JSONObject in [
        [:], ["version": .null], ["version": 0], ["version": -1], ["version": "1"],
        ["version": true], ["version": [1]],
      ] {
        try served.post(path, body).expectError(400, "invalid_parameter", "version")
      }
      for text in ["1.5", "1e3", "9007199254740992", "1e400", "-0"] {
        let answer = try served.send(.post, path, body: Array(#"{"version": \#(text)}"#.utf8))
        #expect((400...404).contains(answer.status.rawValue), "\(text): \(answer.text)")
        try answer.expectError(answer.status.rawValue)
      }
      try served.post(path, ["version": 2]).expectError(404, "version_not_found")
      #expect(try served.send(.post, path, body: Array(#"{"version": 1.0}"#.utf8)).status == .ok)
    }
  }
}
