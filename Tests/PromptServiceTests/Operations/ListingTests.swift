import APIKeys
import CanonicalJSON
import HTTPMessages
import PromptRepo
import TestSupport
import Testing

/// `GET /api/v1/llm/prompts`.
@Suite struct ListingTests {
  @Test(arguments: Setup.all)
  func anEmptyListHasNoIDs(_ setup: Setup) async throws {
    try await setup.run { served in
      let page = try served.get(Served.path).json()
      #expect(page == ["object": "list", "data": [], "has_more": false])
    }
  }

  @Test(arguments: Setup.observable)
  func pagesFollowEachOther(_ setup: Setup) async throws {
    try await setup.run { served in
      var ids: [String] = []
      for number in 0..<23 { ids.append(try served.create("Prompt \(number)")) }
      let first = try served.get(Served.path).json()
      #expect(first["data"]?.array?.count == 20)
      #expect(first["has_more"] == true)
      #expect(first.text("first_id") == ids[22] && first.text("last_id") == ids[3])
      let second = try served.get("\(Served.path)?after=\(ids[3])").json()
      #expect(second["has_more"] == false)
      #expect(second.text("first_id") == ids[2] && second.text("last_id") == ids[0])
      let end = try served.get("\(Served.path)?after=\(ids[0])").json()
      #expect(end == ["object": "list", "data": [], "has_more": false])
      for (order, expected) in [("asc", ids), ("desc", ids.reversed())] {
        for limit in [1, 7, 22, 23, 100] {
          #expect(try served.listed(order, limit: limit).map { $0.text("id") } == expected)
        }
      }
      // An exact last page says that it is the last.
      let exact = try served.get("\(Served.path)?limit=23").json()
      #expect(exact["has_more"] == false)
    }
  }

  @Test(arguments: Setup.quick)
  func wrongParametersAreNamed(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A")
      for query in ["limit=0", "limit=101", "limit=-1", "limit=x", "limit=", "limit=%31%00"] {
        let answer = try served.get("\(Served.path)?\(query)")
        try answer.expectError(400)
      }
      for query in ["order=", "order=DESC", "order=name"] {
        try served.get("\(Served.path)?\(query)").expectError(400, "invalid_parameter", "order")
      }
      for cursor in ["", "x", "prompt_00000000000040008000000000000000", id.uppercased()] {
        try served.get("\(Served.path)?after=\(cursor)")
          .expectError(400, "invalid_parameter", "after")
      }
      #expect(try served.get("\(Served.path)?limit=1&&").status == .ok)
    }
  }

  @Test(arguments: Setup.observable)
  func aCursorOfADeletedPromptIsRefused(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A")
      try served.create("B")
      #expect(try served.delete(Served.path(id)).status == .ok)
      try served.get("\(Served.path)?after=\(id)").expectError(400, "invalid_parameter", "after")
    }
  }

  @Test(arguments: Setup.observable)
  func promptsWithoutALiveVersionAreNotShown(_ setup: Setup) async throws {
    try await setup.run { served in
      let repository = try served.repository()
      let name = try PromptName("draft")
      let draft = VersionDraft(try VersionContent(template: "t"), activates: false)
      let prompt = try repository.by(Sample.person).create(name, draft)
      let id = prompt.record.id.rawValue
      #expect(try served.get(Served.path).list().isEmpty)
      try served.get(Served.path(id)).expectError(404)
      try served.put(Served.path(id), [:]).expectError(404)
      try repository.by(Sample.person).activate(name, .latest)
      #expect(try served.get(Served.path).list().map { $0.text("id") } == [id])
      // Without a title its name is shown.
      #expect(try served.get(Served.path(id)).json().text("name") == "draft")
    }
  }
}

extension Served {
  /// The whole list, page by page.
  func listed(_ order: String, limit: Int) throws -> [JSONObject] {
    var all: [JSONObject] = []
    var after = ""
    while true {
      let answer = try get("\(Served.path)?order=\(order)&limit=\(limit)\(after)")
      let page = try answer.list()
      #expect(page.count <= limit)
      all += page
      let json = try answer.json()
      #expect(json["first_id"]?.string == page.first?.text("id"))
      #expect(json["last_id"]?.string == page.last?.text("id"))
      guard json["has_more"] == true else { return all }
      #expect(page.count == limit)
      after = "&after=\(json.text("last_id"))"
    }
  }
}
