import CanonicalJSON
import TestSupport
import Testing

/// `commit` and `edit` in a terminal, with an editor.
@Suite struct CommitEditorTests {
  /// A repository with a changed file, and an editor that does what a script says.
  private func prepared() throws -> PromptRepo {
    let repo = try PromptRepo.inWorkTree()
    try repo.commit("a", "one\n")
    try repo.commit("b", "one\n")
    try repo.commit("b", "two\n")
    try repo.ok("rollback", "b", "-m", "Too long")
    try repo.ok("env", "add", "production")
    try repo.ok("deploy", "a", "--env", "production")
    try repo.write("prompts/a.prompt", "two\n")
    try repo.write("prompts/b.prompt", "three\n")
    return repo
  }

  private func editor(_ repo: PromptRepo, _ script: String) throws -> String {
    try repo.write("../editor.sh", "#!/bin/sh\n\(script)\n")
    return "sh '\(repo.directory.path)/editor.sh'"
  }

  @Test func theEditorShowsWhatGoesLive() throws {
    let repo = try prepared()
    let script = try editor(
      repo,
      #"""
      cp "$1" ../shown
      { printf 'A friendlier tone\n\n\n\nMore. \t\n'; cat ../shown; } > "$1"
      """#)
    let run = try repo.terminal("commit", "-v", variables: ["GIT_EDITOR": script]).finish()
    #expect(run.status == 0, "\(run.output)")
    let shown = try repo.read("../shown")
    #expect(shown.hasPrefix("\n# "))
    for line in [
      "will be active\n#     production keeps v1\n", "#   b: v3 sha256:", " will not be active\n",
      "Too long", "@@ -1 +1 @@\n-one\n+two\n", "+three\n", "--- b@v2\n",
    ] {
      #expect(shown.contains(line), "\(line) in \(shown)")
    }
    #expect(try repo.json("log", "a").first?.text("message") == "A friendlier tone\n\nMore.")
    #expect(run.output.contains("production keeps v1"))
    // Once is enough.
    #expect(run.output.ranges(of: "a: v2 ").count == 1)
    #expect(!run.output.contains("Live now"))
    #expect(!repo.exists(".git/promptrepo/COMMIT_EDITMSG"))
  }

  /// Editors of other systems end lines with CR LF, and begin files with a mark.
  @Test func linesMayEndAsElsewhere() throws {
    let repo = try prepared()
    let before = try repo.ledger()
    let empty = try repo.terminal("commit", variables: ["GIT_EDITOR": "sed -i 's/$/\\r/'"]).finish()
    #expect(empty.status == 1)
    #expect(empty.output.contains("the message is empty, so nothing was committed"))
    #expect(try repo.ledger() == before)
    let script = try editor(
      repo,
      #"""
      { printf '\357\273\277A friendlier tone\n'; cat "$1"; } | sed 's/$/\r/' > ../text
      cp ../text "$1"
      """#)
    let run = try repo.terminal("commit", variables: ["GIT_EDITOR": script]).finish()
    #expect(run.status == 0, "\(run.output)")
    #expect(try repo.json("log", "a").first?.text("message") == "A friendlier tone")
  }

  @Test func nothingIsCommittedWithoutAMessage() throws {
    let repo = try prepared()
    let before = try repo.ledger()
    let empty = try repo.terminal("commit", variables: ["GIT_EDITOR": "true"]).finish()
    #expect(empty.status == 1)
    #expect(empty.output.contains("the message is empty, so nothing was committed"))
    let failed = try repo.terminal("commit", variables: ["GIT_EDITOR": "false"]).finish()
    #expect(failed.status == 1 && failed.output.contains("the editor 'false' failed"))
    let dumb = try repo.terminal("commit", variables: ["TERM": "dumb", "EDITOR": ""]).finish()
    #expect(dumb.status == 1 && dumb.output.contains("this terminal can show no editor"))
    #expect(try repo.ledger() == before)
    // Nobody is asked where a message is there, or none is wanted, or nothing is to be committed.
    let failing = ["GIT_EDITOR": "false"]
    #expect(try repo.terminal("commit", "a", "-m", "Said", variables: failing).finish().status == 0)
    #expect(try repo.terminal("commit", "--no-edit", variables: failing).finish().status == 0)
    let nothing = try repo.terminal("commit", variables: failing).finish()
    #expect(nothing.status == 0 && nothing.output.contains("Nothing to commit."))
    // Scripts go on as before.
    try repo.write("prompts/a.prompt", "three\n")
    try repo.with(failing).ok("commit")
  }

  @Test func whatWasTypedIsNotLost() throws {
    let repo = try prepared()
    // Somebody else commits while the editor is open.
    let script = try editor(
      repo, "'\(PromptRepo.program)' commit a -m Meanwhile >/dev/null; echo 'My words' > \"$1\"")
    let run = try repo.terminal("commit", variables: ["GIT_EDITOR": script]).finish()
    #expect(run.status == 2, "\(run.output)")
    #expect(run.output.contains("your message is kept"))
    try repo.write("prompts/a.prompt", "three\n")
    try repo.ok("commit", "-F", ".git/promptrepo/COMMIT_EDITMSG")
    #expect(try repo.json("log", "a").first?.text("message") == "My words")
  }

  @Test func commentsAreGitsOwn() throws {
    let repo = try prepared()
    try repo.workTree("config", "core.commentChar", ";")
    let script = try editor(repo, #"{ echo '#1 of two'; cat "$1"; } > ../new; cp ../new "$1""#)
    let run = try repo.terminal("commit", variables: ["GIT_EDITOR": script]).finish()
    #expect(run.status == 0, "\(run.output)")
    let message = try #require(repo.json("log", "a").first).text("message")
    #expect(message == "#1 of two")
  }

  /// Whatever is set, the editor is the one that git would run.
  @Test func theEditorIsGits() throws {
    let repo = try PromptRepo.inWorkTree()
    try repo.commit("a", "one\n")
    let choices = [
      ("GIT_EDITOR", 1), ("core.editor", 2), ("VISUAL", 4), ("EDITOR", 8),
    ]
    for term in ["xterm", "dumb"] {
      for set in 1..<16 {
        var variables = ["TERM": term, "GIT_EDITOR": "", "VISUAL": "", "EDITOR": ""]
        for (name, bit) in choices where set & bit != 0 && name != "core.editor" {
          variables[name] = "echo by-\(name) >\(repo.directory.path)/used;:"
        }
        if set & 2 != 0 {
          try repo.workTree(
            "config", "core.editor", "echo by-core.editor >\(repo.directory.path)/used;:")
        } else {
          _ = try TestSupport.run(
            "git", ["config", "--unset", "core.editor"], cwd: repo.path, env: repo.environment)
        }
        // Git takes an empty value for an editor, and here it is none.
        let given = variables.filter { !$0.value.isEmpty }
        let unset = ["GIT_EDITOR", "VISUAL", "EDITOR"].filter { given[$0] == nil }
          .flatMap { ["-u", $0] }
        let git = try TestSupport.run(
          "env", unset + given.map { "\($0.key)=\($0.value)" } + ["git", "var", "GIT_EDITOR"],
          cwd: repo.path, env: repo.environment)
        if repo.exists("../used") { try repo.remove("../used") }
        let edit = try repo.terminal("edit", "a", variables: variables).finish()
        guard git.status == 0 else {
          #expect(edit.status == 1, "\(set) \(term)")
          continue
        }
        #expect(edit.status == 0, "\(set) \(term): \(edit.output)")
        let used = try repo.read("../used").split(separator: "\n").first.map(String.init)
        #expect(
          git.stdout.contains(try #require(used)), "\(set) \(term): \(git.stdout)")
      }
    }
  }
}
