import APIKeys
import CanonicalJSON
import HTTPMessages
import PromptRepo
import PromptService
import PromptSurfaces
import TestSupport
import Testing

/// Who creates says what the text is to be, and not after which version.
@Suite struct LangfuseRaceTests {
  /// Sends requests at once, and answers their statuses.
  private func statuses(
    _ served: Served, _ requests: [(HTTPMethod, String, JSONObject)]
  ) async -> [Int] {
    let service = served.service
    var fields = served.fields(.admin)
    fields[.contentType] = "application/json"
    let all = fields
    return await withTaskGroup(of: Int.self) { group in
      for (method, target, body) in requests {
        group.addTask {
          service.respond(
            to: HTTPRequest(method, target, fields: all), body: JSONValue.object(body).utf8()
          ).status.rawValue
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
  }

  @Test(arguments: TestStore.allCases)
  func versionsOfOneFreeNameHaveNoGaps(_ store: TestStore) async throws {
    try await store.withStores { open in
      let served = try Served(.memory, open: open, .init(surfaces: [LangfuseSurface()]))
      for name in ["free", "Frei Öffentlich/v2"] {
        let body: JSONObject = ["name": .string(name), "prompt": "x"]
        let statuses = await statuses(
          served, Array(repeating: (.post, Served.langfuse, body), count: 24))
        // A lost race is told as one, which clients repeat.
        #expect(statuses.allSatisfy { $0 == 201 || $0 == 409 }, "\(statuses)")
        let made = statuses.count { $0 == 201 }
        #expect(made > 1)
        let listed = try served.prompts("?name=\(PercentEncoding.encode(name))")
        #expect(listed.count == 1)
        #expect(listed.first?["versions"] == .array((1...made).map { .integer($0) }))
      }
      #expect(try served.prompts().count == 2)
    }
  }

  @Test(arguments: Setup.all)
  func aCreateThatMeetsADeletionMakesThePromptAnew(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      for isMadeAgain in [false, true] {
        try served.make("a", "old")
        let answer = try served.send(
          .post, Served.langfuse, body: ["name": "a", "prompt": "new"]
        ) {
          let repository = try served.repository().by(Sample.person)
          try repository.delete(PromptName("a"))
          guard isMadeAgain else { return }
          try repository.create(
            PromptName("a"), VersionDraft(VersionContent(template: "other")))
        }
        #expect(answer.status == .created, "\(answer.text)")
        #expect(try answer.json()["version"] == (isMadeAgain ? 2 : 1))
        #expect(try served.repository().names().map(\.rawValue) == ["a"])
        try served.repository().by(Sample.person).delete(PromptName("a"))
      }
    }
  }

  @Test(arguments: TestStore.allCases)
  func createsAndDeletionsAtOnceEndWell(_ store: TestStore) async throws {
    try await store.withStores { open in
      let served = try Served(.memory, open: open, .init(surfaces: [LangfuseSurface()]))
      let creates: [(HTTPMethod, String, JSONObject)] = Array(
        repeating: (
          .post, Served.langfuse, ["name": "b", "prompt": "x", "labels": ["production"]]
        ), count: 16)
      let deletions: [(HTTPMethod, String, JSONObject)] = Array(
        repeating: (.delete, Served.langfuse("b"), [:]), count: 8)
      let statuses = await statuses(served, creates + deletions)
      let allowed: Set = [201, 204, 404, 409]
      #expect(statuses.allSatisfy { allowed.contains($0) }, "\(statuses)")
      // A create is never told that there is no such prompt.
      #expect(statuses.count { $0 == 404 || $0 == 204 } <= deletions.count)
      #expect(try served.prompts().count <= 1)
    }
  }
}
