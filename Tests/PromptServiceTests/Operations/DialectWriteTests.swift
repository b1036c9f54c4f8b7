import APIKeys
import CanonicalJSON
import HTTPMessages
import PromptRepo
import TestSupport
import Testing

/// Writes of texts in dialects that do not read every text, and of texts with partials.
@Suite struct DialectWriteTests {
  private func post(_ served: Served, _ id: String, _ template: String) throws -> HTTPResponse {
    try served.post(Served.path(id, "/versions"), ["template": .string(template)])
  }

  @Test(arguments: Setup.all)
  func aTextThatItsDialectCannotReadIsRefused(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.add("list", "{{#if x}}a{{/if}}", ["dialect": "handlebars"])
      let answer = try post(served, id, "a\n{{#if x}}\nb")
      try answer.expectError(400, "template_unreadable", "template")
      #expect(answer.text.contains("line 2, column 1"))
      #expect(answer.text.contains("cannot be read as handlebars"))
      try post(served, id, "{{/if}}").expectError(400, "template_unreadable", "template")
      // Nothing was changed, and the next version is the second one.
      #expect(try served.get(Served.path(id, "/versions")).list().count == 1)
      #expect(try post(served, id, "{{#if x}}b{{/if}}").json().number("version") == 2)
      // A text of an API that knows no dialects is one in which nothing is unreadable.
      try served.create("Plain", "a\n{{#if x}}\nb")
    }
  }

  @Test(arguments: Setup.quick)
  func aRefusalIsNotKeptForAKey(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.add("list", "{{x}}", ["dialect": "handlebars"])
      let path = Served.path(id, "/versions")
      let key: HTTPFields = [.idempotencyKey: "k"]
      for _ in 0..<2 {
        try served.post(path, ["template": "{{#if}}"], as: .editor, key)
          .expectError(400, "template_unreadable", "template")
      }
      #expect(try served.post(path, ["template": "ok"], as: .editor, key).status == .created)
    }
  }

  @Test(arguments: Setup.quick)
  func whatIsIncludedHasToBePinned(_ setup: Setup) async throws {
    try await setup.run { served in
      try served.add("tone", "Sound {{tone}}.", [:])
      try served.add("talk", "{{role \"user\"}}Hi", ["dialect": "chat"])
      let id = try served.add(
        "reply", "Hi", served.config("chat", including: "tone", "talk"))
      #expect(try post(served, id, "Hi. {{> tone}}").status == .created)
      let other = try post(served, id, "Hi. {{> other}}")
      try other.expectError(400, "partial_not_pinned", "template")
      #expect(other.text.contains("includes other"))
      let chat = try post(served, id, "Hi. {{> talk}}")
      try chat.expectError(400, "partial_unsuitable", "template")
      #expect(chat.text.contains("a chat of messages"))
      let many = try post(served, id, String(repeating: "{{> tone}}", count: 9_000))
      #expect(many.status == .created)
      #expect(try served.get(Served.path(id, "/versions")).list().count == 3)
    }
  }

  @Test(arguments: Setup.quick)
  func whatIsIncludedHasToBeThere(_ setup: Setup) async throws {
    try await setup.run { served in
      let tone = try served.add("tone", "Sound {{tone}}.", [:])
      let long = try served.add("long", String(repeating: "a", count: 100_000), [:])
      let id = try served.add("reply", "Hi", served.config("chat", including: "tone", "long"))
      // Nothing includes it yet.
      #expect(try served.delete(Served.path(tone)).status == .ok)
      try post(served, id, "{{> tone}}").expectError(400, "partial_missing", "template")
      try post(served, id, String(repeating: "{{> long}}", count: 50))
        .expectError(400, "partial_limit", "template")
      #expect(try post(served, id, "{{> long}}").status == .created)
      try served.delete(Served.path(long)).expectError(409, "prompt_included")
      // A version that was made in between does not include it, and yet the older one may come back:
      // only what is latest, active or live counts.
      #expect(try post(served, id, "Hi").status == .created)
      #expect(try served.delete(Served.path(long)).status == .ok)
    }
  }

  @Test(arguments: Setup.quick)
  func aDeploymentCountsAsAnInclusion(_ setup: Setup) async throws {
    try await setup.run { served in
      let tone = try served.add("tone", "Sound {{tone}}.", [:])
      let id = try served.add("reply", "{{> tone}}", served.config("chat", including: "tone"))
      try served.addEnvironments("production", "staging")
      try served.deployed(id, to: "production")
      #expect(try post(served, id, "Hi").status == .created)
      try served.delete(Served.path(tone)).expectError(409, "prompt_included")
      try served.delete(Served.path(tone, "?force=x")).expectError(400, nil, "force")
      #expect(try served.delete(Served.path(tone, "?force=true")).status == .ok)
      // It cannot go live again, nor anywhere else.
      let refused = try served.deploy(id, to: "staging", ["version": 1])
      try refused.expectError(400, "partial_missing")
      #expect(try refused.json()["error"]?.object?["param"]?.string == nil)
      let gone = try Served(setup.transport, open: served.open)
      try gone.get(Served.path(id, "?environment=production&strict=true"))
        .expectError(400, "partial_missing")
      #expect(try gone.get(Served.path(id, "?environment=production")).status == .ok)
      #expect(try gone.get(Served.path(id, "?strict=true")).status == .ok)
    }
  }

  @Test(arguments: Setup.observable)
  func aTextThatBecomesMessagesIsAcknowledged(_ setup: Setup) async throws {
    try await setup.run { served in
      try served.addEnvironments(
        DeploymentEnvironment(EnvironmentName("production"), isProtected: true))
      let id = try served.add("reply", "Hi {{name}}", ["dialect": "chat"])
      try served.deployed(id, to: "production")
      #expect(try post(served, id, "{{role \"system\"~}}\nHi {{name}}").status == .created)
      let refused = try served.deploy(id, to: "production")
      try refused.expectError(409, "variable_contract")
      #expect(refused.text.contains("it gives messages, the live version a text"))
      #expect(refused.text.contains(#"[\"kind:messages\"]"#))
      let answer = try served.deploy(
        id, to: "production", ["acknowledged_variables": ["kind:messages"]])
      #expect(answer.status == .created)
      #expect(try post(served, id, "Hi {{name}} {{place}}").status == .created)
      try served.deploy(id, to: "production", ["acknowledged_variables": ["place"]])
        .expectError(409, "variable_contract")
      let names: JSONValue = ["place", "kind:text"]
      #expect(
        try served.deploy(id, to: "production", ["acknowledged_variables": names]).status
          == .created)
    }
  }
}
