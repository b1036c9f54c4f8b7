import APIKeys
import CanonicalJSON
import HTTPMessages
import PromptRepo
import TestSupport
import Testing

/// LiteLLM's generic prompt management.
@Suite struct LiteLLMTests {
  private func get(_ id: String, _ served: Served, _ more: String = "") throws -> HTTPResponse {
    try served.get(
      "/beta/litellm_prompt_management?prompt_id=\(PercentEncoding.encode(id))\(more)")
  }

  private func text(_ answer: HTTPResponse) throws -> String {
    let messages = try #require(try answer.json()["prompt_template"]?.array, "\(answer.text)")
    #expect(messages.count == 1)
    return try #require(messages.first?.object).text("content")
  }

  @Test func aTextIsOneMessageOfTheUserWithSingleBraces() throws {
    let served = try Served.withSurfaces()
    try served.commit("support/reply", #"Hi {{ name }}, {{name}}: {"a": {"b": 1}} { x }"#)
    let answer = try get("support/reply", served).json()
    #expect(answer.text("prompt_id") == "support/reply")
    #expect(
      answer["prompt_template"] == [
        ["role": "user", "content": #"Hi {name}, {name}: {"a": {"b": 1}} { x }"#]
      ])
    #expect(answer["prompt_template_model"] == nil)
    #expect(answer["prompt_template_optional_params"] == nil)
  }

  @Test func whatTheHeaderSaysOfACompletionIsGiven() throws {
    let served = try Served.withSurfaces()
    try served.commit(
      "a", "Hi",
      [
        "model": "gpt-4o", "temperature": 1, "dialect": "plain", "input": ["schema": [:]],
        "config": ["max_tokens": 5, "temperature": 2, "mine": 1],
      ])
    let answer = try get("a", served).json()
    #expect(answer.text("prompt_template_model") == "gpt-4o")
    #expect(answer["prompt_template_optional_params"] == ["max_tokens": 5, "temperature": 2])
  }

  @Test func theIDMayNameAVersion() throws {
    let served = try Served.withSurfaces()
    let id = try served.create("a", "one")
    for text in ["two", "three"] { try served.addVersion(id, text) }
    try served.addEnvironments("staging")
    try served.deployed(id, to: "staging", version: 1)
    let hash = try VersionContent(template: "two").hash.hex
    for (name, expected) in [
      ("a", "three"), ("a@latest", "three"), ("a@active", "three"), ("a@production", "three"),
      ("a@staging", "one"), ("a@2", "two"), ("a@v2", "two"), ("a@\(hash.prefix(8))", "two"),
      ("a@\(hash)", "two"),
    ] {
      #expect(try text(get(name, served)) == expected, "\(name)")
    }
    // What the query says counts before what the id says.
    #expect(try text(get("a@2", served, "&environment=staging")) == "one")
    #expect(try text(get("a", served, "&version=2")) == "two")
    #expect(try text(get("a", served, "&version=2&environment=staging&label=x")) == "two")
    for (name, code) in [
      ("b", "prompt_not_found"), ("b@1", "prompt_not_found"), ("a@9", "version_not_found"),
      ("a@testing", "environment_not_found"), ("a@00000000", "version_not_found"),
      ("a@v9", "version_not_found"), ("a@v", "environment_not_found"),
    ] {
      try get(name, served).expectError(404, code)
    }
    for name in ["b", "b@1"] {
      let missing = try get(name, served).text
      #expect(missing.contains("There is no prompt 'b': `promptrepo list` shows the names"))
    }
    try get("", served).expectError(400, "invalid_parameter", "prompt_id")
    for (id, query, parameter) in [
      ("a@", "", "prompt_id"), ("a", "&version=", "version"), ("a", "&environment=", "environment"),
    ] {
      try get(id, served, query).expectError(400, "invalid_parameter", parameter)
    }
    try served.get("/beta/litellm_prompt_management").expectError(400)
  }

  @Test func aTitleWithASignIsFoundWhole() throws {
    let served = try Served.withSurfaces()
    try served.create("Mails @ work", "at work")
    let mails = try served.create("Mails", "mails")
    try served.addVersion(mails, "more mails")
    #expect(try text(get("Mails @ work", served)) == "at work")
    #expect(try text(get("Mails @ work@1", served)) == "at work")
    #expect(try text(get("Mails@1", served)) == "mails")
    try get("Mails @ home", served).expectError(404, "prompt_not_found")
  }

  @Test func theEnvironmentProductionCountsWhereThereIsOne() throws {
    let served = try Served.withSurfaces()
    let id = try served.create("a", "one")
    #expect(try text(get("a", served)) == "one")
    try served.addEnvironments("production")
    let missing = try get("a", served)
    try missing.expectError(404, "not_deployed", "prompt_id")
    #expect(missing.text.contains("'a@active'") && missing.text.contains("'a@latest'"))
    #expect(try text(get("a@active", served)) == "one")
    let draft = VersionDraft(try VersionContent(template: "t"), activates: false)
    try served.repository().by(Sample.person).create(PromptName("b"), draft)
    let inactive = try get("b@active", served)
    try inactive.expectError(404, "not_deployed", "prompt_id")
    #expect(inactive.text.contains("'b@latest'") && !inactive.text.contains("'b@active'"))
    try served.deployed(id, to: "production")
    try served.addVersion(id, "two")
    #expect(try text(get("a", served)) == "one")
  }

  @Test func chatsAreMessagesAndAListMayBeTheLast() throws {
    let served = try Served.withSurfaces()
    let chat = #"{{role "system"}}Be {{tone}}: {"a": 1}{{role "user" name="Ann"}}{{q}}"#
    try served.commit("a", chat, ["dialect": "chat"])
    #expect(
      try get("a", served).json()["prompt_template"] == [
        ["role": "system", "content": "Be {tone}: {\"a\": 1}"],
        ["role": "user", "name": "Ann", "content": "{q}"],
      ])
    try served.commit("a", chat + "{{messages \"history\"}}", ["dialect": "chat"])
    #expect(try get("a", served).json()["prompt_template"]?.array?.count == 2)
    try served.commit(
      "a", "{{messages \"history\"}}\n{{role \"user\"}}\n{{q}}", ["dialect": "chat"])
    let answer = try get("a", served)
    try answer.expectError(400, "not_portable")
    #expect(answer.text.contains("'history' is not at the end"))
  }

