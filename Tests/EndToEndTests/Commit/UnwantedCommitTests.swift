import CanonicalJSON
import TestSupport
import Testing

/// What `commit` and `status` say of files of which few want what a commit makes of them.
@Suite struct UnwantedCommitTests {
  /// A prompt that nobody has written is never live, and keeps no other file from being committed.
  @Test(arguments: [true, false]) func whatNobodyWroteIsLeftOut(isInGit: Bool) throws {
    let repo = isInGit ? try PromptRepo.inWorkTree() : try PromptRepo()
    try repo.ok("new", "a", "--title", "A reply")
    try repo.write("prompts/b.prompt", "Hi\n")
    #expect(try repo.ok("status").contains("`promptrepo edit a` opens it"))
    // Where it is asked for, it is refused; so is all, where all or nothing is wanted.
    for arguments in [["commit", "a"], ["commit", "a", "b"], ["commit", "--all-or-nothing"]] {
      let result = try repo.run(arguments)
      repo.expectRefusal(result, "\(arguments)")
      #expect(result.stderr.contains("prompts/a.prompt has the text that a new file begins with"))
      #expect(result.stderr.contains("`promptrepo edit a` opens it: write the prompt first"))
    }
    let warning =
      "Warning: prompts/a.prompt has the text that a new file begins with, and is left out: "
      + "`promptrepo edit a` opens it\n"
    for (arguments, output) in [
      (["commit", "-n"], "b: v1 "), (["commit"], "b: v1 "), (["commit"], "Nothing to commit.\n"),
    ] {
      let result = try repo.run(arguments)
      #expect(result.status == 0 && result.stderr == warning, "\(arguments): \(result.stderr)")
      #expect(result.stdout.hasPrefix(output), "\(result.stdout)")
    }
    #expect(try repo.json("list").map { $0.text("name") } == ["b"])
    // A review says the same, and is not content.
    let review = try repo.run("review")
    #expect(
      review.stdout.contains("`promptrepo commit` leaves it out: prompts/a.prompt has the text"))
    #expect(review.status == 1 && !review.stdout.contains("stops"), "\(review.stdout)")
    #expect(
      try repo.run("review", "--json").stdout.contains(#""outcome":"left_out","reason":"pro"#))
    // What somebody made of it is a prompt.
    let text = try repo.read("prompts/a.prompt")
    try repo.write("prompts/a.prompt", text.replacing("Replace this line.", with: "Hello!"))
    #expect(try repo.ok("commit").hasPrefix("a: v1 "))
    #expect(try repo.ok("show", "a") == "Hello! {{name}} is a variable.\n")
  }

