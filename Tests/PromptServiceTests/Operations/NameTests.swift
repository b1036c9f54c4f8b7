import APIKeys
import CanonicalJSON
import HTTPMessages
import MemoryStore
import PromptRepo
import TestSupport
import Testing

/// `?name=` of the list of prompts.
@Suite struct NameTests {
  private func ids(_ served: Served, _ name: String, _ more: String = "") throws -> [String] {
    try served.get("\(Served.path)?name=\(PercentEncoding.encode(name))\(more)").list()
      .map { $0.text("id") }
  }

  @Test(arguments: Setup.all)
  func promptsAreFoundByNameAndByTitle(_ setup: Setup) async throws {
    try await setup.run { served in
      let repository = try served.repository()
      func create(_ name: String, _ title: String?) throws -> String {
        try repository.by(Sample.person).create(
          PromptName(name), VersionDraft(VersionContent(template: "t")), title: title
        ).record.id.rawValue
      }
      let plain = try create("support/reply", nil)
      let titled = try create("b", "Réponse e\u{301}")
      // A title that is another prompt's name.
      let both = try create("c", "support/reply")
      #expect(try ids(served, "support/reply", "&order=asc") == [plain, both])
      #expect(try ids(served, "b") == [titled])
      #expect(try ids(served, "Réponse e\u{301}") == [titled])
      // The whole of it, byte for byte.
      for name in ["Réponse é", "support", "reply", "B", "support/reply ", "support/", "x"] {
        #expect(try ids(served, name) == [])
      }
      try served.get("\(Served.path)?name=").expectError(400, "invalid_parameter", "name")
      try served.get("\(Served.path)?name=\(String(repeating: "n", count: 256))")
        .expectError(400, "invalid_parameter", "name")
      // The index follows.
      #expect(try served.put(Served.path(titled), ["name": "New title"]).status == .ok)
      #expect(try ids(served, "Réponse e\u{301}") == [])
      #expect(try ids(served, "New title") == [titled])
      #expect(try ids(served, "b") == [titled])
      try repository.by(Sample.person).rename(PromptName("b"), to: PromptName("d"))
      #expect(try ids(served, "b") == [] && ids(served, "d") == [titled])
      #expect(try ids(served, "New title") == [titled])
      let late = try served.create("New title")
      #expect(try ids(served, "New title") == [late, titled])
      #expect(try served.delete(Served.path(titled)).status == .ok)
      #expect(try ids(served, "New title") == [late])
      // What is not shown is not found either.
      let draft = VersionDraft(try VersionContent(template: "t"), activates: false)
      try repository.by(Sample.person).create(PromptName("draft"), draft, title: "New title")
      #expect(try ids(served, "New title") == [late] && ids(served, "draft") == [])
    }
  }

  @Test(arguments: Setup.observable)
  func pagesOfOneNameFollowEachOther(_ setup: Setup) async throws {
    try await setup.run { served in
      var all: [String] = []
      for number in 0..<25 {
        let name = number.isMultiple(of: 5) ? "Other" : "Same"
        let id = try served.create(name)
        if name == "Same" { all.append(id) }
      }
      for (order, expected) in [("asc", all), ("desc", Array(all.reversed()))] {
        for limit in [1, 7, 19, 20, 100] {
          var found: [String] = []
          var after = ""
          while true {
            let page = try served.get(
              "\(Served.path)?name=Same&order=\(order)&limit=\(limit)\(after)")
            found += try page.list().map { $0.text("id") }
            let json = try page.json()
            guard json["has_more"] == true else { break }
            #expect(try page.list().count == limit)
            after = "&after=\(json.text("last_id"))"
          }
          #expect(found == expected)
        }
      }
      // Any prompt can be the cursor, as in the whole list.
      let other = try #require(try ids(served, "Other", "&order=asc").dropFirst().first)
      #expect(try ids(served, "Same", "&order=asc&after=\(other)") == Array(all[4...]))
      for cursor in ["", "x", "prompt_00000000000040008000000000000000"] {
        try served.get("\(Served.path)?name=Same&after=\(cursor)")
          .expectError(400, "invalid_parameter", "after")
      }
      let page = try served.get("\(Served.path)?name=Same")
      let tag = try #require(page.fields[.etag])
      #expect(
        try served.get("\(Served.path)?name=Same", as: .reader, [.ifNoneMatch: tag]).status
          == .notModified)
    }
  }

  /// The titles are read once, and from then on what is asked for alone.
  @Test func aNameAmongManyCostsWhatItNames() throws {
    let store = MemoryStore()
    try Repository(store: store).change(by: Sample.person) {
      (transaction) throws(RepositoryError) in
      for number in 0..<5_000 {
        try transaction.create(
          PromptName("p/\(number)"), title: "Title \(number)",
          VersionDraft(VersionContent(template: "\(number)")))
      }
    }
    let counting = CountingStore(store)
    let served = try Served(.memory, open: { counting })
    #expect(try ids(served, "Title 7").count == 1)
    for (name, expected) in [("Title 9", 1), ("p/11", 1), ("p/x", 0), ("Title 4999", 1)] {
      let costs = try counting.count {
        let found = try ids(served, name)
        #expect(found.count == expected)
      }
      #expect(costs.objects <= 5 && costs.references == 0 && costs.listings == 0, "\(costs)")
    }
  }
}
