import TestSupport
import Testing

/// What is said where there is nothing to show: to people, on standard error.
@Suite struct NothingFoundTests {
  @Test(arguments: [
    ("list", "There are no prompts. `promptrepo new NAME` writes the file of one, "),
    ("matrix", "There are no prompts. `promptrepo new NAME` writes the file of one, "),
    ("list nosuch", "No name of a prompt begins with 'nosuch'. `promptrepo list` shows all."),
    ("log", "There are no versions. `promptrepo commit` makes them of the prompt files."),
    ("log --oneline", "There are no versions. "),
    ("log --pointers", "No version was active yet. "),
    ("audit", "Nothing was changed yet. "),
    ("env list", "There are no environments. `promptrepo env add NAME` adds one."),
    ("release list", "There are no releases. `promptrepo release create NAME` makes one."),
    ("remote list", "There are no remotes. `git --git-dir="),
    ("key list", "There are no keys. `promptrepo key create --owner NAME` makes one."),
    (
      "key list --data ../data",
      "There are no keys. `promptrepo key create --owner NAME --data '../data'` makes one."
    ),
  ])
  func anEmptyRepositorySaysSo(_ line: String, _ sentence: String) throws {
    let repo = try PromptRepo().with(["XDG_STATE_HOME": ""])
    try expect(sentence, of: line, in: repo)
  }

  @Test(arguments: [
    ("list suport", "No name of a prompt begins with 'suport'. Did you mean 'support/'?"),
    ("matrix suport/re", "begins with 'suport/re'. Did you mean 'support/'?"),
    ("list reply", "No name of a prompt begins with 'reply'. Did you mean 'support/reply'?"),
    (
      "list support/*",
      "No name of a prompt begins with 'support/*'. It is no pattern but the beginning of a name: "
        + "`promptrepo list support/`."
    ),
    ("matrix *", "the beginning of a name: `promptrepo matrix`."),
    ("list old", "begins with 'old'. Archived prompts are left out; --archived shows them."),
    ("matrix old", "begins with 'old'. Archived prompts are left out; --archived shows them."),
    ("list staging", "begins with 'staging'. 'staging' is an environment: `promptrepo matrix`"),
    ("list former", "begins with 'former'. 'former' was renamed to 'support/refund'."),
    ("list --after zoo", "There are no prompts after 'zoo'."),
    (
      "log -e staging",
      "Nothing was deployed to 'staging' yet. `promptrepo deploy NAME --env staging` does so."
    ),
    (
      "audit --actor zebra",
      "No change is as the options say. `promptrepo audit` shows all changes."
    ),
    ("audit support/reply --actor zebra", "`promptrepo audit support/reply` shows all changes."),
  ])
  func whatIsNotFoundIsExplained(_ line: String, _ sentence: String) throws {
    let repo = try PromptRepo()
    for name in ["support/reply", "former", "old/one"] { try repo.commit(name, "text") }
    try repo.ok("mv", "former", "support/refund")
    try repo.ok("archive", "old/one")
    try repo.ok("env", "add", "staging")
    try expect(sentence, of: line, in: repo)
    // What is there needs no word.
    for found in ["list", "matrix", "log", "audit", "env list", "list supp"] {
      let result = try repo.run(found.split(separator: " ").map(String.init))
      #expect(result.status == 0 && result.stdout != "" && result.stderr == "", "\(found)")
    }
  }

  /// A clone that has not pulled is told to, before anything else.
  @Test func aCloneIsToldToPull() throws {
    let team = try Team()
    try team.first.commit("a", "text", "--first")
    try team.first.ok("push")
    let clone = try team.clone("clone")
    for line in ["list", "matrix", "log", "audit", "env list", "list nosuch"] {
      try expect("`promptrepo pull` brings what the remote has.", of: line, in: clone)
    }
    let made = try clone.ok("init")
    #expect(
      made.hasSuffix(
        "\n`promptrepo pull` brings what the remote has; if it has no prompts yet, begin with "
          + "`promptrepo commit --first`.\n"))
    #expect(try clone.ok("init", "-q") == "")
    try clone.ok("pull")
    #expect(try !clone.ok("init").contains("promptrepo pull"))
    #expect(try clone.run("list").stderr == "")
  }

  /// In a clone of nothing, init says beforehand what the first commit needs.
  @Test func aCloneOfAnEmptyRemoteIsToldHowToBegin() throws {
    let repo = try PromptRepo(initialised: false)
    try repo.workTree("init", "-q", "--bare", "../server.git")
    try repo.workTree("clone", "-q", "../server.git", "../clone")
    let clone = try repo.beside("clone")
    #expect(try clone.ok("init").contains("begin with `promptrepo commit --first`."))
    try clone.ok("new", "a", "--template", "text")
    #expect(try clone.refusal("commit", status: 2).contains("say --first"))
    try clone.ok("commit", "--first")
    #expect(try !clone.ok("init").contains("--first"))
    #expect(try clone.run("list").stderr == "")
  }

  /// A terminal shows the same sentence, once.
  @Test func aTerminalShowsItToo() throws {
    let repo = try PromptRepo()
    let (status, output) = try repo.terminal("list").finish()
    #expect(status == 0)
    #expect(
      output == "There are no prompts. `promptrepo new NAME` writes the file of one, `promptrepo "
        + "commit` makes a version of it.\r\n")
  }

  /// The sentence is alone on standard error, and not there for scripts that say so.
  private func expect(
    _ sentence: String, of line: String, in repo: PromptRepo,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let words = line.split(separator: " ").map(String.init)
    let result = try repo.run(words)
    #expect(result.status == 0 && result.stdout == "", "\(line)", sourceLocation: location)
    #expect(
      result.stderr.contains(sentence) && result.stderr.split(separator: "\n").count == 1,
      "\(line): \(result.stderr)", sourceLocation: location)
    for option in ["--quiet", "--json"] {
      let silent = try repo.run(words + [option])
      #expect(
        silent.status == 0 && silent.stdout + silent.stderr == "", "\(line) \(option)",
        sourceLocation: location)
    }
  }
}
