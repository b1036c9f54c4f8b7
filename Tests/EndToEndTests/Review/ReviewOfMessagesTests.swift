import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// What review, diff, lint and status say of chats and of what they include.
@Suite struct ReviewOfMessagesTests {
  /// A work tree with a partial in two versions and a chat that pins the first.
  private let repo: PromptRepo
  private let first: String
  private let second: String

  init() throws {
    repo = try PromptRepo.inWorkTree()
    try repo.write("prompts/support/tone.prompt", "Sound friendly, {{customer}}.\n")
    try repo.gitCommit("Add a tone")
    try repo.ok("commit")
    first = try repo.ok("log", "support/tone", "--json").hash
    try repo.write("prompts/support/reply.prompt", Self.reply(first))
    try repo.write("prompts/support/refund.prompt", Self.reply(first, "You pay back."))
    try repo.gitCommit("Add chats")
    try repo.ok("commit")
    try repo.workTree("switch", "-qc", "tone")
    try repo.write("prompts/support/tone.prompt", "Sound calm, {{customer}} of {{company}}.\n")
    try repo.gitCommit("Sound calm")
    try repo.ok("commit")
    second = try repo.ok("log", "support/tone", "--json").hash
    try repo.workTree("switch", "-q", "main")
    try repo.workTree("merge", "-q", "--ff-only", "tone")
  }

  private static func reply(_ hash: String, _ text: String = "You answer mails.") -> String {
    """
    ---
    dialect: chat
    partials:
      support/tone: \(hash)
    ---
    {{role "system"~}}
    \(text) {{> support/tone}}

    {{~role "user"~}}
    {{issue}}

    """
  }

  private func objects(_ arguments: String...) throws -> [JSONObject] {
    let result = try repo.run(arguments + ["--json"])
    return try result.outputBytes.split(separator: 10).map { line in
      try #require(try JSONValue(parsing: Array(line)).object)
    }
  }

  /// The text of a partial is shown once, with numbers, and its variables are those of each includer.
  @Test func aPinThatMovesIsTheChangeOfItsPartial() throws {
    try #require(first.hasPrefix("sha256:") && second.hasPrefix("sha256:") && first != second)
    try repo.write("prompts/support/reply.prompt", Self.reply(second))
    try repo.write("prompts/support/refund.prompt", Self.reply(second, "You pay back."))
    let text = try repo.run("review").stdout
    let pins = "\(first.dropFirst(7).prefix(12)) (v1) → \(second.dropFirst(7).prefix(12)) (v2)"
    #expect(text.components(of: "partials.support/tone \(pins)") == 4, "\(text)")
    #expect(text.components(of: "partial  support/tone \(pins)") == 1, "\(text)")
    #expect(text.contains("calm") && text.contains("variables  + company"), "\(text)")
    let lines = try objects("review")
    let reply = try #require(lines.first { $0.text("name") == "support/reply" })
    #expect(reply["variables_added"] == ["company"])
    #expect(
      reply["partial_changes"] == [
        [
          "name": "support/tone", "from": ["hash": .string(first), "version": 1],
          "to": ["hash": .string(second), "version": 2],
        ]
      ])
    let partials = try #require(lines.last?["partials"]?.array)
    #expect(partials.count == 1)
    #expect(
      partials.first?.object?.text("template_diff").contains("+Sound calm, {{customer}}") == true)
    let diff = try repo.run("diff", "support/reply").stdout
    #expect(diff.contains("~ partials.support/tone \(pins)"), "\(diff)")
    #expect(diff.contains("+ variable company") && diff.contains("calm"), "\(diff)")
    try repo.expectCleanRepository()
  }

  /// A partial that is a prompt of the review is not told of twice.
  @Test func aPartialOfTheReviewIsThereOnce() throws {
    try repo.write("prompts/support/tone.prompt", "Sound brief, {{customer}}.\n")
    let text = try repo.run("review").stdout
    #expect(text.contains("support/tone") && !text.contains("partial  "), "\(text)")
  }

  @Test func aTextThatBecomesMessagesIsABreak() throws {
    try repo.write("prompts/a.prompt", "Hello {{name}}.\n")
    try repo.gitCommit("Add a text")
    try repo.ok("commit")
    try repo.write(
      "prompts/a.prompt",
      "---\ndialect: chat\n---\n{{role \"system\"~}}\nBe kind.\n\n{{~role \"user\"~}}\nHello {{name}}.\n"
    )
    let prompt = try #require(try objects("review").first { $0.text("name") == "a" })
    let rules = (prompt["findings"]?.array ?? []).compactMap { $0.object?.text("rule") }
    #expect(rules.contains("messages-changed") && rules.contains("dialect-changed"), "\(rules)")
    #expect(rules.contains("roles-changed") && !rules.contains("variable-added"), "\(rules)")
    #expect(prompt["gives"] == ["from": "text", "to": "messages"])
    #expect(prompt["roles"] == ["from": [], "to": ["system", "user"]])
    #expect(prompt["dialect"] == ["from": "plain", "to": "chat"])
    let diff = try repo.run("diff", "a").stdout
    #expect(diff.contains("~ roles none → system, user"), "\(diff)")
  }

  @Test func variablesOfJinjaAreThoseOfItsTags() throws {
    try repo.write(
      "prompts/j.prompt", "---\ndialect: jinja\n---\n{% for i in items %}{{ i }}{% endfor %}")
    try repo.gitCommit("Add a template of Jinja")
    try repo.ok("commit")
    try repo.write(
      "prompts/j.prompt",
      "---\ndialect: jinja\n---\n{% for i in items %}{{ i | upper }}{% endfor %}{{ tone }}")
    let prompt = try #require(try objects("review").first { $0.text("name") == "j" })
    #expect(prompt["variables_added"] == ["tone"] && prompt["variables_removed"] == [])
  }

  /// What is text by mistake is said by those who look at the file first.
  @Test func statusCommitAndLintNameMarkersThatAreText() throws {
    try repo.write("prompts/b.prompt", "---\nmodel: m\n---\n{{role \"system\"}}\nBe kind.\n")
    let sentence = "{{role \"system\"}} is text here: set dialect: chat"
    #expect(try repo.run("status").stderr.contains("prompts/b.prompt, line 4: \(sentence)"))
    #expect(try repo.run("lint").stdout.contains(sentence))
    #expect(try repo.run("commit").stderr.contains(sentence))
  }

  /// Lint names pins that are behind what the partial's file holds.
  @Test func aPinBehindIsNoted() throws {
    let text = try repo.run("lint").stdout
    #expect(text.components(of: "pin-behind") == 2, "\(text)")
    try repo.write("prompts/support/reply.prompt", Self.reply(second))
    #expect(try repo.run("lint").stdout.components(of: "pin-behind") == 1)
  }
}

extension String {
  /// The hash of the newest version in the output of `log --json`.
  fileprivate var hash: String {
    guard let line = split(separator: "\n").first else { return "" }
    do {
      return try JSONValue(parsing: Array(line.utf8)).object?.text("hash") ?? ""
    } catch {
      return ""
    }
  }

  /// How often a text stands in it.
  fileprivate func components(of text: String) -> Int {
    var count = 0
    var rest = self[...]
    while let found = rest.range(of: text) {
      count += 1
      rest = rest[found.upperBound...]
    }
    return count
  }
}
