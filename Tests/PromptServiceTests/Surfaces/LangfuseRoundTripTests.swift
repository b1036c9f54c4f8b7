import APIKeys
import CanonicalJSON
import HTTPMessages
import PromptRepo
import TestSupport
import Testing

/// What is read and created again has the same hash.
@Suite struct LangfuseRoundTripTests {
  /// Reads what was cut last and creates it again, as the SDKs do.
  private func writeBack(
    _ name: String, _ query: String = "?label=latest", in served: Served
  ) throws -> HTTPResponse {
    let read = try served.read(name, query)
    return try served.postPrompt(
      name, try #require(read["prompt"]),
      ["type": try #require(read["type"]), "config": try #require(read["config"])])
  }

  @Test(arguments: Setup.quick)
  func filesOfEveryDialectKeepTheirHash(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      try served.add("tone", "Be {{tone}}.", ["dialect": "plain"])
      let pins = try served.config("chat", including: "tone")
      let cases: [(String, JSONObject)] = [
        ("{{ name }} {{{x}}} {{x}} \\{{y}} {{", [:]), ("Hi {{x}}", ["model": "m", "a": [1, 2]]),
        ("Hi {{x}}", ["dialect": "plain"]), ("Hi {{x}}", ["model": "m", "dialect": "strict"]),
        (#"a\b {{x}}"#, ["dialect": "strict", "model": "m"]),
        (#"a \\{{x}}"#, ["dialect": "strict"]), ("text {{x}}", ["dialect": "chat"]),
        (#"text \\{{x}} {{{y}}}"#, ["b": 1, "dialect": "chat"]), ("a {{> tone}}", pins),
        ("{{role \"user\"}}a {{x}}", ["dialect": "chat"]),
        ("{{role \"user\"~}}\na {{x}}\n\n{{~role \"model\"~}}\n b\n", ["dialect": "chat", "m": 1]),
        ("hello{{role \"assistant\"}} x ", ["m": 1, "dialect": "chat"]),
        ("{{role \"user\"}}{{> tone}}{{messages \"history\"}}", pins),
        ("{{ x }}{% if y %}z{% endif %}", ["m": 1, "dialect": "jinja"]),
      ]
      for (index, (text, config)) in cases.enumerated() {
        let name = "p\(index)"
        try served.add(name, text, config)
        let before = try served.hash(name)
        for query in ["?label=latest", "?label=latest&resolve=false", ""] {
          let answer = try writeBack(name, query, in: served)
          #expect(answer.status == .created, "\(text): \(answer.text)")
          let after = try served.hash(name)
          #expect(after == before, "\(text) \(query)")
        }
        #expect(try served.read(name, "?label=latest")["version"] == 4)
      }
    }
  }

  @Test(arguments: Setup.quick)
  func anEarlierVersionIsBroughtBackAsItWas(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      try served.add("tone", "Be {{tone}}.", ["dialect": "plain"])
      let pins = try served.config("chat", including: "tone")
      let cases: [(String, JSONObject)] = [
        ("Hi {{a}} {{{a}}}", ["dialect": "strict", "model": "m"]),
        ("Hi {{> tone}} {{a}}", pins),
        ("Hi {{a}}", ["dialect": "chat", "input": ["default": ["a": "Bob"]]]),
        ("Hi {{a}} \\{{b}} {{", [:]),
      ]
      for (index, (text, config)) in cases.enumerated() {
        let name = "p\(index)"
        try served.add(name, text, config)
        let first = try served.hash(name)
        // What was the active version is live nowhere now.
        try served.make(name, "Bye {{a}}", ["labels": ["production"]])
        for number in 3...5 { try served.make(name, .string("Bye \(number) {{a}}")) }
        for query in ["?version=1", "?version=1&resolve=false"] {
          let answer = try writeBack(name, query, in: served)
          #expect(answer.status == .created, "\(text): \(answer.text)")
          #expect(try served.hash(name) == first, "\(text) \(query)")
          try served.make(name, "Bye again {{a}}")
        }
      }
    }
  }

  @Test func whatIsOlderThanAHundredVersionsIsWrittenAnew() async throws {
    try await Setup(transport: .memory, store: .memory).runLangfuse { served in
      try served.add("a", "Hi {{x}}", ["dialect": "strict", "model": "m"])
      let first = try served.hash("a")
      let plain = VersionDraft(try VersionContent(template: "Bye"), activates: true)
      func makePlain() throws {
        try served.repository().by(Sample.person).addVersion(plain, to: PromptName("a"))
      }
      try makePlain()
      for number in 3...100 { try served.make("a", .string("\(number)")) }
      #expect(try writeBack("a", "?version=1", in: served).status == .created)
      #expect(try served.hash("a") == first)
      try makePlain()
      for number in 103...201 { try served.make("a", .string("\(number)")) }
      #expect(try writeBack("a", "?version=101", in: served).status == .created)
      #expect(try served.hash("a") != first)
    }
  }

  @Test(arguments: Setup.quick)
  func aTextGoesOnInItsDialect(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      for dialect in ["strict", "chat"] {
        try served.add(dialect, "Hi {{x}}", ["model": "m", "dialect": .string(dialect)])
        try served.make(dialect, "Hello {{x}}", ["config": ["model": "n"]])
        let name = try PromptName(dialect)
        let repository = try served.repository()
        let content = try repository.content(of: repository.version(name, .latest))
        #expect(content.config == ["dialect": .string(dialect), "model": "n"])
        #expect(content.config?.map(\.key) == ["dialect", "model"])
        #expect(content.template == "Hello {{x}}")
        #expect(try served.read(dialect, "?label=latest")["config"] == ["model": "n"])
        // What the dialect would read in another way is not changed without a word.
        for text in [#"say \{{x}}"#, #"\\{{x}}"#] {
          try served.postPrompt(dialect, .string(text)).expectLangfuse(
            400, "InvalidRequestError", containing: "written in \(dialect)")
        }
      }
      for text in ["{{role \"user\"}}x", "{{> tone}}", "{{messages \"h\"}}"] {
        try served.postPrompt("chat", .string(text))
          .expectLangfuse(400, "InvalidRequestError", containing: "written in chat")
      }
      // A new prompt is plain, where all of that is text.
      for text in [#"say \{{x}}"#, "{{role \"user\"}}x", "{{> tone}}", "{{#if x}}"] {
        let made = try served.make("plain", .string(text))
        #expect(made["prompt"] == .string(text))
      }
    }
  }

  @Test(arguments: Setup.quick)
  func hostileTextsAreGivenBackOrRefused(_ setup: Setup) async throws {
    guard setup.transport == .memory else { return }
    try await setup.runLangfuse { served in
      var chats = 0
      for (index, text) in HostileTexts.andMixtures(200).enumerated() where !text.isEmpty {
        let name = "p\(index)"
        let config: JSONValue = ["a": .string(text), "model": "m"]
        let made = try served.postPrompt(name, .string(text), ["config": config])
        // Every text is one of Langfuse's, but for those that cannot be JSON here.
        guard made.status == .created else {
          #expect(text.utf8.contains(0) && made.status == .badRequest, "\(text): \(made.text)")
          continue
        }
        #expect(try served.read(name, "?label=latest").text("prompt").utf8.elementsEqual(text.utf8))
        let before = try served.hash(name)
        #expect(try writeBack(name, in: served).status == .created)
        #expect(try served.hash(name) == before, "\(text)")
        let messages: JSONValue = [
          ["role": "system", "content": .string(text)], ["type": "placeholder", "name": "history"],
          ["role": "user", "content": .string("\(text){{x}}")],
        ]
        let chat = try served.postPrompt("c\(index)", messages, ["config": config])
        guard chat.status == .created else {
          try chat.expectLangfuse(400, "InvalidRequestError")
          continue
        }
        chats += 1
        #expect(try served.read("c\(index)", "?label=latest")["prompt"] == messages, "\(text)")
        let first = try served.hash("c\(index)")
        #expect(try writeBack("c\(index)", in: served).status == .created)
        #expect(try served.hash("c\(index)") == first, "\(text)")
      }
      #expect(chats > 100)
    }
  }

  @Test(arguments: Setup.quick)
  func messagesAreKeptAndWhatIsBesideThemIsNot(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      let sent: JSONValue = [
        ["type": "chatmessage", "role": "system", "content": " {{x}} ", "extra": [1]],
        ["type": "message", "role": "critic", "content": ""],
        ["type": "placeholder", "name": "history", "extra": 1],
      ]
      let kept: JSONValue = [
        ["role": "system", "content": " {{x}} "], ["role": "critic", "content": ""],
        ["type": "placeholder", "name": "history"],
      ]
      let made = try served.make("c", sent, ["config": ["m": 1]])
      #expect(made["prompt"] == kept && made["config"] == ["m": 1] && made["type"] == "chat")
      let before = try served.hash("c")
      #expect(try writeBack("c", in: served).status == .created)
      #expect(try served.hash("c") == before)
      // The same as the canonical chat of a file.
      let content = try served.repository().content(
        of: served.repository().version(PromptName("c"), .latest))
      #expect(content.config?.map(\.key) == ["dialect", "m"])
    }
  }
}
