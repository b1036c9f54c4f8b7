import APIKeys
import CanonicalJSON
import HTTPMessages
import PromptRepo
import TestSupport
import Testing

/// `POST /api/v1/llm/prompts`.
@Suite struct CreatingTests {
  @Test(arguments: Setup.all)
  func aPromptComesWithItsFirstVersion(_ setup: Setup) async throws {
    try await setup.run { served in
      let answer = try served.post(
        Served.path,
        [
          "name": "Support reply", "template": "Hi {{name}} 🎉\r\n", "description": "For support",
          "metadata": ["team": "x", "tags": [1, true, .null, "a"], "n": ["é": 1]],
        ])
      #expect(answer.status == .created)
      let prompt = try answer.json()
      #expect(
        Set(prompt.map(\.key)) == [
          "id", "object", "name", "description", "active_version", "latest_version", "metadata",
          "created_at", "updated_at", "version", "promptrepo",
        ])
      #expect(
        prompt.text("id").wholeMatch(of: /prompt_[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}/) != nil
      )
      #expect(prompt.text("object") == "prompt")
      #expect(prompt.text("name") == "Support reply")
      #expect(prompt.text("description") == "For support")
      #expect(
        prompt["metadata"] == ["n": ["é": 1], "tags": [1, true, .null, "a"], "team": "x"])
      #expect(prompt.number("active_version") == 1 && prompt.number("latest_version") == 1)
      #expect(prompt.text("created_at") == served.clock.now.rfc3339)
      #expect(prompt.text("created_at").hasSuffix("Z"))
      #expect(prompt.text("updated_at") == prompt.text("created_at"))
      let version = try #require(prompt["version"]?.object)
      #expect(
        Set(version.map(\.key)) == [
          "id", "prompt_id", "version", "object", "template", "created_at", "promptrepo",
        ])
      #expect(
        version.text("id").wholeMatch(of: /pver_[0-9a-f]{12}5[0-9a-f]{3}[89ab][0-9a-f]{15}/) != nil)
      #expect(version.text("prompt_id") == prompt.text("id"))
      #expect(version.text("object") == "prompt.version" && version.number("version") == 1)
      #expect(version.text("template") == "Hi {{name}} 🎉\r\n")
      // Other programs see it under the slug of its name.
      let repository = try served.repository()
      let kept = try #require(try repository.prompt(PromptName("support-reply")))
      #expect(kept.record.id.rawValue == prompt.text("id"))
      #expect(try repository.activeText(of: kept.name).content.template == "Hi {{name}} 🎉\r\n")
    }
  }

  @Test(arguments: Setup.quick)
  func whatIsNotGivenIsAbsentOrEmpty(_ setup: Setup) async throws {
    try await setup.run { served in
      for more: JSONObject in [
        [:], ["description": .null, "metadata": .null], ["metadata": [:]], ["unknown": [1]],
      ] {
        var body: JSONObject = ["name": "A", "template": "t"]
        for member in more { body[member.key] = member.value }
        let prompt = try served.post(Served.path, body).json()
        #expect(prompt["description"] == nil)
        #expect(prompt["metadata"] == [:])
        let read = try served.get(Served.path(prompt.text("id"))).json()
        #expect(read["description"] == nil && read["metadata"] == [:])
      }
    }
  }

  @Test(arguments: Setup.quick)
  func charactersAreCodePoints(_ setup: Setup) async throws {
    try await setup.run { served in
      func status(_ name: String, _ template: String, _ description: String?) throws -> Int {
        var body: JSONObject = ["name": .string(name), "template": .string(template)]
        if let description { body["description"] = .string(description) }
        return try served.post(Served.path, body).status.rawValue
      }
      func many(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
      let cases: [(String, String, String?, Int)] = [
        (many("é", 255), "t", nil, 201), (many("🎉", 255), "t", nil, 201),
        (many("a", 256), "t", nil, 400),
        // One character on the screen, and two code points each.
        (many("e\u{301}", 127), "t", nil, 201), (many("e\u{301}", 128), "t", nil, 400),
        ("n", many("\r\n", 50_000), nil, 201), ("n", many("\r\n", 50_000) + "x", nil, 400),
        ("n", many("🎉", 100_000), nil, 201), ("n", many("🎉", 100_001), nil, 400),
        ("n", "t", many("\u{301}", 2_000), 201), ("n", "t", many("x", 2_001), 400),
        ("n", "t", "", 201), ("", "t", nil, 400), ("n", "", nil, 400),
      ]
      for (name, template, description, expected) in cases {
        let status = try status(name, template, description)
        #expect(status == expected, "\(name.prefix(9)) \(template.prefix(9))")
      }
    }
  }

  @Test(arguments: Setup.quick)
  func theLargestTemplateMayBeEscapedAsAClientDoes(_ setup: Setup) async throws {
    try await setup.run { served in
      let escaped = String(repeating: #"\ud83c\udf89"#, count: 100_000)
      let body = Array(#"{"name": "n", "template": "\#(escaped)"}"#.utf8)
      #expect(body.count > 1_200_000)
      let answer = try served.send(.post, Served.path, body: body)
      #expect(answer.status == .created)
      let template = try answer.json()["version"]?.object?.text("template")
      #expect(template == String(repeating: "🎉", count: 100_000))
    }
  }

  @Test(arguments: Setup.quick)
  func wrongMembersAreNamed(_ setup: Setup) async throws {
    try await setup.run { served in
      let cases: [(JSONObject, String)] = [
        (["template": "t"], "name"), (["name": .null, "template": "t"], "name"),
        (["name": 5, "template": "t"], "name"), (["name": ["a"], "template": "t"], "name"),
        (["name": "n"], "template"), (["name": "n", "template": false], "template"),
        (["name": "n", "template": "t", "description": 1], "description"),
        (["name": "n", "template": "t", "metadata": []], "metadata"),
        (["name": "n", "template": "t", "metadata": "x"], "metadata"),
      ]
      for (body, parameter) in cases {
        try served.post(Served.path, body).expectError(400, "invalid_parameter", parameter)
      }
    }
  }

  @Test(arguments: Setup.quick)
  func whatIsAcceptedCanBeReadInAList(_ setup: Setup) async throws {
    try await setup.run { served in
      func nested(_ levels: Int) -> JSONObject {
        (1..<levels).reduce(["a": 1]) { inner, _ in ["a": .object(inner)] }
      }
      let answer = try served.post(
        Served.path, ["name": "n", "template": "t", "metadata": .object(nested(60))])
      #expect(answer.status == .created)
      #expect(try served.get(Served.path).list().first?["metadata"] == .object(nested(60)))
      for levels in [61, 63] {
        let metadata = JSONValue.object(nested(levels))
        try served.post(Served.path, ["name": "n", "template": "t", "metadata": metadata])
          .expectError(400, "invalid_parameter", "metadata")
        try served.put(Served.path(answer.json().text("id")), ["metadata": metadata])
          .expectError(400, "invalid_parameter", "metadata")
      }
    }
  }

  @Test(arguments: Setup.quick)
  func noTextMayHoldNUL(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("n")
      let good: JSONObject = ["name": "n", "template": "t"]
      for key in ["name", "template", "description"] {
        var body = good
        body[key] = "a\0b"
        try served.post(Served.path, body).expectError(400)
      }
      for metadata: JSONValue in [["a": "\0"], ["\0": 1], ["a": [["b": "x\0"]]]] {
        var body = good
        body["metadata"] = metadata
        try served.post(Served.path, body).expectError(400)
        try served.put(Served.path(id), ["metadata": metadata]).expectError(400)
      }
      try served.post(Served.path(id, "/versions"), ["template": "\0"]).expectError(400)
      try served.put(Served.path(id), ["name": "\0"]).expectError(400)
      try served.put(Served.path(id), ["description": "\0"]).expectError(400)
      #expect(try served.get(Served.path).list().count == 1)
    }
  }

  @Test(arguments: Setup.observable)
  func namesNeedNotBeUnlikeOthers(_ setup: Setup) async throws {
    try await setup.run { served in
      let titles = [
        "Greeting", "Greeting", "greeting!", "日本語", "日本語", "---", "\u{1F389}", "Ünïcode Tïtle", " ",
        "a/b", "..", "@info", String(repeating: "long ", count: 51), "prompt-1",
      ]
      var ids: [String] = []
      for title in titles { ids.append(try served.create(title)) }
      #expect(Set(ids).count == titles.count)
      let listed = try served.get("\(Served.path)?order=asc&limit=100").list()
      #expect(listed.map { $0.text("name") } == titles)
      #expect(listed.map { $0.text("id") } == ids)
      let names = try served.repository().names().map(\.description)
      #expect(Set(names).count == titles.count)
      #expect(
        names.contains("greeting") && names.contains("uenicode-title")
          || names.contains("unicode-title"))
      let digits = ids[1].dropFirst(7).prefix(8)
      #expect(names.contains("greeting-\(digits)"))
      #expect(names.contains("prompt-\(ids[3].dropFirst(7).prefix(8))"))
      // Deleted and made again: another prompt.
      #expect(try served.delete(Served.path(ids[0])).status == .ok)
      let again = try served.create("Greeting")
      #expect(again != ids[0])
      try served.get(Served.path(ids[0])).expectError(404, "prompt_not_found")
    }
  }

  @Test(arguments: Setup.observable)
  func aStrayReferenceIsNoObstacle(_ setup: Setup) async throws {
    try await setup.run { served in
      try served.open().write("refs/prompts/stray/@versions", "left over")
      try served.open().write("refs/prompts/lost/@active", "left over")
      try served.create("Stray")
      try served.create("lost")
      #expect(try served.get(Served.path).list().map { $0.text("name") } == ["lost", "Stray"])
    }
  }
}
