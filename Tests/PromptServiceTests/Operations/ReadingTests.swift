import APIKeys
import CanonicalJSON
import HTTPMessages
import PromptRepo
import TestSupport
import Testing

/// `GET` of a prompt and of its versions.
@Suite struct ReadingTests {
  @Test(arguments: Setup.all)
  func aPromptIsShownWithAVersionsTemplate(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A", "one {{x}}")
      try served.addVersion(id, "two {{x}}")
      try served.addVersion(id, "three")
      #expect(
        try served.post(Served.path(id, "/rollback"), ["version": 2]).status == .ok)
      let prompt = try served.get(Served.path(id)).json()
      #expect(
        Set(prompt.map(\.key)) == [
          "id", "object", "name", "active_version", "latest_version", "metadata", "created_at",
          "updated_at", "active_template", "promptrepo",
        ])
      #expect(prompt.number("active_version") == 2 && prompt.number("latest_version") == 3)
      #expect(prompt.text("active_template") == "two {{x}}")
      for (version, template) in [(1, "one {{x}}"), (2, "two {{x}}"), (3, "three")] {
        let other = try served.get(Served.path(id, "?version=\(version)")).json()
        #expect(other.text("active_template") == template)
        #expect(other.number("active_version") == 2)
        let single = try served.get(Served.path(id, "/versions/\(version)")).json()
        #expect(single.text("template") == template && single.number("version") == version)
        #expect(single.text("prompt_id") == id)
      }
    }
  }

  @Test(arguments: Setup.quick)
  func variablesAreFilledIn(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A", "{{a}} {{ b }} {{c}} {{a}}")
      func rendered(_ variables: String) throws -> String? {
        let query = PercentEncoding.encode(variables)
        return try served.get(Served.path(id, "?variables=\(query)")).json()["rendered_template"]?
          .string
      }
      #expect(try rendered("{}") == "{{a}} {{ b }} {{c}} {{a}}")
      #expect(try rendered(#"{"a": "1"}"#) == "1 {{ b }} {{c}} 1")
      #expect(try rendered(#"{"a": "{{c}}", "c": "x"}"#)?.hasPrefix("{{c}}") == true)
      #expect(try rendered(#"{"a": "é 🎉 & = + %"}"#)?.hasPrefix("é 🎉 & = + % ") == true)
      // A plus sign of the query is a space, as forms send it.
      let plus = try served.get(Served.path(id, "?variables=%7B%22a%22:%22x+y%22%7D")).json()
      #expect(plus.text("rendered_template").hasPrefix("x y "))
      // 60 KB of them.
      let long = String(repeating: "é", count: 10_000)
      #expect(try rendered(#"{"a": "\#(long)"}"#)?.hasPrefix(long) == true)
    }
  }

  @Test(arguments: Setup.quick)
  func variablesHaveToBeAnObject(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A")
      for text in [
        "", "[]", "5", "null", "\"a\"", "{", #"{"a":1,"a":2}"#, #"{"a":"\ud800"}"#, "{}x",
      ] {
        try served.get(Served.path(id, "?variables=\(PercentEncoding.encode(text))"))
          .expectError(400, "invalid_parameter", "variables")
      }
    }
  }

  @Test(arguments: Setup.quick)
  func aVersionThatThereIsNotIsNotFound(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A")
      for number in [
        "0", "-1", "2", "9007199254740991", "99999999999999999999", "x", "1.0", "+1", "",
      ] {
        try served.get(Served.path(id, "/versions/\(number)")).expectError(404)
      }
      for number in ["0", "2", "-1", "9007199254740991"] {
        try served.get(Served.path(id, "?version=\(number)")).expectError(404, "version_not_found")
      }
      for number in ["x", "", "1.0", "99999999999999999999", "9007199254740992"] {
        try served.get(Served.path(id, "?version=\(number)"))
          .expectError(400, "invalid_parameter", "version")
      }
    }
  }

  @Test(arguments: Setup.quick)
  func anUnknownPromptIsNotFound(_ setup: Setup) async throws {
    try await setup.run { served in
      let known = try served.create("A")
      let ids = [
        "prompt_00000000000040008000000000000000", "prompt_", "x", known.uppercased(),
        String(known.dropLast()), "\(known)0", "%20\(known)", "a",
      ]
      for id in ids {
        for rest in ["", "/versions", "/versions/1"] {
          try served.get(Served.path(id, rest)).expectError(404, "prompt_not_found")
        }
        try served.put(Served.path(id), [:]).expectError(404, "prompt_not_found")
        try served.delete(Served.path(id)).expectError(404, "prompt_not_found")
        try served.post(Served.path(id, "/versions"), ["template": "t"])
          .expectError(404, "prompt_not_found")
        try served.post(Served.path(id, "/rollback"), ["version": 1])
          .expectError(404, "prompt_not_found")
      }
    }
  }

  @Test(arguments: Setup.observable)
  func versionsAreListedFromEitherEnd(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A", "v1")
      for number in 2...23 { try served.addVersion(id, "v\(number)") }
      func numbers(_ query: String) throws -> [Int] {
        let answer = try served.get(Served.path(id, "/versions\(query)"))
        #expect(Set(try answer.json().map(\.key)) == ["object", "data"])
        for version in try answer.list() {
          #expect(version.text("template") == "v\(version.number("version"))")
        }
        return try answer.list().map { $0.number("version") }
      }
      #expect(try numbers("") == Array((4...23).reversed()))
      #expect(try numbers("?order=desc&limit=2") == [23, 22])
      #expect(try numbers("?order=asc&limit=3") == [1, 2, 3])
      #expect(try numbers("?order=asc") == Array(1...20))
      #expect(try numbers("?limit=100") == Array((1...23).reversed()))
      #expect(try numbers("?limit=1") == [23])
      for query in ["limit=0", "limit=101", "limit=-1", "limit=x", "limit=", "limit=1.5"] {
        try served.get(Served.path(id, "/versions?\(query)"))
          .expectError(400, "invalid_parameter", "limit")
      }
      for query in ["order=", "order=ASC", "order=up"] {
        try served.get(Served.path(id, "/versions?\(query)"))
          .expectError(400, "invalid_parameter", "order")
      }
    }
  }
}
