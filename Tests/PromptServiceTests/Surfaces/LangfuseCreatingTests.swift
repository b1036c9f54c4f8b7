import APIKeys
import CanonicalJSON
import HTTPMessages
import PromptRepo
import TestSupport
import Testing

/// `POST /api/public/v2/prompts`.
@Suite struct LangfuseCreatingTests {
  @Test(arguments: Setup.quick)
  func aCreateWithoutLabelsMovesNothing(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      let first = try served.make("a", "one", ["labels": .null, "tags": .null, "config": .null])
      #expect(first["labels"] == ["latest"] && first["version"] == 1 && first["tags"] == [])
      let repository = try served.repository()
      #expect(try repository.prompt(PromptName("a"))?.active == nil)
      try served.make("a", "two", ["labels": ["latest"], "type": .null, "commitMessage": .null])
      #expect(try repository.prompt(PromptName("a"))?.active == nil)
      try served.make("a", "three", ["labels": ["production", "latest"], "tags": ["x", "y"]])
      #expect(try repository.prompt(PromptName("a"))?.active?.version == 3)
      try served.make("a", "four", ["labels": []])
      #expect(try repository.prompt(PromptName("a"))?.active?.version == 3)
      #expect(try repository.prompt(PromptName("a"))?.record.metadata == ["tags": ["x", "y"]])
      try served.make("a", "five", ["tags": []])
      #expect(try repository.prompt(PromptName("a"))?.record.metadata == [:])
      // In the ledger it is the key's owner who did it.
      let version = try repository.version(PromptName("a"), .number(3))
      #expect(version.author.name == "team" && version.author.email == served.keys.id(.deployer))
    }
  }

  @Test(arguments: Setup.quick)
  func wrongMembersAreNamed(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      let long = String(repeating: "x", count: 501)
      let cases: [(JSONObject, String)] = [
        (["name": .null], "name"), (["name": ""], "name"), (["name": 5], "name"),
        (["name": "/a"], "name"), (["name": "a/"], "name"), (["name": "a//b"], "name"),
        (["name": "a|b"], "name"), (["name": "a<b>c"], "name"), (["name": "new"], "name"),
        (["name": "metrics"], "name"), (["name": ".."], "name"), (["name": "."], "name"),
        (["name": "prompt-detail"], "name"),
        (["name": .string(String(repeating: "a", count: 256))], "name"),
        (["prompt": .null], "prompt"), (["prompt": 1], "prompt"), (["prompt": []], "prompt"),
        (["type": "chat"], "prompt"), (["type": "completion"], "type"), (["labels": "x"], "labels"),
        (["labels": [1]], "labels"), (["labels": ["Staging"]], "labels"),
        (["labels": ["a b"]], "labels"), (["labels": [""]], "labels"),
        (["labels": [.string(String(repeating: "a", count: 37))]], "labels"),
        (["tags": "x"], "tags"), (["tags": [.null]], "tags"),
        (["commitMessage": 1], "commitMessage"),
        (["commitMessage": .string(long)], "commitMessage"),
      ]
      for (more, path) in cases {
        try served.postPrompt("a", "text", more).expectIssues(path)
      }
      try served.post(Served.langfuse, [:], as: .editor).expectIssues("name", "prompt")
      #expect(try served.references().isEmpty)
    }
  }

  @Test(arguments: Setup.quick)
  func whatHasNoPlaceHereIsRefusedWithWords(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      let message: JSONValue = ["role": "user", "content": "{{x}}"]
      let reference = "@@@langfusePrompt:name=tone|label=production@@@"
      let big = String(repeating: "x", count: 1_048_577)
      let cases: [(JSONValue, JSONObject, String)] = [
        ("", [:], "The prompt is empty"), ([], ["type": "chat"], "The prompt is empty"),
        ("t", ["config": [1]], "put it below a key"), ("t", ["config": "x"], "put it below a key"),
        ("t", ["config": 5], "put it below a key"),
        ("t", ["config": ["dialect": "plain"]], "'plain' is one of its words"),
        ("t", ["config": ["dialect": "strict"]], "'strict' is one of its words"),
        ("t", ["config": ["dialect": "chat"]], "'chat' is one of its words"),
        ("t", ["config": ["dialect": "handlebars"]], "'handlebars' is one of its words"),
        ([message], ["config": ["dialect": "jinja"]], "'jinja' is one of its words"),
        ([message], ["config": ["dialect": "postgres"]], "'config.dialect' is taken in a chat"),
        ([message], ["config": ["partials": [:]]], "'config.partials' is taken"),
        (.string("x \(reference)"), [:], reference),
        ([["role": "user", "content": .string(reference)]], [:], reference),
        ([["role": "model", "content": "x"]], [:], "write assistant"),
        ([["role": "", "content": "x"]], [:], "prompt[0].role"),
        ([["role": "a{b", "content": "x"]], [:], "prompt[0].role"),
        ([["content": "x"]], [:], "prompt[0].role"), ([["role": "user"]], [:], "prompt[0].content"),
        ([["role": "user", "content": .null]], [:], "prompt[0].content"),
        (
          [["role": "user", "content": [["type": "text", "text": "x"]]]], [:], "prompt[0].content"
        ),
        (["x"], [:], "prompt[0]"), ([message, ["type": "placeholder"]], [:], "prompt[1].name"),
        ([["type": "placeholder", "name": "a b"]], [:], "prompt[0].name"),
        ([["type": "placeholder", "name": "1a"]], [:], "prompt[0].name"),
        ([message, ["type": "placeholder", "name": "x"]], [:], "a variable has the name 'x' too"),
        (.string(big), [:], "1 MiB"),
        ("t", ["labels": ["experiment"]], ""), ("t", ["labels": ["v2"]], "version"),
        ("t", ["labels": ["2024"]], "version"), ("t", ["labels": ["deadbeef"]], "version"),
        ("t", ["labels": ["active"]], "version"),
      ]
      for (prompt, more, words) in cases {
        try served.postPrompt("a", prompt, more)
          .expectLangfuse(400, "InvalidRequestError", containing: words)
      }
      try served.postPrompt("a", "t", ["labels": ["experiment"]]).expectLangfuse(
        400, "InvalidRequestError",
        "There is no environment 'experiment': make it with promptrepo env add experiment")
      #expect(try served.references().isEmpty)
    }
  }

  @Test(arguments: Setup.quick)
  func wordsThatAreNotOursStay(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      let config: JSONValue = ["b": 1, "dialect": "postgres", "a": ["name": "x", "partials": [1]]]
      try served.make("a", "text {{x}}", ["config": config])
      #expect(try served.read("a", "?label=latest")["config"] == config)
      // Keys of files are taken; such a version has no file.
      let keys: JSONValue = ["name": "x", "title": 1, "description": "d", "metadata": [:]]
      #expect(try served.make("a", "text", ["config": keys])["config"] == keys)
      let jinja: JSONValue = ["model": "m", "dialect": "jinja"]
      #expect(try served.make("j", "{{ x }}", ["config": jinja])["config"] == jinja)
      try served.postPrompt("j", "{{ y }}").expectLangfuse(
        400, "InvalidRequestError", containing: "written in jinja")
      #expect(try served.make("j", "{{ y }}", ["config": jinja])["version"] == 2)
    }
  }

  @Test(arguments: Setup.quick)
  func theTypeStays(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      let words =
        "Previous versions have different prompt type. Create a new prompt with a different name."
      let chat: JSONValue = [["role": "user", "content": "x"]]
      try served.make("text", "x")
      try served.make("chat", chat)
      try served.postPrompt("text", chat).expectLangfuse(400, "InvalidRequestError", words)
      try served.postPrompt("chat", "x").expectLangfuse(400, "InvalidRequestError", words)
      try served.add("loop", "{{#each x}}{{this}}{{/each}}", ["dialect": "handlebars"])
      try served.postPrompt("loop", "x").expectLangfuse(
        400, "InvalidRequestError", containing: "edit it as a file")
      try served.add("turns", "{{role \"user\"}}x", ["dialect": "handlebars"])
      try served.postPrompt("turns", "x").expectLangfuse(400, "InvalidRequestError", words)
    }
  }

  @Test(arguments: Setup.quick)
  func aRefusedLabelLeavesNothing(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      try served.addEnvironments("staging")
      try served.addEnvironments(
        DeploymentEnvironment(EnvironmentName("production"), isProtected: true))
      try served.make("a", "Hi {{x}}", ["labels": ["production", "staging"]])
      let before = try served.references()
      try served.postPrompt("a", "Hi {{y}}", ["labels": ["staging", "production"], "tags": ["t"]])
        .expectLangfuse(
          403, "ForbiddenError",
          "version 2 of prompt 'a' has other variables than version 1, which is live in 'production': "
            + "it newly requires 'y', and 'x' is gone: create the version without the label "
            + "'production' first, then, once all callers are ready for it, "
            + "`promptrepo deploy a@v2 --env production --acknowledge y,x` deploys it")
      #expect(try served.references() == before)
      try served.postPrompt("fresh", "x", ["labels": ["nowhere"]]).expectLangfuse(
        400, "InvalidRequestError", containing: "promptrepo env add nowhere")
      // An editor cuts versions, and deploys none.
      try served.postPrompt("a", "Hi {{x}}!", ["labels": ["staging"]], as: .editor)
        .expectLangfuse(403, "ForbiddenError", containing: "'deployer'")
      #expect(try served.references() == before)
      try served.make("a", "Hi {{x}}!", as: .editor)
      try served.postPrompt("a", "Hi {{x}}!", as: .reader)
        .expectLangfuse(403, "ForbiddenError", containing: "'editor'")
    }
  }

  @Test(arguments: Setup.quick)
  func aRepeatedRequestIsAnsweredAsBefore(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      let key: HTTPFields = [.idempotencyKey: "k-1"]
      let first = try served.postPrompt("a", "one", ["labels": ["production"]], key)
      let again = try served.postPrompt("a", "one", ["labels": ["production"]], key)
      #expect(first.status == .created && again.status == .created && again.body == first.body)
      try served.postPrompt("a", "two", [:], key).expectLangfuse(
        400, "InvalidRequestError", containing: "Idempotency-Key")
      #expect(try served.read("a", "?label=latest")["version"] == 1)
      // Without one, an equal text is another version.
      #expect(try served.make("a", "one")["version"] == 2)
    }
  }

  @Test(arguments: Setup.quick)
  func aMessageSaysNothingOfTheVersion(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      let messages = [
        "a", "\n", " a ", "a\n\nPrompt-Version: 9\nVersion-Hash: sha256:00", "Prompt-Version: 9",
        "# a", "a\r\nb", "\u{2028}", "\u{1b}[31m", "-----BEGIN",
      ]
      for (index, message) in messages.enumerated() {
        let made = try served.make("a", "text", ["commitMessage": .string(message)])
        #expect(made.number("version") == index + 1)
        let read = try served.read("a", "?version=\(index + 1)")
        #expect(read["commitMessage"] == made["commitMessage"] && read["prompt"] == "text")
      }
    }
  }

  @Test(arguments: Setup.quick)
  func bodiesThatCannotBeReadAreRefused(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      let deep = String(repeating: "[", count: 100_000)
      for body in [
        "", "{", "null!", #"{"name": "a", "prompt": "\ud800"}"#,
        #"{"name": "\udc00", "prompt": "x"}"#,
        #"{"name": "a\u0000", "prompt": "x"}"#, #"{"name": "a", "prompt": "\u0000"}"#,
        #"{"name": "a", "prompt": "x", "config": {"n": 1e400}}"#,
        #"{"name": "a", "prompt": "x", "config": {"n": 1180591620717411303424}}"#,
        #"{"name": "a", "name": "b", "prompt": "x"}"#, deep,
        #"{"name": "a", "prompt": "x", "config": \#(String(repeating: #"{"a":"#, count: 70))1"#,
      ] {
        for (method, path) in [
          (HTTPMethod.post, Served.langfuse), (.patch, Served.langfuse("a", "/versions/1")),
        ] {
          let answer = try served.send(method, path, body: Array(body.utf8))
          #expect(answer.status == .badRequest, "\(body.prefix(60)): \(answer.text)")
          #expect(try answer.json().map(\.key) == ["message", "error"])
        }
      }
      for body in ["1", "null", "[]", "\"x\""] {
        try served.send(.post, Served.langfuse, body: Array(body.utf8)).expectIssues("")
      }
      #expect(try served.references().isEmpty)
    }
  }
}
