import APIKeys
import CanonicalJSON
import HTTPMessages
import PromptRepo
import PromptService
import TestSupport
import Testing

/// What others change between a request's head and its body.
@Suite struct RaceTests {
  @Test(arguments: Setup.all)
  func oneOfTwoVersionsAtOnceIsRefused(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A", "one")
      let path = Served.path(id, "/versions")
      let answer = try served.send(.post, path, body: ["template": "late"]) {
        try served.addVersion(id, "early")
      }
      try answer.expectError(409, "concurrent_version")
      let versions = try served.get(path).list()
      #expect(versions.map { $0.text("template") } == ["early", "one"])
      // The same by another program.
      let name = try PromptName("a")
      try served.send(.post, path, body: ["template": "late"]) {
        try served.repository().by(Sample.person).addVersion(
          VersionDraft(VersionContent(template: "other")), to: name)
      }.expectError(409, "concurrent_version")
      // A change of something else is none of its business.
      let other = try served.send(.post, path, body: ["template": "late"]) {
        _ = try served.put(Served.path(id), ["name": "B"])
        _ = try served.post(Served.path(id, "/rollback"), ["version": 1])
      }
      #expect(other.status == .created)
    }
  }

  @Test(arguments: Setup.observable)
  func whatIsDeletedMeanwhileIsNotFound(_ setup: Setup) async throws {
    try await setup.run { served in
      let writes: [(HTTPMethod, String, JSONObject)] = [
        (.post, "/versions", ["template": "t"]), (.post, "/rollback", ["version": 1]),
        (.put, "", ["name": "B"]), (.delete, "", [:]),
      ]
      for (method, rest, body) in writes {
        for isMadeAgain in [false, true] {
          let id = try served.create("A")
          let answer = try served.send(method, Served.path(id, rest), body: body) {
            let repository = try served.repository()
            let name = try PromptName("a")
            try repository.by(Sample.person).delete(name)
            guard isMadeAgain else { return }
            try repository.by(Sample.person).create(
              name, VersionDraft(VersionContent(template: "other")))
          }
          try answer.expectError(404, "prompt_not_found")
          guard isMadeAgain else { continue }
          let left = try served.get(Served.path).list()
          #expect(left.count == 1 && left[0].number("latest_version") == 1)
          try served.repository().by(Sample.person).delete(PromptName("a"))
        }
      }
    }
  }

  @Test(arguments: Setup.observable)
  func aPromptIsFoundUnderItsNewName(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A", "one")
      var names = ["a", "b", "c", "d", "e"].makeIterator()
      var current = try PromptName(names.next() ?? "")
      func rename() throws {
        let next = try PromptName(names.next() ?? "")
        try served.repository().by(Sample.person).rename(current, to: next)
        current = next
      }
      let version = try served.send(
        .post, Served.path(id, "/versions"), body: ["template": "two"], meanwhile: rename)
      try version.expectError(version.status.rawValue)
      #expect([404, 409].contains(version.status.rawValue))
      let rollback = try served.send(
        .post, Served.path(id, "/rollback"), body: ["version": 1], meanwhile: rename)
      #expect(rollback.status == .ok)
      let update = try served.send(
        .put, Served.path(id), body: ["name": "New"], meanwhile: rename)
      #expect(update.status == .ok)
      #expect(try served.get(Served.path).list().map { $0.text("id") } == [id])
      let removal = try served.send(.delete, Served.path(id), body: [:], meanwhile: rename)
      #expect(removal.status == .ok)
      #expect(try served.get(Served.path).list().isEmpty)
    }
  }

  @Test(arguments: [TestStore.memory, .directory])
  func manyWritersAtOnceLoseNothing(_ store: TestStore) async throws {
    try await store.withStores { open in
      let served = try Served(.memory, open: open)
      let service = served.service
      let fields = served.fields(.editor)
      let statuses = await withTaskGroup(of: Int.self) { group in
        for _ in 0..<24 {
          group.addTask {
            service.respond(
              to: HTTPRequest(.post, Served.path, fields: fields),
              body: Array(#"{"name": "Same name", "template": "t"}"#.utf8)
            ).status.rawValue
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(statuses == Array(repeating: 201, count: 24))
      let listed = try served.listed("asc", limit: 5)
      #expect(listed.count == 24)
      #expect(Set(listed.map { $0.text("created_at") }).count == 24)
    }
  }
}
