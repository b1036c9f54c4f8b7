import CanonicalJSON
import TestSupport
import Testing

/// What `diff` says of a change besides its words.
@Suite struct DiffTests {
  private static let before = """
    ---
    model: m
    config:
      temperature: 0.2
      stop: [END]
    ---
    You answer kindly. Hello {{customer}}, about {{issue}} in a {{mood}} mood.

    """

  private static let after = """
    ---
    config:
      temperature: 0.7
      stop: [END]
    model: m
    input:
      schema:
        tone: string
    ---
    You answer briefly. Hello {{client}}, about {{issue}} in any mood. {{tone}}

    """

  private func repo() throws -> PromptRepo {
    let repo = try PromptRepo()
    try repo.commit("a", Self.before)
    try repo.write("prompts/a.prompt", Self.after)
    return repo
  }

  @Test func variablesSettingsAndSizeAreShown() throws {
    let lines = try repo().ok("diff", "a").split(separator: "\n").map(String.init)
    let start = try #require(lines.firstIndex { $0.hasPrefix("~ variable") })
    #expect(
      lines[start...] == [
        "~ variable customer → client", "+ variable tone", "- variable mood", "config:",
        "~ config.temperature 0.2 → 0.7", "+ input.schema.tone \"string\"",
        "~ keys in another order",
        "size: 74 → 75 bytes, about 11 → 11 tokens; a provider's prompt cache reuses 11 of the first 25 bytes",
      ])
  }

  @Test func longValuesAreComparedByLine() throws {
    let repo = try PromptRepo()
    let tools = (1...9).map { "  - name: tool\($0)\n" }.joined()
    try repo.commit("a", "---\ntools:\n\(tools)---\nHi\n")
    try repo.write(
      "prompts/a.prompt", "---\ntools:\n\(tools.replacing("tool5", with: "five"))---\nHi\n")
    let diff = try repo.ok("diff", "a")
    #expect(diff.contains("config:\n~ tools\n  @@ -"))
    #expect(diff.contains("\n  -    \"name\": \"tool5\"\n  +    \"name\": \"five\"\n"))
    #expect(!diff.contains("tool9") && !diff.contains("size:"))
  }

  @Test func programsReadThePaths() throws {
    let diff = try #require(try repo().json("diff", "a").first)
    #expect(diff["variables_added"] == ["client", "tone"])
    #expect(diff["variables_removed"] == ["customer", "mood"])
    #expect(diff["variables_renamed"] == [["from": "customer", "to": "client"]])
    let changes = try #require(diff["config_changes"]?.array)
    #expect(changes.count == 2)
    #expect(
      changes[1] == [
        "name": "input.schema.tone", "path": ["input", "schema", "tone"], "to": "string",
      ])
    #expect(diff["bytes"] == ["from": 74, "to": 75])
    #expect(diff["prefix"] == ["from": 25, "to": 26, "equal": 11])
    #expect(diff["tokens"]?.object?["estimate"] == true)
  }

  @Test func aChangeOfOrderAloneIsSaid() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "---\nx: 1\ny: 2\n---\nHi\n")
    try repo.write("prompts/a.prompt", "---\ny: 2\nx: 1\n---\nHi\n")
    let diff = try repo.run("diff", "a", "--exit-code")
    #expect(diff.status == 1 && diff.stdout.hasSuffix("config:\n~ keys in another order\n"))
  }
}
