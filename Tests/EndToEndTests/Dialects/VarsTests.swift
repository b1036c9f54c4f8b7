import CanonicalJSON
import TestSupport
import Testing

/// What `vars` lists of a template.
@Suite struct VarsTests {
  private static let reply = """
    ---
    title: Support reply
    dialect: chat
    input:
      schema:
        customer: string, who wrote
        issue: string, what about
        ticket: integer
        tone?: string
        kind(enum): [mail, call]
        unused: string
        code: {type: shape}
      default:
        tone: friendly
    ---
    {{role "system"~}}
    You answer mails for {{company}}. Sound {{tone}}.

    {{~messages "history"}}

    {{~role "user"~}}
    {{customer}} writes about {{issue}}:
    {"ticket": {{ticket}}, "kind": {{kind}}}
    """

  @Test func aChatListsItsVariablesWithWhatTheHeaderDeclares() throws {
    let repo = try PromptRepo()
    try repo.commit("support/reply", Self.reply)
    let result = try repo.run("vars", "support/reply")
    #expect(
      result.stdout == """
        company   string    required  2:22
        tone      string    optional  2:41  'friendly'
        history   messages  optional  4:1
        customer  string    required  7:1   who wrote
        issue     string    required  7:27  what about
        ticket    integer   required  8:12
        kind      enum      required  8:32

        """)
    // What is not checked is said, once, and is no error.
    #expect(result.status == 0)
    #expect(result.stderr.hasPrefix("Warning: input.schema: code.type is not checked: "))
    let found = try repo.json("vars", "support/reply")
    #expect(found.map { $0.text("object") } == Array(repeating: "variable", count: 7))
    #expect(found.map { $0.text("kind") }.filter { $0 == "messages" }.count == 1)
    #expect(found[1]["default"] == "friendly" && found[1]["required"] == false)
    #expect(found[6]["values"] == ["mail", "call"])
    #expect(found[5]["places"] == [["line": 8, "column": 12]])
    // The same list, and nothing else, is what strict rendering asks for.
    let missing = try repo.run("render", "support/reply", "--strict").stderr
    for variable in found {
      #expect(
        missing.contains("no value for '\(variable.text("name"))'")
          == (variable["required"] == true), "\(variable): \(missing)")
    }
    try repo.expectCleanFsck()
  }

  @Test func variablesOfPartialsNameThePartial() throws {
    let repo = try PromptRepo()
    try repo.commit("tone", "Be {{mood}}.\nAnd {{mood}}.")
    let hash = try #require(try repo.json("show", "tone").first).text("hash")
    try repo.commit(
      "a", "---\ndialect: chat\npartials:\n  tone: \(hash)\n---\n{{x}} {{> tone}} {{mood}}")
    try repo.commit(
      "b", "---\ndialect: chat\npartials:\n  tone: \(hash)\n---\n{{x}} {{> tone}}")
    // A name of both is listed where the text itself has it.
    #expect(
      try repo.ok("vars", "a") == "x     string  required  1:1\nmood  string  required  1:18\n")
    #expect(
      try repo.ok("vars", "b")
        == "x     string  required  1:1\nmood  string  required  tone 1:4\n")
    let places = try #require(try repo.json("vars", "b").last?["places"])
    #expect(
      places == [
        ["line": 1, "column": 4, "partial": "tone"], ["line": 2, "column": 5, "partial": "tone"],
      ])
  }

  @Test func otherDialectsListTheirVariables() throws {
    let repo = try PromptRepo()
    try repo.commit("plain", "---\ninput:\n  default:\n    y: 1\n---\n{{x}} {{y}} {{#if z}}")
    // A default is not filled in where the dialect has none.
    #expect(
      try repo.ok("vars", "plain") == "x  string  required  1:1\ny  string  required  1:7\n")
    try repo.commit("strict", "---\ndialect: strict\n---\n\\{{a}} {{b}}")
    #expect(try repo.ok("vars", "strict") == "b  string  required  1:8\n")
    try repo.commit(
      "jinja", "---\ndialect: jinja\n---\n{% for t in turns %}{{ t.text }}{% endfor %}{{ who }}")
    #expect(try repo.json("vars", "jinja").map { $0.text("name") } == ["turns", "who"])
    try repo.commit(
      "bars", "---\ndialect: handlebars\n---\n{{#if a}}{{b.c}}{{/if}}{{@state.d}}")
    let bars = try repo.json("vars", "bars")
    #expect(bars.map { $0.text("name") }.sorted() == ["@state", "a", "b"])
    #expect(bars.first { $0.text("name") == "a" }?["required"] == false)
    #expect(bars.first { $0.text("name") == "b" }?["paths"] == ["b.c"])
    #expect(bars.first { $0.text("name") == "@state" }?["kind"] == "context")
    // Another version, by its name.
    try repo.commit("plain", "no more")
    #expect(try repo.run("vars", "plain").stderr == "plain v2 has no variables.\n")
    #expect(try repo.json("vars", "plain@1").count == 2)
  }

  @Test func aTextThatCannotBeReadIsRefusedWithItsPlace() throws {
    let repo = try PromptRepo()
    // What comes with a history is taken as it is.
    try repo.write(
      "rows.jsonl",
      #"{"name":"h","template":"one\n {{#if x}}","config":{"dialect":"handlebars"}}"# + "\n")
    try repo.ok("import", "rows.jsonl")
    let result = try repo.run("vars", "h")
    repo.expectRefusal(result)
    #expect(result.stderr.contains("line 2, column 2"))
  }
}
