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
      ("a@staging", "one"), ("a@2", "two"), ("a@\(hash.prefix(8))", "two"), ("a@\(hash)", "two"),
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
    ] {
      try get(name, served).expectError(404, code)
    }
    try get("", served).expectError(400, "invalid_parameter", "prompt_id")
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
    try get("a", served).expectError(404, "not_deployed")
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
    // Jinja is the client's to read.
    try served.commit("b", "{% if x %}y{% endif %}{{ z }}", ["dialect": "jinja"])
    #expect(try text(get("b", served)) == "{% if x %}y{% endif %}{{ z }}")
  }
}
