import APIKeys
import CanonicalJSON
import HTTPMessages
import PromptRepo
import PromptService
import TestSupport
import Testing

/// `GET /api/public/v2/prompts`.
@Suite struct LangfuseListTests {
  private func names(_ served: Served, _ query: String) throws -> [String] {
    try served.prompts(query).map { $0.text("name") }
  }

  @Test(arguments: Setup.quick)
  func promptsAreListedByTheirNames(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      try served.addEnvironments("staging")
      let first = served.clock.now.rfc3339
      try served.make("b", "one", ["labels": ["production"], "tags": ["x", "y"]])
      try served.make("b", "two", ["labels": ["staging"], "config": ["model": "m"]])
      try served.make("Über a", [["role": "user", "content": "x"]], ["tags": ["x"]])
      try served.make("c", "never live")
      #expect(
        try served.prompts() == [
          [
            "name": "b", "type": "text", "versions": [1, 2],
            "labels": ["production", "staging", "latest"], "tags": ["x", "y"],
            "lastUpdatedAt": .string(first), "lastConfig": ["model": "m"],
          ],
          [
            "name": "c", "type": "text", "versions": [1], "labels": ["latest"], "tags": [],
            "lastUpdatedAt": .string(first), "lastConfig": [:],
          ],
          [
            "name": "ueber-a", "type": "chat", "versions": [1], "labels": ["latest"],
            "tags": ["x"], "lastUpdatedAt": .string(first), "lastConfig": [:],
          ],
        ])
      // Filters choose versions, which are grouped by name.
      let cases = [
        ("?name=b", ["b"]), ("?name=\(PercentEncoding.encode("Über a"))", ["Über a"]),
        ("?name=x", []), ("?label=staging", ["b"]), ("?label=production", ["b"]),
        ("?label=latest", ["b", "c", "ueber-a"]), ("?label=other", []),
        ("?tag=x", ["b", "ueber-a"]),
        ("?tag=y", ["b"]), ("?tag=z", []), ("?version=2", ["b"]),
        ("?version=1", ["b", "c", "ueber-a"]),
        ("?version=0", []), ("?version=9", []), ("?name=b&label=staging&version=2&tag=y", ["b"]),
        ("?name=b&label=staging&version=1", []), ("?name=c&label=production", []),
        ("?fromUpdatedAt=\(first)", ["b", "c", "ueber-a"]), ("?toUpdatedAt=\(first)", []),
        (
          "?fromUpdatedAt=2000-01-01T00:00:00Z&toUpdatedAt=2999-01-01T00:00:00Z&tag=x",
          ["b", "ueber-a"]
        ),
        ("?fromUpdatedAt=2999-01-01T00:00:00%2B00:00", []),
      ]
      for (query, expected) in cases {
        #expect(try names(served, query) == expected, "\(query)")
      }
      let staged = try served.prompts("?label=staging")[0]
      #expect(staged["versions"] == [2] && staged["labels"] == ["staging", "latest"])
      let old = try served.prompts("?version=1&name=b")[0]
      #expect(old["versions"] == [1] && old["labels"] == ["production"])
      #expect(old["lastConfig"] == [:])
    }
  }

  @Test(arguments: Setup.quick)
  func pagesAreCounted(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      for number in 10..<35 { try served.make("p\(number)", "x", ["tags": ["t"]]) }
      for (query, tag) in [("", ""), ("&tag=t", "t"), ("&label=latest", "l")] {
        var seen: [String] = []
        for page in 1...4 {
          let answer = try served.get("\(Served.langfuse)?page=\(page)&limit=8\(query)").json()
          #expect(
            answer["meta"] == [
              "page": .integer(page), "limit": 8, "totalItems": 25, "totalPages": 4,
            ])
          seen += (answer["data"]?.array ?? []).compactMap { $0.object?.text("name") }
        }
        #expect(seen == (10..<35).map { "p\($0)" }, "\(tag)")
        #expect(try served.prompts("?page=5&limit=8\(query)").isEmpty)
        #expect(try served.prompts("?page=2147483647&limit=100\(query)").isEmpty)
        #expect(try served.prompts("?\(query.dropFirst())").count == 10)
      }
      for parameter in ["page", "limit"] {
        for text in ["0", "-1", "x", "1.5", "1e400", "1180591620717411303424", "", "+1"] {
          try served.get("\(Served.langfuse)?\(parameter)=\(text)").expectIssues(parameter)
        }
      }
      try served.get("\(Served.langfuse)?limit=101&page=0").expectIssues("page", "limit")
      try served.get("\(Served.langfuse)?version=q&fromUpdatedAt=yesterday&toUpdatedAt=")
        .expectIssues("version", "fromUpdatedAt", "toUpdatedAt")
      try served.get("\(Served.langfuse)?fromUpdatedAt=2026&toUpdatedAt=2026-01-31")
        .expectIssues("fromUpdatedAt", "toUpdatedAt")
      for name in [
        "page", "limit", "name", "label", "tag", "version", "fromUpdatedAt", "toUpdatedAt",
      ] {
        let value = name.hasSuffix("At") ? "2026-01-31T12:00:00Z" : "1"
        try served.get("\(Served.langfuse)?\(name)=\(value)&\(name)=\(value)").expectIssues(name)
      }
      for query in ["version=1&version=1", "label=a&label=a", "resolve=true&resolve=true"] {
        try served.get(Served.langfuse("a", "?\(query)"))
          .expectIssues(String(query.prefix { $0 != "=" }))
      }
      try served.get("\(Served.langfuse)?filter=%5B%5D")
        .expectLangfuse(400, "InvalidRequestError", containing: "'filter' is not supported")
    }
  }

  @Test(arguments: Setup.quick)
  func emptyLedgersHaveNoPrompts(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      let answer = try served.get(Served.langfuse).json()
      #expect(answer["data"] == [])
      #expect(
        answer["meta"] == ["page": 1, "limit": 10, "totalItems": 0, "totalPages": 0])
      for query in ["?name=a", "?label=production", "?tag=x", "?version=1"] {
        #expect(try served.prompts(query).isEmpty)
      }
    }
  }

  @Test(arguments: Setup.observable)
  func oneDamagedPromptHidesNoOther(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      for name in ["a", "b", "c", "d"] {
        try served.make(name, "x", ["labels": ["production"], "tags": ["t"]])
      }
      // What plain git can do: chains that are no versions, and no records.
      let store = try served.open()
      try store.write(
        "refs/prompts/b/@versions", "damage", from: store.value("refs/prompts/b/@versions"))
      try store.write(
        "refs/prompts/c/@active", "damage", from: store.value("refs/prompts/c/@active"))
      try served.service.rescan()
      for query in ["", "?tag=t", "?label=production", "?label=latest", "?version=1"] {
        let found = try names(served, query)
        #expect(found.contains("a") && found.contains("d") && !found.contains("b"), "\(query)")
      }
      // Nobody else is told of it but the log.
      let answer = try served.get(Served.langfuse("b"))
      try answer.expectLangfuse(500, "InternalServerError")
    }
  }
}
