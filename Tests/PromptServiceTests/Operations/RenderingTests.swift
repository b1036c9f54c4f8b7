import APIKeys
import CanonicalJSON
import HTTPMessages
import PromptRepo
import TestSupport
import Testing

/// `GET` of a prompt with `variables`, `messages` and `strict`, in every dialect.
@Suite struct RenderingTests {
  private static let chat = """
    {{role "system"~}}
    You are {{tone}}.

    {{~messages "history"}}

    {{~role "user"~}}
    {{customer}} asks.
    """
  private static let chatConfig: JSONObject = [
    "dialect": "chat",
    "input": [
      "schema": ["customer": "string", "ticket?": "integer", "tone?": "string"],
      "default": ["tone": "kind"],
    ],
  ]

  private static func message(_ role: String, _ content: String) -> JSONValue {
    ["role": .string(role), "content": .string(content)]
  }

  @Test(arguments: Setup.all)
  func aChatIsShownAsTextAndAsMessages(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.add("reply", Self.chat, Self.chatConfig)
      let plain = try served.get(Served.path(id)).json()
      #expect(plain["rendered_template"] == nil && plain["messages"] == nil)
      #expect(plain.text("active_template") == Self.chat)
      // The same bytes with what changes nothing.
      let bytes = try served.get(Served.path(id)).body
      #expect(try served.get(Served.path(id, "?messages=false&strict=false")).body == bytes)

      let text = try served.rendering(id, ["customer": "Kim"]).json()
      #expect(text["messages"] == nil)
      #expect(
        text.text("rendered_template") == """
          {{role "system"~}}
          You are kind.

          {{~messages "history"}}

          {{~role "user"~}}
          Kim asks.
          """)

