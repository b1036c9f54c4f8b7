import CanonicalJSON
import TestSupport
import Testing

/// Chats and templates of Handlebars, as `render` prints them.
@Suite struct RenderTests {
  private let repo: PromptRepo

  init() throws {
    repo = try PromptRepo()
  }

  private func messages(_ arguments: String...) throws -> [JSONObject] {
    let printed = try repo.ok(["render"] + arguments + ["--messages"])
    return try #require(try JSONValue(parsing: printed).array).compactMap(\.object)
  }

  /// What nobody sees in a terminal is an escape, and so the same text.
  @Test func hiddenCharactersComeBack() throws {
    let text = "a\u{200E}b\u{AD}c\u{200B}d\u{FEFF}e\u{2028}f\u{2060}g\u{85}h\u{1B}[1m"
    try repo.write(
      "m.json", JSONValue.array([["role": "user", "content": .string(text)]]).text())
    try repo.ok("new", "a", "--messages", "m.json")
    try repo.ok("commit")
    let printed = try repo.ok("render", "a", "--messages")
    #expect(!printed.unicodeScalars.contains { $0.value == 0x200B || $0.value == 0x1B })
    let content = try #require(try messages("a").first?["content"]?.string)
    #expect(Array(content.utf8) == Array(text.utf8))
  }

  @Test func anAddressWithABraceHasAPlaceAmongMessagesOnly() throws {
    try repo.write(
      "prompts/a.prompt", "---\ndialect: chat\n---\n{{role \"user\"}}{{media url=u}}")
    try repo.ok("commit")
    let found = try repo.json("render", "a", "--messages", "--var", "u=https://x/{id}")
    let object = try #require(found.first)
    #expect(object["messages"]?.text().contains("https://x/{id}") == true)
    #expect(object["rendered_template"] == nil)
    #expect(try repo.refusal("render", "a", "--var", "u=https://x/{id}").contains("a brace"))
  }

  @Test func aVariableCanBeAListAndIsReadByItsType() throws {
    try repo.write(
      "prompts/a.prompt",
      """
      ---
      dialect: chat
      input:
        schema:
          ticket: integer
      ---
      {{role "user"}}{{ticket}}{{messages "history"}}
      """)
    try repo.ok("commit")
    let found = try messages(
      "a", "--strict", "--var", "ticket=7", "--var",
      #"history=[{"role": "assistant", "content": "{{ticket}}"}]"#)
    #expect(found.map { $0.text("content") } == ["7", "{{ticket}}"])
    #expect(
      try repo.refusal("render", "a", "--var", "ticket=7a").contains(
        "ticket is an integer, '7a' is none"))
    #expect(try repo.refusal("render", "a", "--var", "history=none").contains("history: "))
  }

  @Test func whatIsMissingIsGivenAsTheHintSays() throws {
    try repo.write(
      "prompts/a.prompt",
      "---\ndialect: handlebars\n---\n{{[a b]}} {{o.x}} {{@state.n}}{{#with o}}{{y}}{{/with}}")
    try repo.ok("commit")
    let refusal = try repo.refusal("render", "a", "--strict", "--var", "z=1")
    #expect(refusal.contains("no value for 'o.x' (line 1, column 11)"), "\(refusal)")
    #expect(refusal.contains("--context FILE"), "\(refusal)")
    #expect(refusal.contains("leave out 'z'"), "\(refusal)")
    #expect(!refusal.contains("--var y="), "\(refusal)")
    try repo.write("values.json", #"{"a b": "1", "o": {"x": "2", "y": "3"}}"#)
    try repo.write("context.json", #"{"state": {"n": 4}}"#)
    #expect(
      try repo.ok(
        "render", "a", "--strict", "--vars", "values.json", "--context", "context.json")
        == "1 2 43")
  }

  @Test func aJinjaTextIsShownAndNotRendered() throws {
    try repo.write("prompts/a.prompt", "---\ndialect: jinja\n---\n{{ x }}")
    try repo.ok("commit")
    let refusal = try repo.refusal("render", "a")
    #expect(refusal.contains("`promptrepo show` prints it"), "\(refusal)")
    #expect(try repo.ok("show", "a") == "{{ x }}")
  }

  @Test func aHostedApiKnowsNoDialect() throws {
    let pair = try SyncedRepo()
    try pair.local.write("prompts/a.prompt", "---\ndialect: chat\n---\n{{role \"user\"}}Hi")
    try pair.local.write("prompts/b.prompt", "Hi")
    try pair.local.ok("commit")
    let printed = try pair.run("sync").stdout
    #expect(printed.contains("the remote knows no dialect"), "\(printed)")
    #expect(printed.split(separator: "knows no dialect").count == 2, "\(printed)")
    #expect(try !pair.run("sync").stdout.contains("knows no dialect"))
    // Whoever has it from there is told, and what is told helps.
    let other = try pair.another()
    let pulled = try pair.run("pull", by: other).stdout
    #expect(pulled.contains("v1 has markers of messages, which are text here"), "\(pulled)")
    #expect(pulled.split(separator: "has markers").count == 2, "\(pulled)")
    try other.write("prompts/a.prompt", "---\ndialect: chat\n---\n{{role \"system\"}}Hi")
    try other.ok("commit", "--onto", "latest")
    #expect(try other.ok("render", "a", "--messages").contains(#""role": "system""#))
  }
}
