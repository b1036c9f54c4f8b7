import APIKeys
import CanonicalJSON
import HTTPMessages
import PromptRepo
import TestSupport
import Testing

/// `GET /api/public/v2/prompts/{name}`.
@Suite struct LangfuseReadingTests {
  @Test(arguments: Setup.quick)
  func aVersionIsAsLangfuseSendsIt(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      try served.addEnvironments("staging", "production")
      try served.make("support/reply", "Hi {{customer}}", ["tags": ["old"]])
      let made = try served.make(
        "support/reply", "Hello {{customer}}",
        [
          "labels": ["production", "staging"], "tags": ["support", "mail"],
          "config": ["model": "gpt-4o-mini", "seed": 7], "commitMessage": "Warmer",
        ])
      #expect(made["resolutionGraph"] == nil)
      let read = try served.read("support/reply")
      // Members that the published clients require, and those that the original sends too.
      #expect(
        read.map(\.key) == [
          "id", "type", "name", "version", "prompt", "config", "labels", "tags", "commitMessage",
          "createdAt", "updatedAt", "createdBy", "projectId", "isActive", "resolutionGraph",
        ])
      #expect(read["type"] == "text" && read["prompt"] == "Hello {{customer}}")
      #expect(read["name"] == "support/reply" && read["version"] == 2)
      #expect(read["config"] == ["model": "gpt-4o-mini", "seed": 7])
      #expect(read["labels"] == ["staging", "production", "latest"])
      #expect(read["tags"] == ["support", "mail"] && read["commitMessage"] == "Warmer")
      #expect(read["createdBy"] == "team" && read["projectId"] == "team")
      #expect(read["isActive"] == true && read["resolutionGraph"] == .null)
      for key in ["createdAt", "updatedAt"] { #expect(read.text(key) == served.clock.now.rfc3339) }
      for member in made { #expect(read[member.key] == member.value) }
      let first = try served.read("support/reply", "?version=1")
      #expect(first["prompt"] == "Hi {{customer}}" && first["labels"] == [])
      #expect(first["config"] == [:] && first["commitMessage"] == .null)
      // Tags are the prompt's.
      #expect(first["tags"] == ["support", "mail"] && first["isActive"] == false)
    }
  }