  @Test func anArchivedPromptIsSaidToBe() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "one\n")
    try repo.ok("env", "add", "staging")
    try repo.ok("env", "add", "production")
    try repo.ok("deploy", "a", "--env", "production")
    let archived = try repo.ok("archive", "a")
    #expect(archived.contains("It stays live in production (v1)"))
    #expect(!archived.contains("staging"))
    // What is put away for good needs no word.
    try repo.remove("prompts/a.prompt")
    #expect(try repo.ok("status") == "")
    #expect(try repo.ok("commit") == "Nothing to commit.\n")
    #expect(try repo.run("status", "--exit-code").status == 0)

    try repo.write("prompts/a.prompt", "two\n")
    let advice = "`promptrepo unarchive a` puts it in use again"
    #expect(
      try repo.ok("status").replacing("\n", with: " ").contains("unarchive a` puts it in use"))
    let time = try #require(repo.json("status").first?["archived_at"]?.string)
    #expect(try repo.json("list", "a", "--archived").first?.text("archived_at") == time)
    #expect(try repo.json("status").first?.text("archived") == "stays")
    // Nothing goes live of what was put away, and the others are committed.
    try repo.write("prompts/b.prompt", "other\n")
    for arguments in [["commit", "-n"], ["commit", "--json", "-n"], ["commit"]] {
      let result = try repo.run(arguments)
      #expect(result.status == 1 && result.stderr.contains(advice), "\(result.stderr)")
      #expect(result.stderr.contains("prompts/a.prompt was edited, and the prompt is archived"))
      #expect(result.stdout.contains("b") && !result.stdout.contains("a: v2"))
    }
    #expect(try repo.json("list", "b").count == 1)
    for argument in ["a", "--all-or-nothing"] {
      #expect(try repo.refusal("commit", argument).contains(advice))
    }
    let review = try repo.run("review")
    #expect(review.status == 1 && review.stdout.contains("a.prompt was edited, and the prompt is"))
    #expect(try repo.json("log", "a").count == 1)
    try repo.ok("unarchive", "a")
    #expect(try repo.ok("commit").hasPrefix("a: v2 "))
    #expect(try repo.run("commit").stderr == "")
  }

  /// The steps that are advised keep the history, before the commit and after it.
  @Test func aFileMovedByHandIsSaidToBe() throws {
    func moved() throws -> PromptRepo {
      let repo = try PromptRepo()
      try repo.commit("a", "one\n")
      try repo.commit("a", "two\n")
      try repo.remove("prompts/a.prompt")
      try repo.write("prompts/b.prompt", "two\n")
      return repo
    }
    let repo = try moved()
    let dry = try repo.run("commit", "-n")
    #expect(dry.stderr.contains("will be a new prompt: `promptrepo mv a b` keeps the history of a"))
    let script = #"cp "$1" ../shown; false"#
    try repo.write("../editor.sh", "\(script)\n")
    let editor = ["GIT_EDITOR": "sh '\(repo.directory.path)/editor.sh'"]
    #expect(try repo.terminal("commit", variables: editor).finish().status == 1)
    #expect(try repo.read("../shown").contains("`promptrepo mv a b` keeps the history of a"))
    // Also where it is named.
    #expect(try repo.run("commit", "b", "-n").stderr == dry.stderr)
    #expect(try repo.json("status", "b").first?.text("moved_from") == "a")
    // What lies in another prompt's place is not asked about.
    try repo.write("prompts/c.prompt", "three\n")
    try repo.ok("commit", "c")
    try repo.remove("prompts/c.prompt")
    try repo.write("prompts/c.prompt/file", "x")
    #expect(try repo.run("commit", "b", "-n").status == 0)
    try repo.ok("mv", "a", "b")
    #expect(try repo.json("log", "b").count == 2)

    let late = try moved()
    let done = try late.run("commit")
    #expect(done.status == 0)
    let pieces = done.stderr.split(separator: "`").map(String.init)
    let steps = pieces.filter { $0.hasPrefix("promptrepo ") }
    #expect(steps.count == 3, "\(done.stderr)")
    for step in steps {
      let words = step.split(separator: " ").dropFirst().map(String.init)
      let run = try late.run(words + (words[0] == "delete" ? ["--yes"] : []))
      #expect(run.status == 0, "\(step): \(run.stderr)")
    }
    #expect(try late.json("log", "b").count == 2)
    #expect(try late.json("list").map { $0.text("name") } == ["b"])
    #expect(try late.ok("status") == "1 unchanged\n")
  }

  @Test func aMissingFileIsSaidToBe() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "one\n")
    try repo.commit("b", "one\n")
    try repo.remove("prompts/a.prompt")
    let said = try repo.ok("commit")
    #expect(said.hasPrefix("Nothing to commit.\nprompts/a.prompt is missing"))
    #expect(said.contains("`promptrepo checkout a` writes the file again"))
    let status = try repo.ok("status")
    #expect(status.contains("`promptrepo archive a`") && !status.contains("delete"))
    try repo.ok("checkout", "a")
    #expect(try repo.ok("commit") == "Nothing to commit.\n")
  }

  /// An archived prompt counts as no file that `checkout` would write, and it writes none.
  @Test(arguments: [true, false]) func archivedPromptsAreNotAbsent(isInGit: Bool) throws {
    let repo = isInGit ? try PromptRepo.inWorkTree() : try PromptRepo()
    try repo.write(
      "../rows.csv", "name,template\na,one\nb,two\nc,three\n")
    #expect(
      try repo.ok("import", "../rows.csv").hasSuffix(
        "No files were written: `promptrepo checkout` writes them.\n"))
    #expect(try repo.ok("import", "../rows.csv", "--quiet") == "")
    try repo.ok("archive", "b")
    #expect(try repo.ok("status") == "2 without a file here (`promptrepo checkout`)\n")
    #expect(try repo.ok("checkout").split(separator: "\n").count == 2)
    #expect(!repo.exists("prompts/b.prompt"))
    #expect(try repo.ok("status") == "2 unchanged\n")
    #expect(try repo.ok("checkout") == "The files are up to date.\n")
    #expect(try repo.ok("checkout", "b") == "Wrote prompts/b.prompt (v1)\n")
  }

  @Test func versionsThatAreNotLiveAreSaidToBe() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "one\n")
    try repo.commit("b", "one\n")
    #expect(try repo.ok("config", "set", "commit.activate", "false").contains("commit.activate"))
    try repo.write("prompts/a.prompt", "two\n")
    let next = "makes v2, but not live: commit.activate is false"
    #expect(try repo.ok("status").contains(next))
    #expect(try repo.json("status", "a").first?.text("next").contains(next) == true)
    #expect(try repo.ok("commit", "-n").contains(" would not be active\n"))
    #expect(try repo.ok("commit").contains(" is not active\n  commit.activate is false: "))
    #expect(
      try repo.ok("status")
        == "2 unchanged\na: v2 is not live, v1 is; `promptrepo activate a@v2` makes it live\n")
    #expect(try repo.json("status").map { $0["live_version"]?.integer } == [1, nil])
    try repo.commit("b", "two\n")
    #expect(try repo.ok("status").contains("2 have a latest version that is not live"))
    try repo.ok("activate", "a@v2")
    try repo.ok("activate", "b@v2")
    #expect(try repo.ok("status") == "2 unchanged\n")
  }

  /// The marks of renames are git's own.
  @Test func shortStatusShowsRenamesAsGitDoes() throws {
    let repo = try PromptRepo.inWorkTree()
    try repo.write("prompts/a.prompt", "one\ntwo\nthree\n")
    try repo.gitCommit("Add a")
    try repo.ok("commit")
    try repo.workTree("mv", "prompts/a.prompt", "prompts/b.prompt")
    #expect(
      try repo.ok("status", "-s")
        == repo.workTree("-c", "core.quotePath=false", "status", "-s") + "\n")
    try repo.write("prompts/b.prompt", "one\ntwo\nthree\nfour\n")
    let short = try repo.ok("status", "-s")
    #expect(short == "RM prompts/a.prompt -> prompts/b.prompt\n")
    #expect(try short == repo.workTree("status", "-s") + "\n")
  }

  /// The message of a commit is why a prompt was renamed or archived; what git says is kept.
  @Test func theMessageIsTheReason() throws {
    let repo = try PromptRepo.inWorkTree()
    for name in ["a", "c"] { try repo.write("prompts/\(name).prompt", "Text of \(name)\n") }
    try repo.gitCommit("Add two")
    try repo.ok("commit")
    try repo.workTree("mv", "prompts/a.prompt", "prompts/b.prompt")
    try repo.workTree("rm", "-q", "prompts/c.prompt")
    try repo.gitCommit("Tidy up")
    try repo.ok("commit", "-m", "Fewer prompts")
    let reasons = try repo.json("audit").prefix(2).map { $0.text("reason") }
    #expect(reasons.count == 2)
    for reason in reasons { #expect(reason.hasPrefix("Fewer prompts ("), "\(reason)") }
    #expect(reasons.contains { $0.contains("git says that its file was renamed") })
    #expect(reasons.contains { $0.contains("prompts/c.prompt was removed in ") })
    // Who brings it back is not told again.
    try repo.ok("unarchive", "c")
    #expect(try repo.ok("commit") == "Nothing to commit.\n")
  }

  @Test func initNamesTheNextStep() throws {
    let repo = try PromptRepo(initialised: false)
    #expect(try repo.ok("init").contains("\n`promptrepo new NAME` writes the file"))
    #expect(try !repo.ok("init").contains("promptrepo new"))
    let quiet = try PromptRepo(initialised: false)
    #expect(try quiet.ok("init", "--quiet") == "")
  }

  @Test(arguments: [
    (
      ["isue=billing"],
      ["no variable 'isue'; it has 'customer', 'issue'", "for 'customer'", "for 'issue'"]
    ),
    (["customer=Ada,issue=billing"], ["no value for 'issue'"]), (["customer=Ada", "issue=x"], []),
    ([], []),
  ]) func renderWarnsOfValuesThatDoNotFit(_ values: [String], _ warnings: [String]) throws {
    let repo = try PromptRepo()
    try repo.commit("a", "{{customer}}: {{issue}}\n")
    let result = try repo.run(["render", "a"] + values.flatMap { ["--var", $0] })
    #expect(result.status == 0)
    #expect(result.stderr.isEmpty == warnings.isEmpty, "\(result.stderr)")
    for warning in warnings { #expect(result.stderr.contains(warning), "\(result.stderr)") }
    // A file of variables may be for several prompts.
    try repo.write("vars.json", #"{"customer": "Ada", "issue": "x", "more": 1}"#)
    #expect(try repo.run("render", "a", "--vars", "vars.json").stderr == "")
  }
}
