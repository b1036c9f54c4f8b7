import TestSupport
import Testing

/// What `help` explains beside the commands.
@Suite struct HelpSubjectTests {
  @Test(arguments: [
    ("@", "A version is named NAME@SPEC"), ("version", "A version is named NAME@SPEC"),
    ("versions", "`promptrepo --version` tells the version of the program"),
    ("name", "support/reply.prompt"), ("variables", "{{name}} is a variable"),
    ("exit-codes", "  64: it was called in a wrong way"),
    ("exit-codes", "  255: `merge-file` failed"),
    ("commit.branch", "config set commit.branch VALUE"),
    ("config.commit.branch", "config set commit.branch VALUE"),
    ("promptrepo.folder", "Without a value it is 'prompts'"),
    // Commands come first.
    ("env", "OVERVIEW: Manage environments"), ("rollback", "OVERVIEW: Restore the version"),
    ("environments", "OVERVIEW: List the environments"),
  ])
  func areExplained(_ subject: String, _ text: String) throws {
    let help = try PromptRepo(initialised: false).ok("help", subject)
    #expect(
      help.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(
        text.drop(while: { $0 == " " })), "\(help)")
    // A line to type is not broken.
    #expect(
      help.split(separator: "\n").allSatisfy { $0.count <= 80 || $0.hasPrefix("  promptrepo ") })
  }

  /// The overview names the subjects, and each setting is one.
  @Test func areToldOf() throws {
    let repo = try PromptRepo()
    let overview = try repo.ok("help")
    for subject in ["versions", "names", "templates", "exit-codes"] {
      #expect(overview.contains(subject))
      #expect(try repo.run("help", subject).status == 0)
    }
    for setting in try repo.json("config", "list") {
      let name = setting.text("name")
      #expect(try repo.ok("help", name).hasPrefix("\(name): "), "\(name)")
    }
  }

  /// The names of versions in the text are names of versions.
  @Test func versionsAreNamedAsTold() throws {
    let repo = try PromptRepo()
    try repo.commit("reply", "one", "-m", "first")
    try repo.commit("reply", "two", "-m", "second")
    try repo.commit("reply", "three", "-m", "third")
    try repo.ok("env", "add", "staging")
    try repo.ok("deploy", "reply@1", "--env", "staging")
    let help = try repo.ok("help", "versions")
    for (spec, text) in [
      ("3", "three"), ("v3", "three"), ("latest", "three"), ("active", "three"), ("~1", "two"),
      ("~2", "one"), ("staging", "one"),
    ] {
      #expect(help.contains(spec))
      #expect(try repo.ok("show", "reply@\(spec)") == text)
    }
  }
}