  @Test(arguments: Setup.quick)
  func labelsAreEnvironments(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      try served.make("a", "one", ["labels": ["production"]])
      try served.make("a", "two")
      // Without an environment of that name, production is the active version.
      #expect(try served.read("a")["prompt"] == "one")
      #expect(try served.read("a", "?label=production")["labels"] == ["production"])
      #expect(try served.read("a", "?label=latest")["labels"] == ["latest"])
      let missing = "Prompt not found: 'a' with label 'staging': "
      let unknown = "there is no environment 'staging'; `promptrepo env list` shows the labels"
      try served.get(Served.langfuse("a", "?label=staging"))
        .expectLangfuse(404, "LangfuseNotFoundError", containing: missing + unknown)
      try served.addEnvironments("staging")
      let empty = "nothing of it is live in 'staging'; `promptrepo deploy a --env staging`"
      try served.get(Served.langfuse("a", "?label=staging"))
        .expectLangfuse(404, "LangfuseNotFoundError", containing: missing + empty)
      // With one, what is not deployed there is not served from there.
      try served.addEnvironments("production")
      try served.get(Served.langfuse("a")).expectLangfuse(
        404, "LangfuseNotFoundError",
        "Prompt not found: 'a' with label 'production': nothing of it is live in 'production'; "
          + "`promptrepo deploy a --env production` deploys it, and the label 'latest' reads the "
          + "newest version")
      #expect(try served.label("a", 2, ["production", "staging"]).status == .ok)
      #expect(
        try served.read("a", "?label=staging")["labels"] == ["staging", "production", "latest"])
    }
  }

  @Test(arguments: Setup.quick)
  func whatIsNotThereIsSaidAsLangfuseDoes(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      try served.make("a", "one")
      let nobody = "there is no such prompt; `promptrepo list` shows the names"
      let version = "it has no such version; `promptrepo log a` shows those that there are"
      let cases = [
        ("x", "", "Prompt not found: 'x' with label 'production'", nobody),
        (
          "a", "", "Prompt not found: 'a' with label 'production'",
          "it has no active version; `promptrepo activate a@SPEC` makes one active"
        ),
        ("a", "?version=2", "Prompt not found: 'a' with version 2", version),
        ("a", "?version=0", "Prompt not found: 'a' with version 0", version),
        ("a", "?version=-1", "Prompt not found: 'a' with version -1", version),
        ("x y/ü", "?version=1", "Prompt not found: 'x y/ü' with version 1", nobody),
        (
          "a", "?label=Production", "Prompt not found: 'a' with label 'Production'",
          "there is no environment 'Production'"
        ),
        (
          "a", "?label=active", "Prompt not found: 'a' with label 'active'",
          "there is no environment 'active'"
        ),
      ]
      for (name, query, message, reason) in cases {
        let answer = try served.get(Served.langfuse(name, query))
        try answer.expectLangfuse(404, "LangfuseNotFoundError", containing: reason)
        let words = try answer.json().text("message")
        #expect(words.hasPrefix("\(message): "), "\(words)")
      }
    }
  }

  @Test(arguments: Setup.quick)
  func badQueriesAreNamed(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      try served.make("a", "one", ["labels": ["production"]])
      try served.get(Served.langfuse("a", "?version=1&label=production"))
        .expectLangfuse(400, "InvalidRequestError", "Cannot specify both version and label")
      for text in ["x", "1.5", "1e400", "1180591620717411303424", "9223372036854775808", "", "0x1"]
      {
        try served.get(Served.langfuse("a", "?version=\(text)")).expectIssues("version")
      }
      try served.get(Served.langfuse("a", "?resolve=yes&version=q"))
        .expectIssues("version", "resolve")
      // The clients' own parameters are passed over.
      #expect(try served.read("a", "?resolve=true&extra=1")["version"] == 1)
    }
  }

  @Test(arguments: Setup.quick)
  func namesAreSlugsAndTitles(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      let names = [
        "support/reply", "Customer Support/Reply v2", "customer support/reply v2", "Größe 100%",
        "日本語", "a@b", "...", "a..b", "a/../b", "a/b/versions/3", "x?y=z#w", "+plus +", "🎉",
        String(repeating: "é", count: 255), String(repeating: "a", count: 255), "tab\tand\nline",
        "e\u{301}", "é", "refs/heads/main", "con", "-", ".hidden", "a.lock",
      ]
      for (index, name) in names.enumerated() {
        let made = try served.make(name, .string("text \(index)"), ["labels": ["production"]])
        #expect(made.text("name").utf8.elementsEqual(name.utf8) && made["version"] == 1)
      }
      for (index, name) in names.enumerated() {
        let read = try served.read(name)
        #expect(read["prompt"] == .string("text \(index)"), "\(name)")
        #expect(read.text("name").utf8.elementsEqual(name.utf8))
        #expect(try served.make(name, "again")["version"] == 2)
      }
      #expect(try served.repository().names().count == names.count)
      // Older clients send the slashes as they are.
      for name in ["support/reply", "a/b/versions/3"] {
        #expect(try served.get("\(Served.langfuse)/\(name)").json()["name"] == .string(name))
      }
      // A slug is found by its own name too, and listed by it.
      let slug = try served.repository().names().map(\.rawValue)
      #expect(slug.contains("customer-support-reply-v2"))
      #expect(try served.read("customer-support-reply-v2")["name"] == "customer-support-reply-v2")
    }
  }

  @Test(arguments: Setup.quick)
  func partialsAreTextsOrReferences(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      try served.add("sign", "Yours, {{company}}", ["dialect": "plain"])
      try served.add(
        "tone", "Be {{tone}}. {{> sign}}", try served.config("chat", including: "sign"))
      let text =
        "{{role \"system\"~}}\n{{> tone}}\n\n{{~messages \"history\"}}\n\n{{~role \"user\"~}}\n{{> tone}}{{x}}"
      try served.add("reply", text, try served.config("chat", including: "tone"))
      let id = try served.read("reply").text("id")
      let tone = try served.read("tone")
      let sign = try served.read("sign")
      let whole = "Be {{tone}}. Yours, {{company}}"
      let read = try served.read("reply")
      #expect(
        read["prompt"] == [
          ["role": "system", "content": .string(whole)],
          ["type": "placeholder", "name": "history"],
          ["role": "user", "content": .string("\(whole){{x}}")],
        ])
      #expect(read["config"] == [:] && read["type"] == "chat")
      func node(_ name: String, _ id: String) -> JSONValue {
        ["id": .string(id), "name": .string(name), "version": 1]
      }
      #expect(
        read["resolutionGraph"] == [
          "root": node("reply", id),
          "dependencies": [
            id: [node("tone", tone.text("id"))],
            tone.text("id"): [node("sign", sign.text("id"))],
          ],
        ] as JSONValue)
      let tag = "@@@langfusePrompt:name=tone|version=1@@@"
      let raw = try served.read("reply", "?resolve=false")
      #expect(raw["resolutionGraph"] == .null)
      #expect(
        raw["prompt"] == [
          ["role": "system", "content": .string(tag)], ["type": "placeholder", "name": "history"],
          ["role": "user", "content": .string("\(tag){{x}}")],
        ])
      #expect(tone["prompt"] == .string(whole) && tone["type"] == "text")
      #expect(sign["resolutionGraph"] == .null)
    }
  }

  @Test(arguments: Setup.quick)
  func whatClientsWouldReadOtherwiseIsRefused(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      let cases: [(String, String, String)] = [
        ("handlebars", "Hi {{#if formal}}Sir{{/if}}", "{{#if formal}} in line 1 needs values"),
        ("chat", #"{{role "user"}}say \{{x}}"#, "'{{x}}' in version 1 is text"),
        ("chat", #"say \{{x}}"#, "'{{x}}' in version 1 is text"),
        ("strict", #"say \{{x}}"#, "'{{x}}' in version 1 is text"),
        ("chat", #"{{role "user" name="Ann"}}x"#, "name"),
        ("chat", #"{{role "user"}}{{media url="https://example.com/a.png"}}"#, "medium"),
      ]
      for (index, (dialect, text, words)) in cases.enumerated() {
        let config: JSONObject = ["dialect": .string(dialect)]
        try served.add("p\(index)", text, config)
        try served.get(Served.langfuse("p\(index)"))
          .expectLangfuse(400, "InvalidRequestError", containing: words)
        // It is there all the same.
        #expect(try served.prompts("?limit=100").contains { $0.text("name") == "p\(index)" })
      }
      // Braces that nobody takes for a variable are served as they are.
      for (dialect, text, expected) in [
        ("plain", "{{{x}}} {{ y }} {{", "{{{x}}} {{ y }} {{"),
        ("plain", #"\{{x}} \\{{y}}"#, #"\{{x}} \\{{y}}"#),
        ("strict", #"a\b {{x}} \\{{y}}"#, #"a\b {{x}} \{{y}}"#),
        ("chat", #"a {{{x}}} \\{{y}}"#, #"a {{{x}}} \{{y}}"#),
        ("jinja", "{% if x %}{{ x }}{% endif %}", "{% if x %}{{ x }}{% endif %}"),
      ] {
        try served.add("q-\(dialect)\(text.utf8.count)", text, ["dialect": .string(dialect)])
        #expect(
          try served.read("q-\(dialect)\(text.utf8.count)")["prompt"] == .string(expected))
      }
    }
  }

  @Test(arguments: Setup.quick)
  func unknownNamesAreCheap(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      try served.make("a", "one", ["labels": ["production"]])
      // A head has no body, and whatever else a path does not have is said with what it has.
      let head = try served.send(.head, Served.langfuse("a"))
      #expect(head.status == .ok)
      for (method, path, allowed) in [
        (HTTPMethod.put, Served.langfuse("a"), "DELETE, GET"),
        (HTTPMethod(rawValue: "OPTIONS"), Served.langfuse, "GET, POST"),
        (.delete, Served.langfuse, "GET, POST"),
        (.post, "/api/public/projects", "GET"),
      ] {
        let answer = try served.send(method, path)
        try answer.expectLangfuse(405, "MethodNotAllowedError", "Method not allowed")
        let methods = (answer.fields[.allow] ?? "").split(separator: ", ").sorted()
        #expect(methods.joined(separator: ", ") == allowed)
      }
      for path in [
        "/api/public", "/api/public/otel/v1/traces", "/api/public/v2", "/api/public/ingestion",
        "/api/public/prompts",
      ] {
        let answer = try served.send(
          .post, path, [.contentType: "application/x-protobuf"], body: [1, 2, 3])
        try answer.expectLangfuse(
          404, "LangfuseNotFoundError", containing: "LANGFUSE_TRACING_ENABLED=false")
      }
    }
  }

  @Test(arguments: Setup.quick)
  func aDamagedPlaceHidesOnlyWhatNeedsIt(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      try served.addEnvironments("production", "staging")
      try served.make("a", "one", ["labels": ["production"]])
      try served.make("a", "two", ["labels": ["staging"]])
      try served.damage("env/staging", of: "a")
      for query in ["", "?label=production", "?version=1"] {
        #expect(try served.read("a", query)["labels"] == ["production"])
      }
      #expect(try served.read("a", "?label=latest")["labels"] == ["latest"])
      let damaged = try served.get(Served.langfuse("a", "?label=staging"))
      #expect(damaged.status.rawValue == 500)
      #expect(try served.prompts("?name=a").map { $0["labels"] } == [["production", "latest"]])
      #expect(try served.prompts().map { $0["labels"] } == [["production", "latest"]])
      #expect(try served.make("a", "three")["version"] == 3)
      let labelled = try served.make("a", "four", ["labels": ["production"]])
      #expect(labelled["labels"] == ["production", "latest"])
      #expect(try served.label("a", 1, ["production"]).status == .ok)
    }
  }
}
