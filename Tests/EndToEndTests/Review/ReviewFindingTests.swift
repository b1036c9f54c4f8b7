import CanonicalJSON
import TestSupport
import Testing

/// What a review finds beyond the comparison of two texts: about the ledger, about rules and
/// suppressions, beside environments; and what acknowledges a break.
@Suite struct ReviewFindingTests {
  /// A repository with two prompts, live in two environments, and a branch that is checked out.
  private let repo: PromptRepo

  init() throws {
    repo = try PromptRepo.inWorkTree()
    try repo.write("prompts/a.prompt", "---\ntitle: A\n---\nHello {{name}}.\n")
    try repo.write("prompts/b.prompt", "Bye.\n")
    try repo.gitCommit("Add prompts")
    try repo.ok("commit")
    try repo.ok("env", "add", "staging")
    try repo.ok("env", "add", "production", "--protected")
    try repo.ok("deploy", "a", "--env", "staging")
    try repo.ok("deploy", "a", "--env", "production")
    try repo.workTree("switch", "-qc", "topic")
  }

  /// The findings of a review, as `level rule`, in the order in which it has them.
  private func found(_ arguments: String..., status: Int32 = 0) throws -> [String] {
    let prompts = try objects(arguments, status)
    let found = prompts.flatMap { $0["findings"]?.array ?? [] }.compactMap(\.object)
      .map { "\($0.text("level")) \($0.text("rule"))" }
    return found
  }

  private func objects(_ arguments: [String], _ status: Int32) throws -> [JSONObject] {
    let result = try repo.run(["review"] + arguments + ["--json"])
    try #require(result.status == status, "\(result.status): \(result.stderr)\(result.stdout)")
    return try result.outputBytes.split(separator: 10).map { line in
      try #require(try JSONValue(parsing: Array(line)).object)
    }
  }