      let unfilled = try served.rendering(id, nil, "messages=true").json()
      #expect(unfilled["rendered_template"] == nil)
      #expect(
        unfilled["messages"] == [
          Self.message("system", "You are kind."), Self.message("user", "{{customer}} asks."),
        ])

      let history: JSONValue = [Self.message("user", "Hi"), Self.message("assistant", "Hello")]
      let filled = try served.rendering(
        id, ["customer": "Kim", "tone": "brief", "history": history], "messages=true",
        "strict=true"
      ).json()
      #expect(
        filled["messages"] == [
          Self.message("system", "You are brief."), Self.message("user", "Hi"),
          Self.message("assistant", "Hello"), Self.message("user", "Kim asks."),
        ])
      #expect(filled.text("rendered_template").contains("{{~role \"assistant\"~}}\nHello\n"))
      let members = filled.map(\.key)
      let place = try #require(members.firstIndex(of: "messages"))
      #expect(members[place - 1...place + 1].contains("promptrepo"))
    }
  }

  @Test(arguments: Setup.quick)
  func aTextIsOneMessageOfTheUser(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A", "Hi {{x}}, {{role \"system\"}}")
      let unfilled = try served.rendering(id, nil, "messages=true").json()
      #expect(unfilled["messages"] == [Self.message("user", "Hi {{x}}, {{role \"system\"}}")])
      let filled = try served.rendering(id, ["x": "{{x}}"], "messages=true").json()
      #expect(filled["messages"] == [Self.message("user", "Hi {{x}}, {{role \"system\"}}")])
      #expect(filled["rendered_template"] == "Hi {{x}}, {{role \"system\"}}")
      let strict = try served.add("b", "a \\{{b}} {{c}}", ["dialect": "strict"])
      let json = try served.rendering(strict, ["c": "d"], "messages=true", "strict=true").json()
      #expect(json["messages"] == [Self.message("user", "a {{b}} d")])
    }
  }

  @Test(arguments: Setup.quick)
  func strictNamesAllThatDoesNotFit(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.add("reply", Self.chat, Self.chatConfig)
      let missing = try served.rendering(id, nil, "strict=true")
      try missing.expectError(400, "missing_variables", "customer")
      #expect(missing.text.contains("no value for 'customer' (line 7, column 1)"))
      let all = try served.rendering(id, ["ticket": "x", "subject": 1], "strict=true")
      try all.expectError(400, "missing_variables", "customer")
      #expect(all.text.contains("'ticket'") || all.text.contains("ticket is an integer"))
      #expect(all.text.contains("nothing in the template asks for 'subject'"))
      let extra = try served.rendering(id, ["customer": "Kim", "subject": 1], "strict=true")
      try extra.expectError(400, "invalid_variables", "variables")
      let list = try served.rendering(id, ["customer": "Kim", "history": "Hi"])
      try list.expectError(400, "invalid_variables", "variables")
      #expect(list.text.contains("history"))
      // In plain every variable is required, and several are named in one parameter.
      let plain = try served.create("A", "{{a}} {{b}} {{#if c}}")
      let several = try served.rendering(plain, [:], "strict=true", "messages=true")
      try several.expectError(400, "missing_variables", "a, b")
      #expect(several.text.contains("{{#if c}}"))
      try served.rendering(plain, ["a": 1, "b": 2], "strict=true")
        .expectError(400, "invalid_variables", "variables")
      for flag in ["strict", "messages"] {
        for value in ["", "1", "True", "yes"] {
          try served.get(Served.path(plain, "?\(flag)=\(value)"))
            .expectError(400, "invalid_parameter", flag)
        }
      }
    }
  }

  @Test(arguments: Setup.quick)
  func aMessageOfAnErrorHasSomeLength(_ setup: Setup) async throws {
    try await setup.run { served in
      let places = String(repeating: "{{a}} ", count: 2_000)
      let id = try served.create("A", places + (0..<500).map { "{{b\($0)}}" }.joined())
      let answer = try served.rendering(id, nil, "strict=true")
      try answer.expectError(400, "missing_variables")
      let error = try #require(try answer.json()["error"]?.object)
      #expect(error.text("param").split(separator: ", ").count == 501)
      #expect(error.text("message").utf8.count < 2_000)
      #expect(error.text("message").contains("and 1997 more"))
      #expect(error.text("message").contains("and 481 more"))
    }
  }

  @Test(arguments: Setup.quick)
  func handlebarsIsCarriedOut(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.add(
        "list", "{{role \"system\"}}Be brief.{{role \"user\"}}{{#each items}}- {{this}}\n{{/each}}",
        ["dialect": "handlebars"])
      let json = try served.rendering(id, ["items": ["a", "b"]], "messages=true").json()
      #expect(
        json["messages"] == [
          Self.message("system", "Be brief."), Self.message("user", "- a\n- b\n"),
        ])
      let text = try served.add(
        "text", "{{#if x}}yes{{else}}no{{/if}}", ["dialect": "handlebars"])
      #expect(try served.rendering(text, ["x": true]).json()["rendered_template"] == "yes")
      #expect(try served.rendering(text, [:]).json()["rendered_template"] == "no")
      try served.rendering(id, [:], "strict=true").expectError(400, "missing_variables", "items")

      let loops = try served.add(
        "loops",
        "{{#each a}}{{#each @root.a}}{{#each @root.a}}{{#each @root.a}}x{{/each}}{{/each}}{{/each}}"
          + "{{/each}}", ["dialect": "handlebars"])
      let many = JSONValue.array([JSONValue](repeating: 1, count: 80))
      let limit = try served.rendering(loops, ["a": many])
      try limit.expectError(400, "render_limit", "variables")
    }
  }

  @Test(arguments: Setup.quick)
  func clientsRenderJinja(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.add("j", "{% if x %}{{ y }}{% endif %}", ["dialect": "jinja"])
      #expect(
        try served.get(Served.path(id)).json()["active_template"] == "{% if x %}{{ y }}{% endif %}")
      try served.rendering(id, [:]).expectError(400, "dialect_not_rendered")
      try served.rendering(id, nil, "messages=true").expectError(400, "dialect_not_rendered")
      try served.rendering(id, nil, "strict=true").expectError(400, "dialect_not_rendered")
    }
  }

  @Test(arguments: Setup.quick)
  func messagesThatHaveNoPlaceAreRefused(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.add(
        "sound", "{{media url=\"data:audio/wav;base64,AA==\" contentType=\"audio/wav\"}}",
        ["dialect": "chat"])
      let answer = try served.rendering(id, nil, "messages=true")
      try answer.expectError(400, "unsupported_message", "messages")
      #expect(answer.text.contains("messages[0]"))
      #expect(try served.rendering(id, [:]).status == .ok)
      // An address with a brace would not be read again.
      let image = try served.add("image", "{{media url=address}}", ["dialect": "chat"])
      try served.rendering(image, ["address": "https://example.com/{a"])
        .expectError(400, "invalid_variables", "variables")
    }
  }

  /// A history may hold what its prompt's dialect cannot read, and includers of what was deleted.
  @Test(arguments: Setup.observable)
  func whatCannotBeRenderedCanBeRead(_ setup: Setup) async throws {
    try await setup.run { served in
      let tone = try served.add("support/tone", "Sound {{tone}}.", [:])
      let id = try served.add(
        "support/reply", "{{> support/tone}} Hi {{customer}}",
        served.config("chat", including: "support/tone"))
      #expect(
        try served.rendering(id, ["tone": "kind", "customer": "Kim"]).json()["rendered_template"]
          == "Sound kind. Hi Kim")
      try served.rendering(id, nil, "strict=true")
        .expectError(400, "missing_variables", "customer, tone")

      let refused = try served.delete(Served.path(tone))
      try refused.expectError(409, "prompt_included")
      #expect(refused.text.contains("included by support/reply"))
      #expect(refused.text.contains("?force=true"))
      #expect(try served.get(Served.path(tone)).status == .ok)
      let before = try served.get(Served.path(id))
      #expect(try served.delete(Served.path(tone, "?force=true")).status == .ok)
      // What was not asked to be rendered is there as it was.
      let after = try served.get(Served.path(id))
      #expect(after.status == .ok && after.body == before.body)
    }
  }

  @Test(arguments: Setup.quick)
  func whatIsGoneIsNamed(_ setup: Setup) async throws {
    try await setup.run { served in
      let tone = try served.add("support/tone", "Sound {{tone}}.", [:])
      let id = try served.add(
        "support/reply", "{{> support/tone}}", served.config("chat", including: "support/tone"))
      #expect(try served.rendering(id, nil, "messages=true").status == .ok)
      #expect(try served.delete(Served.path(tone, "?force=true")).status == .ok)
      // Nothing that is deleted is served on, from no cache.
      try served.rendering(id, nil, "messages=true").expectError(400, "partial_missing")
      let other = try Served(setup.transport, open: served.open)
      let answer = try other.rendering(id, [:])
      try answer.expectError(400, "partial_missing")
      #expect(answer.text.contains("support/reply v1 includes support/tone sha256:"))
      #expect(answer.text.contains("deleted by team on "))
      try other.rendering(id, nil, "messages=true").expectError(400, "partial_missing")
    }
  }

  @Test(arguments: Setup.quick)
  func aTemplateThatCannotBeReadIsNamed(_ setup: Setup) async throws {
    try await setup.run { served in
      let template = "Hi\n  {{#if x}}"
      let id = PromptID(Repository.randomUUID())
      try served.repository().change(by: Sample.person) { (transaction) throws(RepositoryError) in
        // As histories come.
        transaction.takesHistory = true
        try transaction.create(
          PromptName("broken"), id: id, title: nil, description: nil, metadata: JSONObject(),
          VersionDraft(VersionContent(template: template, config: ["dialect": "handlebars"])))
      }
      #expect(try served.get(Served.path(id.rawValue)).json().text("active_template") == template)
      let answer = try served.rendering(id.rawValue, [:])
      try answer.expectError(400, "template_unreadable")
      #expect(answer.text.contains("line 2, column 3"))
      try served.rendering(id.rawValue, nil, "messages=true")
        .expectError(400, "template_unreadable")
    }
  }

  @Test(arguments: Setup.quick)
  func tagsTellAnswersApart(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.add("reply", Self.chat, Self.chatConfig)
      let queries = [
        "", "?messages=true", "?variables=%7B%7D", "?variables=%7B%7D&messages=true",
        "?variables=%7B%22customer%22:1%7D",
      ]
      let answers = try queries.map { try served.get(Served.path(id, $0)) }
      let tags = try answers.map { try #require($0.fields[.etag]) }
      #expect(Set(tags).count == queries.count)
      for (query, tag) in zip(queries, tags) {
        for (other, answer) in zip(queries, answers) {
          let known = try served.get(Served.path(id, other), as: .reader, [.ifNoneMatch: tag])
          #expect((known.status == .notModified) == (query == other))
          if query != other { #expect(known.body == answer.body) }
        }
      }
    }
  }
}
