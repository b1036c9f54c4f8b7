import APIKeys
import CanonicalJSON
import HTTPMessages
import PromptRepo
import TestSupport
import Testing

/// The member `promptrepo` of answers about prompts and versions.
@Suite struct DetailsTests {
  @Test(arguments: Setup.all)
  func whatTheLedgerKnowsIsShown(_ setup: Setup) async throws {
    try await setup.run { served in
      let repository = try served.repository()
      let name = try PromptName("support/reply")
      let config: JSONObject = ["model": "small-1", "temperature": 0, "stop": ["\n"]]
      let content = try VersionContent(template: "Hi {{x}}", config: config)
      let prompt = try repository.by(Sample.person).create(
        name, VersionDraft(content, message: "First draft\n\nWith a body"))
      let id = prompt.record.id.rawValue
      // The configuration that the API does not know stays with what it adds.
      let second = try served.post(Served.path(id, "/versions"), ["template": "Ho {{x}}"]).json()
      let hash = try VersionContent(template: "Ho {{x}}", config: config).hash
      let key: JSONObject = [
        "name": "team", "key_id": .string(served.keys.id(.editor)),
      ]
      let details: JSONObject = [
        "hash": .string(hash.description),
        "template_hash": .string(VersionHash(template: "Ho {{x}}").description),
        "author": .object(key), "config": .object(config),
      ]
      #expect(second["promptrepo"] == .object(details))
      #expect(try served.get(Served.path(id, "/versions/2")).json() == second)

      let first = try served.get(Served.path(id, "/versions/1")).json()["promptrepo"]?.object
      #expect(first?.text("hash") == content.hash.description)
      #expect(first?.text("message") == "First draft\n\nWith a body")
      // Addresses of people are nobody's business here.
      #expect(first?["author"] == ["name": "Ada Lovelace"])
      #expect(first?["config"] == .object(config))
      let list = try served.get(Served.path(id, "/versions?order=asc")).list()
      #expect(list.map { $0["promptrepo"]?.object } == [first, details])

      let known: JSONObject = [
        "name": "support/reply", "active_version_hash": .string(hash.description),
      ]
      #expect(try served.get(Served.path).list().first?["promptrepo"] == .object(known))
      let read = try served.get(Served.path(id, "?version=1")).json()
      #expect(read.number("active_version") == 2)
      let shown = read["promptrepo"]?.object?["version"]?.object
      #expect(shown?.number("version") == 1 && shown?["environment"] == nil)
      for member in first ?? [:] { #expect(shown?[member.key] == member.value) }
      #expect(
        shown?["id"] == (try served.get(Served.path(id, "/versions/1")).json()["id"]))

      let titled = try served.put(Served.path(id), ["name": "Support reply"]).json()
      #expect(titled["promptrepo"]?.object?["title"] == "Support reply")
      #expect(titled["promptrepo"]?.object?["name"] == "support/reply")
      let back = try served.post(Served.path(id, "/rollback"), ["version": 1]).json()
      #expect(
        back["promptrepo"]?.object?.text("active_version_hash") == content.hash.description)

      let created = try served.post(Served.path, ["name": "Neu", "template": "t"]).json()
      #expect(created["promptrepo"]?.object?["name"] == "neu")
      #expect(created["promptrepo"]?.object?["title"] == "Neu")
      #expect(created["version"]?.object?["promptrepo"]?.object?["author"] == .object(key))
    }
  }

  @Test(arguments: Setup.quick)
  func anArchivedPromptSaysSo(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A")
      #expect(
        try served.get(Served.path(id)).json()["promptrepo"]?.object?["archived_at"] == nil)
      let time = Timestamp(milliseconds: 1_800_000_000_250)
      try served.repository().by(Sample.person).edit(
        PromptName("a"), RecordEdit(archivedAt: .set(time)))
      for prompt in [try served.get(Served.path(id)).json()] + (try served.get(Served.path).list())
      {
        #expect(prompt["promptrepo"]?.object?["archived_at"] == "2027-01-15T08:00:00.250Z")
      }
    }
  }

  /// A new version is active whatever was rolled back, and whoever makes it is told.
  @Test(arguments: Setup.all)
  func aVersionThatPassesOverARollbackSaysSo(_ setup: Setup) async throws {
    try await setup.run { served in
      let repository = try served.repository()
      let name = try PromptName("reply")
      let prompt = try repository.by(Sample.person).create(
        name, VersionDraft(VersionContent(template: "1")))
      let id = prompt.record.id.rawValue
      func add(_ template: String) throws -> JSONObject {
        try served.post(Served.path(id, "/versions"), ["template": .string(template)]).json()
      }
      func passedOver(_ version: JSONObject) -> JSONObject? {
        version["promptrepo"]?.object?["rollback_passed_over"]?.object
      }
      #expect(passedOver(try add("2")) == nil)
      let move = try repository.by(Sample.person).rollback(name, reason: "slow")
      let third = try add("3")
      #expect(
        passedOver(third) == [
          "live_version": 1, "withdrawn_version": 2, "reason": "slow",
          "actor": ["name": "Ada Lovelace"], "created_at": .string(move.author.time.rfc3339),
        ])
      let read = try served.get(Served.path(id)).json()
      #expect(read.number("active_version") == 3)
      #expect(passedOver(try served.get(Served.path(id, "/versions/3")).json()) == nil)
      #expect(passedOver(try add("4")) == nil)
      // Through the API, without a reason; the text that is live passes over nothing.
      _ = try served.post(Served.path(id, "/rollback"), ["version": 3])
      #expect(passedOver(try add("3")) == nil)
      _ = try served.post(Served.path(id, "/rollback"), ["version": 1])
      let last = passedOver(try add("6"))
      #expect(last?.number("withdrawn_version") == 5 && last?["reason"] == nil)
      #expect(last?["actor"] == ["name": "team", "key_id": .string(served.keys.id(.editor))])
    }
  }
}