  @Test func aBranchCannotSwitchOffItsOwnFindings() throws {
    try repo.write("prompts/lint.yml", "rules: {invisible-character: off, tag-character: off}\n")
    try repo.write("prompts/b.prompt", "By\u{200B}e.\n")
    try repo.gitCommit("Hide something")
    #expect(
      try found("main", status: 1)
        == ["error unseen-change", "warning invisible-character", "warning rules-changed"])
    // What the base says counts.
    try repo.workTree("switch", "-q", "main")
    try repo.write("prompts/lint.yml", "rules: {invisible-character: error}\n")
    try repo.gitCommit("Be strict")
    try repo.workTree("switch", "-qc", "other")
    try repo.write("prompts/b.prompt", "By\u{200B}e.\n")
    try repo.gitCommit("Hide something")
    #expect(
      try found("main", status: 1) == ["error unseen-change", "error invisible-character"])
  }

  /// A name that is misspelt accepts nothing, and is not passed over in silence.
  @Test func whatIsAcknowledgedForNothingIsSaid() throws {
    try repo.write("prompts/a.prompt", "---\ntitle: A\n---\nHello {{name}}, in a {{tone}} tone.\n")
    try repo.gitCommit("Ask for a tone")
    let review = try repo.run("review", "main", "--acknowledge", "tone,tome")
    #expect(review.status == 0)
    #expect(
      review.stderr == "Warning: --acknowledge tome: nothing of this name comes or goes\n")
    try repo.ok("commit")
    for extra in [["--dry-run"], []] {
      let deployed = try repo.run(
        ["deploy", "a", "--env", "production", "--acknowledge", "tone,tome"] + extra)
      #expect(deployed.status == 0)
      #expect(
        deployed.stderr == "Warning: --acknowledge tome: nothing of this name comes or goes\n",
        "\(extra): \(deployed.stderr)")
    }
    // Where nothing was live, nothing has to be acknowledged, and nothing is said.
    #expect(
      try repo.run("deploy", "b", "--env", "production", "--acknowledge", "tone").stderr.isEmpty)
  }

  /// A new file that nobody has written is not behind anything.
  @Test func anUnwrittenFileIsSaidToBeOne() throws {
    try repo.ok("new", "c")
    #expect(try found(status: 1) == ["error file-unwritten"])
    let said = try repo.run("review").stdout
    #expect(said.contains("`promptrepo edit c` opens it"), "\(said)")
    #expect(!said.contains("ledger-behind"), "\(said)")
    try repo.gitCommit("Add it")
    #expect(try found("main", status: 1).contains("error file-unwritten"))
  }

  /// A file of a prompt that is gone is not behind either.
  @Test func aFileWithoutItsPromptStopsACommit() throws {
    try repo.ok("delete", "b", "--yes")
    try repo.write("prompts/b.prompt", "Bye.\n")
    #expect(try found(status: 1) == ["error commit-stops"])
  }

  /// What the finding tells to type puts the prompt in use, and then the edit is a version.
  @Test func anEditOfAnArchivedPromptsFileIsSaidToBeOne() throws {
    try repo.ok("archive", "b", "-m", "obsolete")
    try repo.write("prompts/b.prompt", "Good bye.\n")
    #expect(try found(status: 1) == ["error commit-stops"])
    try repo.gitCommit("Edit it all the same")
    #expect(try found("main", status: 1) == ["error commit-stops"])
    for arguments in [[], ["main"]] {
      let said = try repo.run(["review"] + arguments).stdout
      #expect(
        said.contains("the prompt is archived (obsolete): `promptrepo unarchive b`"), "\(said)")
      #expect(!said.contains("promptrepo new"), "\(said)")
    }
    #expect(try repo.run("commit").status == 1)
    try repo.ok("unarchive", "b")
    #expect(try found("main").isEmpty)
    #expect(try repo.ok("commit").contains("b: v2 "))
  }

  /// A review says what `status` and `commit` say, and fails where these fail.
  @Test func aRemovalOfALivePromptFailsWhereACommitDoes() throws {
    try repo.remove("prompts/b.prompt")
    try repo.gitCommit("Remove")
    #expect(try repo.ok("review", "main").contains("merged     `promptrepo commit` archives"))
    try repo.ok("deploy", "b", "--env", "production")
    #expect(try found("main", status: 1) == ["error removed-while-live"])
    let said = try repo.run("review", "main").stdout
    #expect(said.contains("production v1) until `promptrepo archive b`"), "\(said)")
    #expect(try repo.refusal("commit").contains("`promptrepo archive b`"))
    try repo.ok("archive", "b")
    #expect(try !found("main").contains { $0.hasSuffix("removed-while-live") })
    try repo.ok("commit")
  }

  @Test func suppressionsAreSeen() throws {
    let key = "ghp_" + String(repeating: "aB3dE5gH7", count: 4)
    let other = "ghp_" + String(repeating: "kL2mN4pQ6", count: 4)
    let allowed = "---\n# lint: allow secret: an example\n---\n"
    try repo.write("prompts/b.prompt", "\(allowed)Bye \(key).\n")
    try repo.gitCommit("Allow")
    #expect(try found("main") == ["warning allow-added", "error secret"])
    let secret = try #require(try objects(["main"], 0).first?["findings"]?.array?.last?.object)
    #expect(secret.text("allowed_because") == "an example")
    try repo.ok("commit")
    // The allowance stands, and covers what is new.
    try repo.workTree("switch", "-qc", "later")
    try repo.write("prompts/b.prompt", "\(allowed)Bye \(key) and \(other).\n")
    try repo.gitCommit("Another")
    #expect(try found("topic") == ["note allow-added", "error secret"])
    let text = try repo.ok("review", "topic")
    #expect(text.contains("this allows a finding of 'secret' that is new"))
    #expect(!text.contains(key) && !text.contains(other))
    // A comment alone is no content, and is told of all the same.
    try repo.workTree("switch", "-qc", "comment")
    try repo.write(
      "prompts/a.prompt", "---\n# lint: allow secret\ntitle: A\n---\nHello {{name}}.\n")
    try repo.gitCommit("Comment")
    let comment = try #require(try objects(["later"], 0).first)
    #expect(comment.text("change") == "comments" && comment.text("outcome") == "nothing")
  }

  @Test func breaksAreAcknowledgedByOptionAndByTrailer() throws {
    try repo.write("prompts/a.prompt", "---\ntitle: A\n---\nHello {{name}}, in a {{tone}} tone.\n")
    try repo.gitCommit("Take a tone")
    #expect(try found("main") == ["note variable-added", "warning variable-added"])
    #expect(
      try found("main", "--breaking", "call", status: 1)
        == ["note variable-added", "error variable-added"])
    #expect(try found("main", "--fail-on", "warning", status: 1).count == 2)
    #expect(
      try found("main", "--breaking", "call", "--acknowledge", "tone")
        == ["note variable-added", "note variable-added"])
    try repo.workTree(
      "commit", "-q", "--allow-empty", "-m", "Say so\n\nAcknowledged-Variables: tone")
    #expect(
      try found("main", "--breaking", "text", status: 1)
        == ["note variable-added", "error text-changed", "note variable-added"])
    #expect(
      try repo.ok("review", "main").contains("promotion has acknowledged tone"))
  }

  @Test func whatGoesAndWhatComesBack() throws {
    try repo.remove("prompts/a.prompt")
    try repo.gitCommit("Remove")
    let gone = try #require(try objects(["main"], 1).first)
    #expect(gone.text("change") == "removed" && gone.text("outcome") == "stays")
    #expect(try found("main", status: 1) == ["error removed-while-live"])
    #expect(
      try found("main", "--breaking", "call", status: 1)
        == ["error removed-while-live", "error prompt-removed"])
    // A text that was a version before.
    try repo.workTree("switch", "-q", "main")
    try repo.write("prompts/b.prompt", "Good bye.\n")
    try repo.gitCommit("Be polite")
    try repo.ok("commit")
    try repo.workTree("switch", "-qc", "back")
    try repo.write("prompts/b.prompt", "Bye.\n")
    try repo.gitCommit("As before")
    #expect(try found("main") == ["note returns-to"])
    #expect(try repo.ok("review", "main").contains("this is v1 again"))
    #expect(try repo.ok("review", "main").contains("makes v3 "))
  }

  @Test func aVersionThatWasRolledBackIsNotLiveByItself() throws {
    try repo.write("prompts/b.prompt", "Good bye.\n")
    try repo.gitCommit("Be polite")
    try repo.ok("commit")
    try repo.ok("rollback", "b", "-m", "Too long")
    try repo.workTree("switch", "-qc", "on")
    try repo.write("prompts/b.prompt", "Good bye to you.\n")
    try repo.gitCommit("Go on")
    let prompt = try #require(try objects(["topic"], 0).first)
    #expect(prompt.text("outcome") == "version" && prompt["goes_live"]?.bool == false)
    #expect(try repo.ok("review", "topic").contains("does not go live by itself"))
  }

  @Test func recordsAreNoVersions() throws {
    try repo.write("prompts/a.prompt", "---\ntitle: B\n---\nHello {{name}}.\n")
    try repo.gitCommit("Another title")
    let prompt = try #require(try objects(["main"], 0).first)
    #expect(prompt.text("change") == "record" && prompt.text("outcome") == "record")
    #expect(try repo.ok("review", "main").contains(#"record     title "A" → "B""#))
  }

  @Test func environmentsAreCompared() throws {
    try repo.write("prompts/a.prompt", "---\ntitle: A\n---\nHi {{name}}.\n")
    try repo.gitCommit("Shorter")
    try repo.ok("commit", "a")
    try repo.ok("deploy", "a", "--env", "staging")
    let between = try objects(["--from", "production", "--to", "staging"], 0)
    #expect(between.map { $0.text("name") } == ["a", ""])
    #expect(between.first?["from"]?.object?.number("version") == 1)
    #expect(between.first?["to"]?.object?.number("version") == 2)
    #expect(between.first?["outcome"] == .null)
    #expect(try objects(["--from", "staging", "--to", "staging"], 0).count == 1)
    // The files, and those of a commit.
    let files = try objects(["--env", "production"], 0)
    #expect(files.first?.text("outcome") == "nothing")
    let commit = try objects(["--env", "production", "--head", "main"], 0)
    #expect(commit.map { $0.text("name") }.contains("b"))
    #expect(!commit.map { $0.text("name") }.contains("a"))
    try repo.refusal("review", "--env", "nowhere", status: 3)
    #expect(try repo.ok("review", "--env", "staging").contains("b"))
  }

  @Test func whatAKilledReviewLeftIsRemoved() throws {
    let folder = try repo.elsewhere("temporary")
    let old = try TestSupport.run(
      "sh",
      [
        "-c",
        "mkdir -p promptrepo-review-1/objects promptrepo-review-2 other-1; "
          + "touch -d '2 days ago' promptrepo-review-1 other-1",
      ], cwd: folder)
    try #require(old.status == 0, "\(old.stderr)")
    try repo.with(["TMPDIR": folder]).ok("review", "main")
    let left = try TestSupport.run("ls", [], cwd: folder).stdout
    // One may be at work, and the other is somebody else's.
    #expect(left == "other-1\npromptrepo-review-2\n")
  }

  @Test func withoutALedgerTheRestIsSaid() throws {
    let team = try Team()
    let dev = team.first
    try dev.write("prompts/a.prompt", "Hello {{name}}.\n")
    try dev.gitCommit("Add a prompt")
    try dev.ok("commit", "--first")
    try dev.ok("push")
    try dev.workTree("switch", "-qc", "topic")
    try dev.write("prompts/a.prompt", "Hello {{nmae}}.\n")
    try dev.gitCommit("Misspell")
    try dev.workTree("push", "-q", "origin", "main", "topic")
    let clone = try team.clone("second")
    let text = try clone.ok("review", "origin/main", "--head", "origin/topic")
    #expect(text.contains("live       unknown: `promptrepo pull` brings the ledger"))
    #expect(text.contains("variable"))
    // In a clone that is cut short nobody knows what a commit will do.
    try dev.workTree(
      "clone", "-q", "--depth", "2", "--no-single-branch", "file://\(team.server.path)",
      "../shallow")
    let shallow = try dev.beside("shallow")
    try shallow.workTree("switch", "-q", "topic")
    try shallow.ok("pull")
    let near = try shallow.run("review", "HEAD^1")
    #expect([0, 1].contains(near.status), "\(near.stderr)")
    try team.expectSound(clone)
  }
}