  @Test func handlebarsIsGivenWhereNothingDependsOnValues() throws {
    let served = try Served.withSurfaces()
    try served.commit("a", "{{! told }}Hi {{name}}", ["dialect": "handlebars"])
    #expect(try text(get("a", served)) == "Hi {name}")
    try served.commit("a", "Hi\n{{#if x}}y{{/if}}", ["dialect": "handlebars"])
    let answer = try get("a", served)
    try answer.expectError(400, "not_portable")
    #expect(answer.text.contains("{{#if x}} in line 2"))
  }

  @Test func whatLiteLLMWouldRenderInAnotherWayIsRefused() throws {
    let served = try Served.withSurfaces()
    // What LiteLLM does: `{name}` and then `{{name}}` are replaced, for each value that is given.
    let cases: [(String, String, String)] = [
      ("{\"a\": {{a}},\n\"x\": {a}}", "plain", "'{a}' in line 2 is text"),
      ("{{x}} {x} {{{x}}}", "plain", "'{x}' in line 1 is text"),
      ("{{é}}\n{é}", "plain", ""),
      ("Hi {{a}}\n\\{{b}}", "strict", "'{{b}}' in line 2 is text"),
      ("{{role \"system\"}}{x}{{role \"user\"}}\n{{x}}", "chat", "'{x}' in line 1 of message 1"),
      ("{{role \"user\"}}a\n\\{{x}}", "chat", "'{{x}}' in line 2 of message 1"),
      ("{% if x %}y{% endif %}{{ z }}", "jinja", "Jinja"),
    ]
    for (number, (text, dialect, words)) in cases.enumerated() {
      let name = "p\(number)"
      try served.commit(name, text, ["dialect": .string(dialect)])
      let answer = try get(name, served)
      guard !words.isEmpty else {
        #expect(answer.status == .ok, "\(answer.text)")
        continue
      }
      try answer.expectError(400, "not_portable")
      #expect(answer.text.contains(words), "\(answer.text)")
    }
    // Braces that are no variable's stay as they are.
    for (number, (text, given)) in [
      (
        #"{"a": {{a}}} {b} {ab} {a {{{a}}} {{ a b }} {}"#,
        #"{"a": {a}} {b} {ab} {a {a} {{ a b }} {}"#
      )
    ].enumerated() {
      try served.commit("q\(number)", text)
      let answer = try self.text(get("q\(number)", served))
      #expect(answer == given)
    }
  }
}
