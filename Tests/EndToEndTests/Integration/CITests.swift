import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// `promptrepo ci` in checkouts as hosts make them, against a bare server.
@Suite struct CITests {
  private let team: Team

  init() throws {
    team = try Team()
    try team.publish("one {{x}}\n", "Begin the prompt")
  }

  @Test(arguments: JobClone.allCases)
  func versionsAreOfThoseWhoWroteTheFile(_ clone: JobClone) throws {
    let job = try team.job("job", clone)
    let first = try job.json("ci")
    #expect(first.map { $0.text("object") } == ["prompt.version", "remote_change", "ci"])
    #expect(first.last?.number("versions") == 1)
    // A branch with commits of several people, among many others, merged with a commit.
    try team.first.workTree("switch", "-qc", "louder")
    try team.save("two {{x}}\n", "Say two", by: "Bea")
    try team.saveOthers(70)
    try team.save(
      "two {{x}}!\n", "Say it louder\n\nCo-authored-by: Eve <eve@example.com>", by: "Dan")
    try team.save("two {{x}}!!\n", "Say it louder still", by: "Cleo")
    try team.first.workTree("switch", "-q", "main")
    try team.first.workTree("merge", "-q", "--no-ff", "-m", "Merge", "louder")
    try team.first.workTree("push", "-q", "origin", "main")
    let other = try team.job("other", clone)
    #expect(try other.run("ci").status == 0)
    // Git's own words about the commit that changed the file last.
    let commit = try team.first.workTree("rev-parse", "louder")
    for chain in ["a/@versions", "a/@active"] {
      #expect(
        try team.step(chain, "%an|%ae|%ai")
          == team.first.workTree("log", "-1", "--format=%an|%ae|%ai", commit))
    }
    #expect(try team.step("a/@versions", "%cn <%ce>") == "promptrepo <promptrepo@localhost>")
    #expect(
      try team.step("a/@versions", "%(trailers:key=Co-authored-by,valueonly)")
        .split(separator: "\n").map(String.init) == [
          "Dan <dan@example.com>", "Eve <eve@example.com>", "Bea <bea@example.com>",
        ])
    let version = try #require(try other.json("log", "a").first)
    #expect(version.text("message") == "Say it louder still")
    #expect(
      version["source"]?.object?.text("commit")
        == (try team.server.workTree("rev-parse", "main")))
    #expect(try team.texts(of: "a") == ["two {{x}}!!", "one {{x}}"])
    try team.expectSound()
  }

  /// What nobody has written yet keeps no version back, and no job from being green.
  @Test func whatNobodyWroteIsWarnedOf() throws {
    try team.first.ok("new", "fresh")
    try team.first.gitCommit("Begin another prompt")
    try team.first.workTree("push", "-q", "origin", "main")
    let job = try team.job("job")
    for arguments in [["ci", "--dry-run"], ["ci"], ["ci"]] {
      let result = try job.run(arguments)
      #expect(result.status == 0, "\(result.stderr)")
      #expect(
        result.stderr.contains(
          "Warning: prompts/fresh.prompt has the text that a new file begins with, and is left out"),
        "\(arguments): \(result.stderr)")
    }
    #expect(try job.json("list").map { $0.text("name") } == ["a"])
  }

  @Test func theRecordIsOfItsAuthorToo() throws {
    try team.job("job").ok("ci")
    #expect(try team.step("a/@info", "%an %s") == "Ada a created")
    try team.publish("---\ntitle: A title\n---\none {{x}}\n", "Give it a title", by: "Bea")
    let job = try team.job("job")
    #expect(try job.ok("ci").hasPrefix("a: record edited\n"))
    #expect(try team.step("a/@info", "%an %s") == "Bea a record edited")
    #expect(try team.texts(of: "a").count == 1)
  }

  @Test func runningItAgainDoesNothing() throws {
    let job = try team.job("job")
    try job.ok("ci")
    let ledger = try team.server.ledger()
    for repo in [job, try team.job("fresh"), try team.job("whole", .full)] {
      let again = try repo.ok("ci")
      #expect(again == "Nothing to commit.\norigin: 1 in step\n")
      #expect(try repo.json("ci").last?.number("versions") == 0)
      #expect(try repo.state(of: "a") == "unchanged")
    }
    #expect(try team.server.ledger() == ledger)
  }

  @Test func aMessageOfItsOwnGoesBeforeTheCommits() throws {
    try team.job("job").ok("ci", "-m", "Build 17")
    #expect(try team.job("job").run("pull").status == 0)
    #expect(try team.step("a/@versions", "%an %b").hasPrefix("Ada Build 17\n"))
  }

  @Test func aRehearsalChangesNothing() throws {
    let job = try team.job("job")
    let planned = try job.ok("ci", "--dry-run")
    #expect(planned.hasPrefix("a: would become v1, by Ada <ada@example.com>\n"))
    #expect(try job.ledger().isEmpty && team.server.ledger().isEmpty)
    try job.ok("ci")
    try team.publish("two {{x}}\n", "Say two", by: "Bea")
    let next = try team.job("next")
    let json = try next.json("ci", "-n")
    #expect(json.first?.text("object") == "ci.planned" && json.first?.number("number") == 2)
    #expect(json.first?["author"]?.object?.text("name") == "Bea")
    #expect(json.last?["dry_run"]?.bool == true && json.last?.number("versions") == 1)
    #expect(try next.ledger().isEmpty)
  }

  /// What this clone has and the remote has not counts, as it does without `--dry-run`.
  @Test func aRehearsalKnowsWhatWasNotPushed() throws {
    let dev = team.first
    try team.publish("Another {{x}}\n", "Add", to: "b")
    try team.job("job").ok("ci")
    try dev.ok("pull")
    try team.publish("two {{x}}\n", "Say two")
    try dev.ok("commit", "-m", "By hand")
    try dev.ok("mv", "b", "c")
    try dev.workTree("add", "-A")
    try dev.workTree("commit", "-qm", "Rename b")
    try dev.workTree("push", "-q", "origin", "main")
    let (here, there) = (try dev.ledger(), try team.server.ledger())
    let planned = try dev.ok("ci", "--dry-run")
    #expect(planned.hasPrefix("Nothing to commit.\n"), "\(planned)")
    #expect(try dev.json("ci", "-n").last?.number("versions") == 0)
    #expect(try dev.ledger() == here && team.server.ledger() == there)
    #expect(try dev.ok("ci").hasPrefix("Nothing to commit.\n"))
    #expect(try dev.ledger() == here && team.server.ledger() == here)
  }

  /// Where a run would end in a conflict, so does its rehearsal.
  @Test func aRehearsalMeetsTheSameConflict() throws {
    try team.job("job").ok("ci")
    let dev = team.first
    try dev.ok("pull")
    let other = try team.clone("other")
    try other.ok("pull")
    for (repo, text) in [(dev, "mine {{x}}\n"), (other, "theirs {{x}}\n")] {
      try repo.write("prompts/a.prompt", text)
      try repo.ok("commit", "-m", "In a hurry")
      try repo.workTree("checkout", "-q", "prompts")
    }
    try other.ok("push")
    let before = try dev.ledger()
    let results = try [["ci", "-n"], ["ci"]].map { try dev.run($0) }
    #expect(results.map(\.status) == [2, 2], "\(results)")
    #expect(results[0].stdout == results[1].stdout && results[0].stderr == results[1].stderr)
    #expect(try dev.ledger() == before)
  }

  /// With one commit alone, an old text that was put back looks like an old file.
  @Test(arguments: JobClone.allCases)
  func whatWasRevertedIsNoFalseSuccess(_ clone: JobClone) throws {
    try team.job("job").ok("ci")
    try team.publish("two {{x}}\n", "Say two")
    try team.job("job").ok("ci")
    try team.publish("one {{x}}\n", "Revert to one", by: "Bea")
    try team.job("job", clone).ok("ci")
    #expect(try team.texts(of: "a") == ["one {{x}}", "two {{x}}", "one {{x}}"])
    #expect(try team.step("a/@versions", "%an") == "Bea")
  }

  @Test func activationIsASetting() throws {
    try team.job("job").ok("ci")
    try team.publish("two {{x}}\n", "Say two")
    let job = try team.job("job")
    try job.workTree("config", "promptrepo.commit.activate", "false")
    #expect(try job.ok("ci").contains("a: v2 "))
    #expect(try job.json("show", "a").first?.number("version") == 1)
  }

  @Test func versionsAreMadeOnTheBranchAlone() throws {
    func job(_ name: String, of branch: String = "main") throws -> PromptRepo {
      let job = try team.job(name, of: branch)
      try job.workTree("config", "promptrepo.commit.branch", "main")
      return job
    }
    try team.first.workTree("switch", "-qc", "other")
    try team.save("two {{x}}\n", "Say two", by: "Bea")
    try team.first.workTree("push", "-q", "origin", "other")
    let other = try job("other", of: "other")
    #expect(try other.refusal("ci").contains("is not the newest of 'main'"))
    for variables in [["CI_COMMIT_BRANCH": "other"], ["GITHUB_REF": "refs/heads/other"]] {
      #expect(try other.with(variables).refusal("ci").contains("this is the branch 'other'"))
    }
    try other.workTree("switch", "-qc", "other")
    #expect(try other.refusal("ci").contains("this is the branch 'other'"))
    #expect(try team.server.ledger().isEmpty)
    try job("main").ok("ci")
    try job("again").with(["GITHUB_REF": "refs/heads/main"]).ok("ci")
    #expect(try team.texts(of: "a") == ["one {{x}}"])
  }
}
