import Foundation
import TestSupport
import Testing

/// A line that an error tells people to type works when it is pasted into a shell.
@Suite struct SuggestedLineTests {
  let repo: PromptRepo

  init() throws {
    repo = try PromptRepo()
    try repo.commit("reply", "Hi {{customer}} one", "-m", "first")
    try repo.commit("reply", "Hi {{customer}} two", "-m", "second")
    try repo.commit("support/ask", "Hi {{customer}}", "-m", "first")
    try repo.ok("env", "add", "staging")
    try repo.ok("env", "add", "production", "--requires", "staging")
    try repo.ok("deploy", "reply@1", "--env", "staging")
    try repo.write("text.txt", "Hello\n")
  }

  @Test(arguments: [
    (["promote", "staging", "production"], "promote --all --from staging --to production"),
    (
      ["promote", "production", "--from", "staging"],
      "promote --all --to production --from staging"
    ),
    (
      ["promote", "reply", "staging", "production", "-m", "it's \"$1\""],
      #"promote reply --from staging --to production -m 'it'\''s "$1"'"#
    ),
    (["render", "reply", "customer=a b"], "render reply --var 'customer=a b'"),
    (["-C", ".", "render", "reply", "customer=a"], "-C . render reply --var customer=a"),
    (["show", "reply", "customer=-x"], "render reply --var customer=-x"),
    (
      ["new", "my/prompt", "Hi {{name}}, it's $5"],
      #"new my/prompt --template 'Hi {{name}}, it'\''s $5'"#
    ),
    (
      ["new", "my/prompt", "text.txt", "--title", "My prompt"],
      "new my/prompt --file text.txt --title 'My prompt'"
    ),
    (["new", "Süße Grüße"], "new suesse-gruesse --title 'Süße Grüße'"),
    (["new", "Support/Reply", "--template", "x"], "new support/reply --template x"),
    (["show", "reply^"], "show reply@~1"), (["show", "reply~1"], "show reply@~1"),
    (["show", "reply@{1}"], "show reply@~1"), (["show", "reply@-1"], "show reply@~1"),
    (["show", "reply@HEAD~1"], "show reply@~1"), (["diff", "reply:1"], "diff reply@v1"),
    (["render", "reply#1"], "render reply@v1"),
    (["mv", "reply", "archive/"], "mv reply archive/reply"),
    (["show", "Reply"], "show reply"), (["show", "reply@Staging"], "show reply@staging"),
    (["diff", "reply", "V1"], "diff reply v1"), (["log", "Support/Ask"], "log support/ask"),
    (["deploy", "reply", "--env", "Staging"], "deploy reply --env staging"),
    (["mv", "reply", "support/ask", "archive"], "mv support/ask archive/ask"),
    (["rm", "reply"], "archive reply"),
    (["rm", "prompts/reply.prompt"], "archive prompts/reply.prompt"),
    (["restore", "-f", "reply"], "checkout reply"),
    (["cp", "reply", "other"], "show reply | promptrepo new other -"),
    (["cherry-pick", "reply@1"], "checkout reply@v1"), (["inspect", "reply"], "log reply"),
    (["log", "reply", "staging"], "log reply --env staging"),
  ])
  func works(_ typed: [String], _ line: String) throws {
    let result = try repo.run(typed)
    #expect(result.status == 64 && result.stdout == "")
    #expect(result.stderr.split(separator: "\n").count == 1, "\(result.stderr)")
    #expect(result.stderr.contains("`promptrepo \(line)`"), "\(result.stderr)")
    let pasted = try repo.shell("promptrepo \(line)")
    #expect(pasted.status == 0, "\(line): \(pasted.stderr)")
  }

  /// What a shell reads of a suggestion is what was typed.
  @Test(arguments: [
    "a b", "$HOME", "`id`", "it's", "\"x\"", "日本", "🎉", "-x", "a\\b", "~", "=", "*", "",
  ])
  func isQuotedForTheShell(_ value: String) throws {
    let message = try repo.refusal("render", "reply", "customer=\(value)", status: 64)
    let start = try #require(message.firstRange(of: "`promptrepo ")).upperBound
    let end = try #require(message.lastIndex(of: "`"))
    #expect(
      try repo.shell("promptrepo \(message[start..<end])").stdout
        == repo.ok("render", "reply", "--var", "customer=\(value)"))
  }

  /// What is put away says how it comes back, and so it does.
  @Test func restoresWhatWasPutAway() throws {
    func line(_ shown: String) throws -> String {
      let parts = shown.split(separator: "`")
      return try #require(parts.first { $0.hasPrefix("promptrepo ") }.map(String.init), "\(shown)")
    }
    let archived = try repo.shell(line(repo.ok("archive", "support/ask")))
    #expect(archived.status == 0, "\(archived.stderr)")
    #expect(try repo.json("list").map { $0.text("name") } == ["reply", "support/ask"])
    let removed = try repo.shell(line(repo.ok("env", "remove", "production")))
    #expect(removed.status == 0, "\(removed.stderr)")
    let environments = try repo.json("env", "list")
    #expect(environments.map { $0.text("name") } == ["staging", "production"])
    #expect(environments.last?.text("requires") == "staging")
    #expect(try repo.ok("archive", "reply", "--quiet") == "")
  }

  /// A word that is longer than any name does not fill the screen.
  @Test func cutsLongWords() throws {
    let word = String(repeating: "long/", count: 2000)
    for typed in [["show", word], ["show", "reply@\(word)"], ["log", word], ["mv", word, word]] {
      let result = try repo.run(typed)
      #expect(result.status == 64 && result.stderr.count < 1000, "\(result.stderr.prefix(1000))")
      #expect(result.stderr.contains("…"))
    }
  }

  /// Words that are no names are quoted, too.
  @Test func quotesWhatIsNoName() throws {
    let address = "../it's $(touch harm) here"
    let adds = try repo.refusal("remote", "add", "origin", address)
    let end = try #require(adds.range(of: " adds it")).lowerBound
    let start = try #require(adds.firstRange(of: "`git ")).lowerBound
    let line = adds[start..<end].dropFirst().dropLast()
    #expect(try repo.shell(String(line)).status == 0)
    #expect(try repo.git("remote", "get-url", "origin").stdout == "\(address)\n")
    #expect(
      try repo.refusal("log", "$(touch harm)@v1", status: 64).contains(
        "`promptrepo show '$(touch harm)@v1'`"))
    #expect(!FileManager.default.fileExists(atPath: "\(repo.path)/harm"))
  }

  /// A version without its prompt: where there is one prompt, that one is named.
  @Test func theOnlyPromptIsNamed() throws {
    #expect(try repo.refusal("show", "1").contains("NAME@1"))
    try repo.ok("delete", "support/ask", "--yes")
    #expect(
      try repo.refusal("show", "1").contains("A version is written with its prompt: reply@1."))
    #expect(try repo.refusal("diff", "1", "2").contains("`promptrepo diff reply 1`"))
    #expect(try repo.shell("promptrepo diff reply 1").status == 0)
  }
}
