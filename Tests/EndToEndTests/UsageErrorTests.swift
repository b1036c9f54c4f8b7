import CanonicalJSON
import TestSupport
import Testing

/// A wrong command line is an error like any other, for people and for programs.
@Suite struct UsageErrorTests {
  /// With `--json`, each is one object on one line, with the message that people read.
  @Test(arguments: [
    ["frobnicate"], ["commit", "--nope"], ["show"], ["show", "a", "b", "c", "d"],
    ["log", "--limit", "x"],
    ["config", "set", "foldr", "x"], ["serve", "8080"], ["deploy", "a"], ["rm", "a"],
    ["undo", "a", "a5020f2b"], ["serve", "--port", "80", "--listen", "127.0.0.1:80"],
    ["config", "list", "--unset"],
  ])
  func isAnObjectForPrograms(arguments: [String]) throws {
    let repo = try PromptRepo()
    let text = try repo.run(arguments)
    #expect(text.status == 64 && text.stdout.isEmpty)
    let result = try repo.run(["--json"] + arguments)
    #expect(result.status == 64 && result.stdout.isEmpty)
    // A line to type has the option where it was.
    let placedLast = try repo.run(arguments + ["--json"]).stderr
    #expect(withoutOption(placedLast) == withoutOption(result.stderr))
    let lines = result.stderr.split(separator: "\n")
    #expect(lines.count == 1)
    let object = try JSONValue(parsing: Array(lines[0].utf8)).object
    let error = try #require(object?["error"]?.object, "\(result.stderr)")
    #expect(error.text("code") == "usage")
    let message = error.text("message")
    let sentence = withoutOption(message)
    #expect(!message.isEmpty && text.stderr.hasPrefix("Error: \(sentence)"), "\(text.stderr)")
    if text.stderr.contains("\nUsage: ") {
      #expect(text.stderr.contains(error.text("hint")) && error.text("hint").contains("--help"))
    }
  }

  private func withoutOption(_ text: String) -> String {
    text.split(separator: " --json", omittingEmptySubsequences: false).joined()
  }

  /// What follows `--` is another program's.
  @Test func theOptionOfAnotherProgramIsNotOurs() throws {
    let result = try PromptRepo().run("bisect", "a", "b", "c", "--", "true", "--json")
    #expect(result.status == 64 && result.stderr.hasPrefix("Error: "))
  }

  @Test func serveSaysWhereTheAddressGoes() throws {
    let repo = try PromptRepo()
    for (word, option) in [
      ("8080", "--port 8080"), (":8080", "--port 8080"), ("127.0.0.1:80", "--listen 127.0.0.1:80"),
      ("[::1]:8080", "--listen '[::1]:8080'"), ("localhost:8080", "--listen localhost:8080"),
    ] {
      let refusal = try repo.refusal("serve", word, status: 64)
      #expect(refusal.contains("`promptrepo serve \(option)`"), "\(refusal)")
    }
    #expect(try repo.refusal("serve", "prompts", status: 64).contains("Unexpected argument"))
  }
}
