import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// `promptrepo ci` and `commit --fetch` where git renamed and removed prompt files.
@Suite struct CIMovedFileTests {
  /// What was done on the main branch after the last versions were made.
  enum Story: String, CaseIterable, CustomTestStringConvertible {
    case rename, renameAndEdit, editThenRename, chain, nameGivenOn, removal, liveRemoval
    case removalAndNewFile, renameOnMergedSide, namesPassedOn

    var testDescription: String { rawValue }

    /// What the job exits with.
    var status: Int32 { self == .liveRemoval ? 1 : 0 }
  }

  private let team: Team

  init() throws {
    team = try Team()
    for name in ["a", "b", "c"] { try team.publish(text(name), "Add \(name)", to: name) }
    try team.job("first").ok("ci")
    let dev = team.first
    try dev.ok("pull")
    try dev.ok("env", "add", "production", "--protected")
    try dev.ok("deploy", "a@1", "c@1", "--env", "production")
    try dev.ok("push")
  }

  /// The lines of a file that stays similar if one of them changes.
  private func text(_ name: String, _ changes: [Int: String] = [:]) -> String {
    (1...8).map { "\(changes[$0] ?? "Line \($0) of \(name), for {{customer}}.")\n" }.joined()
  }

  private func git(_ author: String, _ message: String) throws {
    try team.first.workTree("add", "-A")
    try team.first.workTree(
      "commit", "-qm", message, "--author", "\(author) <\(author.lowercased())@example.com>")
  }

  private func move(_ old: String, _ new: String, by author: String = "Mia") throws {
    try team.first.workTree("mv", "prompts/\(old).prompt", "prompts/\(new).prompt")
    try git(author, "Rename \(old)")
  }

  /// Does what a story tells, with so many other commits around it that no shallow clone has it all.
  private func tell(_ story: Story) throws {
    let dev = team.first
    try team.saveOthers(30)
    switch story {
    case .rename: try move("a", "z")
    case .renameAndEdit:
      try dev.workTree("mv", "prompts/a.prompt", "prompts/z.prompt")
      try dev.write("prompts/z.prompt", text("a", [2: "Changed."]))
      try git("Bea", "Rename and edit")
    case .editThenRename:
      try team.save(text("a", [2: "Changed."]), "Edit", by: "Bea")
      try move("a", "z")
    case .chain:
      try move("a", "x")
      try team.saveOthers(30)
      try team.save(text("a", [2: "Changed."]), "Edit", by: "Bea", to: "x")
      try move("x", "y", by: "Max")
      try team.saveOthers(30)
      try move("y", "z")
    case .nameGivenOn:
      try move("b", "z")
      try team.saveOthers(30)
      try move("a", "b")
    case .removal, .liveRemoval:
      let name = story == .removal ? "b" : "a"
      try dev.workTree("rm", "-q", "prompts/\(name).prompt")
      try team.save(text("c", [2: "Changed."]), "Remove one, edit another", by: "Bea", to: "c")
    case .removalAndNewFile:
      try dev.workTree("rm", "-q", "prompts/b.prompt")
      try team.save("Something else: {{question}}\n", "Another one", by: "Bea", to: "z")
    case .namesPassedOn:
      try dev.workTree("mv", "prompts/b.prompt", "prompts/z.prompt")
      try move("a", "b")
    case .renameOnMergedSide:
      try dev.workTree("switch", "-qc", "side")
      try move("a", "z")
      try team.saveOthers(40)
      try dev.workTree("switch", "-q", "main")
      try team.save(text("c", [2: "Changed."]), "Edit another", by: "Bea", to: "c")
      try dev.workTree("merge", "-q", "--no-ff", "-m", "Merge", "side")
    }
    if story != .renameOnMergedSide { try team.saveOthers(3) }
    try dev.workTree("push", "-q", "origin", "main")
  }

  /// What there is of all prompts, whoever made it and whenever.
  private func state(_ repo: PromptRepo) throws -> [String] {
    let known = Set(try team.first.json("list", "--archived").map { $0.text("id") })
    var lines = try repo.json("list", "--archived").map { prompt in
      "\(known.contains(prompt.text("id")) ? prompt.text("id") : "new") \(prompt.text("name")) \(prompt.number("latest_version")) "
        + "\(prompt.number("active_version")) \(prompt["archived_at"] != nil)"
    }
    for prompt in try repo.json("list", "--archived") {
      let name = prompt.text("name")
      lines += try repo.json("log", name).map {
        "\(name) \($0.number("version")) \($0.text("hash"))"
      }
    }
    return try lines
      + repo.workTree(
        "for-each-ref", "--format=%(refname)", "refs/prompts", "refs/promptrepo/deleted"
      ).split(separator: "\n").map(String.init)
  }

  /// What a person gets who commits and pushes in a full clone: in another server like this one.
  private func expected(_ story: Story) throws -> [String] {
    let dev = team.first
    _ = try TestSupport.run("cp", ["-r", team.server.path, "\(team.server.path).copy"])
    try dev.workTree("clone", "-q", "\(team.server.path).copy", "../person")
    let person = try dev.beside("person")
    try person.ok("pull")
    #expect(try person.run("commit", "-m", "By hand").status == story.status)
    try person.ok("push")
    return try state(person)
  }

  /// All pairs in the extra suite; otherwise each story with one kind of clone, all of them in turn.
  private static func pairs(_ stories: [Story], _ clones: [JobClone]) -> [(Story, JobClone)] {
    if isExtra { return stories.flatMap { story in clones.map { (story, $0) } } }
    return stories.enumerated().map { ($1, clones[$0 % clones.count]) }
  }

  @Test(arguments: pairs(Story.allCases, JobClone.allCases))
  func endsAsByHand(_ story: Story, _ clone: JobClone) throws {
    try tell(story)
    let wanted = try expected(story)
    let job = try team.job("job", clone)
    let before = try team.server.ledger()
    let rehearsed = try job.run("ci", "--dry-run", "--json")
    #expect(rehearsed.status == story.status, "\(rehearsed.stderr)")
    #expect(try team.server.ledger() == before)
    let result = try job.run("ci")
    #expect(result.status == story.status, "\(result.stdout)\(result.stderr)")
    if story == .liveRemoval {
      #expect(
        result.stderr.contains(
          "prompts/a.prompt was removed, and the prompt is live in production"))
    }
    #expect(try state(job) == wanted)
    let ledger = try team.server.ledger()
    #expect(try job.ledger() == ledger)
    // Again, here and elsewhere, nothing is left to do.
    for repo in [job, try team.job("again", clone), try team.job("one")] {
      let again = try repo.run("ci")
      #expect(again.status == story.status, "\(again.stderr)")
      #expect(
        again.stdout.contains(story == .liveRemoval ? "3 in step" : "Nothing to commit.\norigin: "),
        "\(again.stdout)")
    }
    #expect(try team.server.ledger() == ledger)
    try team.expectSound()
  }

  @Test(arguments: pairs(Story.allCases, [.oneCommit, .twentyCommits, .withoutFiles]))
  func commitFetchesWhatItNeeds(_ story: Story, _ clone: JobClone) throws {
    try tell(story)
    let wanted = try expected(story)
    let job = try team.job("job", clone).with([
      "PROMPTREPO_AUTHOR_NAME": "Ada", "PROMPTREPO_AUTHOR_EMAIL": "ada@example.com",
    ])
    let result = try job.run("commit", "--fetch", "-m", "By hand")
    #expect(result.status == story.status, "\(result.stdout)\(result.stderr)")
    try job.ok("push")
    #expect(try state(job) == wanted)
  }

  @Test func aRenameIsOfItsAuthor() throws {
    try tell(.chain)
    let id = try #require(team.first.json("list", "a").first).text("id")
    let job = try team.job("job")
    let planned = try #require(job.json("ci", "-n").first)
    #expect(planned.text("name") == "z" && planned.text("renamed_from") == "a")
    #expect(planned["author"]?.object?.text("name") == "Bea" && planned.number("number") == 2)
    #expect(
      try job.ok("ci", "-n").hasPrefix(
        "z: would be renamed from a, become v2, by Bea <bea@example.com>\n"))
    #expect(try job.ok("ci").hasPrefix("z: renamed from a, v2 "))
    // Whoever wrote the text is the author of the version, whoever gave the name of the rename.
    #expect(try team.step("z/@versions", "%an") == "Bea")
    let tombstone = try team.server.workTree(
      "for-each-ref", "--format=%(authorname)|%(committername)|%(contents:subject)",
      "refs/promptrepo/deleted")
    #expect(tombstone == "Mia|promptrepo|a renamed to z")
    let now = try #require(job.json("list", "z").first)
    #expect(now.text("id") == id)
    #expect(try job.json("show", "z@production").first?.number("version") == 1)
  }

  @Test func aRemovalIsOfItsAuthor() throws {
    try tell(.removalAndNewFile)
    let job = try team.job("job")
    let planned = try job.json("ci", "-n")
    #expect(planned.prefix(2).map { $0.text("name") } == ["b", "z"])
    #expect(planned.first?["archived"]?.bool == true && planned.first?["number"] == nil)
    #expect(
      try job.ok("ci", "-n").hasPrefix(
        "b: would be archived, since its file was removed, by Bea <bea@example.com>\n"))
    let done = try job.json("ci")
    #expect(done.first?.text("object") == "prompt" && done.first?["archived"]?.bool == true)
    #expect(try team.step("b/@info", "%an|%cn|%s") == "Bea|promptrepo|b archived")
  }

  /// All in another folder, on the one branch where versions may be made.
  @Test(arguments: [JobClone.oneCommit, .full])
  func settingsCount(_ clone: JobClone) throws {
    let dev = team.first
    for name in ["a", "b", "c"] {
      _ = try dev.shell("mkdir -p texts && git mv prompts/\(name).prompt texts/\(name).prompt")
    }
    try git("Mia", "Another folder")
    try team.saveOthers(30)
    try dev.workTree("mv", "texts/a.prompt", "texts/z.prompt")
    try dev.workTree("rm", "-q", "texts/b.prompt")
    try dev.write("texts/c.prompt", text("c", [2: "Changed."]))
    try git("Bea", "One of each")
    try team.saveOthers(3)
    try dev.workTree("push", "-q", "origin", "main")
    let job = try team.job("job", clone)
    try job.workTree("config", "promptrepo.folder", "texts")
    try job.workTree("config", "promptrepo.commit.branch", "main")
    let result = try job.run("ci")
    #expect(result.status == 0, "\(result.stdout)\(result.stderr)")
    #expect(try job.json("list").map { $0.text("name") } == ["c", "z"])
    #expect(try team.texts(of: "c").count == 2)
    #expect(try job.ledger() == team.server.ledger())
    #expect(try job.ok("ci").hasPrefix("Nothing to commit.\n"))
  }

  private func setHook(_ name: String, in hooks: String, _ script: String) throws {
    let path = "\(hooks)/\(name)"
    try FileManager.default.createDirectory(atPath: hooks, withIntermediateDirectories: true)
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(fileURLWithPath: path))
    _ = try TestSupport.run("chmod", ["+x", path])
  }

  /// The server takes nothing, or not the prompt that gave its name on.
  @Test(arguments: ["exit 1", "case $1 in refs/prompts/z/*) exit 1;; esac"])
  func whatIsRefusedIsTakenBack(_ script: String) throws {
    try tell(.nameGivenOn)
    try team.first.workTree("rm", "-q", "prompts/c.prompt")
    try team.first.workTree("commit", "-qm", "Remove c")
    try team.first.ok("env", "remove", "production", "--force")
    try team.first.ok("push")
    try team.first.workTree("push", "-q", "origin", "main")
    let job = try team.job("job")
    try job.ok("pull")
    let before = try job.ledger()
    try setHook("update", in: "\(team.server.path)/hooks", script)
    let result = try job.run("ci")
    #expect(result.status != 0, "\(result.stdout)\(result.stderr)")
    if script == "exit 1" { #expect(try job.ledger() == before) }
    #expect(try job.run("fetch").status == 0)
    #expect(try job.ledger() == team.server.ledger(), "\(result.stdout)")
    try FileManager.default.removeItem(atPath: "\(team.server.path)/hooks/update")
    let mended = try job.run("ci")
    #expect(mended.status == 0, "\(mended.stdout)\(mended.stderr)")
    #expect(try job.json("list").map { $0.text("name") } == ["b", "z"])
    #expect(try job.ledger() == team.server.ledger())
    try team.expectSound()
  }

  /// A server that takes nothing is no race, and each prompt tells why it is not there.
  @Test(arguments: [Story.nameGivenOn, .namesPassedOn, .rename])
  func aRefusedChainSaysWhy(_ story: Story) throws {
    try tell(story)
    let job = try team.job("job")
    try job.ok("pull")
    let before = try job.ledger()
    try setHook("pre-receive", in: "\(team.server.path)/hooks", "exit 1")
    let result = try job.run("ci")
    #expect(result.status == 1, "\(result.stdout)\(result.stderr)")
    let said = result.stdout + result.stderr
    #expect(said.contains("pre-receive hook declined"), "\(said)")
    for wrong in ["somebody else", "is still held", "the ledger was changed"] {
      #expect(!said.contains(wrong), "\(said)")
    }
    #expect(try job.ledger() == before)
    // Likewise of a push by hand.
    let dev = team.first
    try dev.ok("commit", "-m", "By hand")
    let pushed = try dev.run("push")
    #expect(pushed.status == 1 && !(pushed.stdout + pushed.stderr).contains("is still held"))
    if story != .rename {
      #expect(
        (pushed.stdout + pushed.stderr).contains("it waits for 'z' to leave its name at 'origin'"),
        "\(pushed)")
    }
    try FileManager.default.removeItem(atPath: "\(team.server.path)/hooks/pre-receive")
    try dev.ok("push")
    #expect(try team.server.ledger() == dev.ledger())
  }

  /// A runner that uses its clone again after a job was killed.
  @Test(arguments: Story.allCases)
  func whatAKilledRunLeftIsTakenBack(_ story: Story) throws {
    try tell(story)
    let wanted = try expected(story)
    let job = try team.job("job")
    try job.ok("pull")
    let before = try job.ledger()
    try setHook(
      "pre-push", in: "\(job.path)/.git/hooks", "kill -9 $(ps -o ppid= -p $PPID); exit 1")
    #expect(try job.start("ci").wait().status == 128 + 9)
    #expect(try job.ledger() != before)
    try FileManager.default.removeItem(atPath: "\(job.path)/.git/hooks/pre-push")
    // Another job is through meanwhile.
    #expect(try team.job("other").run("ci").status == story.status)
    let ledger = try team.server.ledger()
    let result = try job.run("ci")
    #expect(result.status == story.status, "\(result.stdout)\(result.stderr)")
    #expect(result.stderr.contains("was taken back"), "\(result.stderr)")
    #expect(try job.ledger() == ledger && team.server.ledger() == ledger)
    #expect(try state(job) == wanted)
  }

  /// Another job for the same commit pushes while git is about to push for this one.
  @Test(arguments: Story.allCases)
  func theSlowerOfTwoJobsHasNothingToAdd(_ story: Story) throws {
    try tell(story)
    let wanted = try expected(story)
    let (job, other) = (try team.job("job"), try team.job("other"))
    let mark = "\(job.directory.path)/interrupted"
    try setHook(
      "pre-push", in: "\(job.path)/.git/hooks",
      "[ -e '\(mark)' ] && exit 0; touch '\(mark)'; unset GIT_DIR; cd '\(other.path)'"
        + "; '\(PromptRepo.program)' ci >&2; exit 0")
    let result = try job.run("ci")
    #expect(result.status == story.status, "\(result.stdout)\(result.stderr)")
    #expect(try state(job) == wanted)
    #expect(try job.ledger() == team.server.ledger())
    try team.expectSound()
  }
}

/// Jobs for commits from before the newest.
extension CIMovedFileTests {
  @Test(
    arguments: [Story.removal, .liveRemoval, .removalAndNewFile], [JobClone.oneCommit, .full])
  func theJobOfAnOlderCommitHasNothingToAdd(_ story: Story, _ clone: JobClone) throws {
    let older = try team.job("older", clone)
    try tell(story)
    #expect(try team.job("newer").run("ci").status == story.status)
    let ledger = try team.server.ledger()
    let result = try older.run("ci")
    #expect(result.status == 0, "\(result.stdout)\(result.stderr)")
    #expect(try team.server.ledger() == ledger)
  }

  @Test(
    arguments: pairs(
      [.rename, .renameAndEdit, .chain, .nameGivenOn, .renameOnMergedSide, .namesPassedOn],
      [.oneCommit, .full]))
  func theJobFromBeforeARenameChangesNothing(_ story: Story, _ clone: JobClone) throws {
    let older = try team.job("older", clone)
    try tell(story)
    #expect(try team.job("newer").run("ci").status == 0)
    let ledger = try team.server.ledger()
    for arguments in [["ci", "-n"], ["ci"]] {
      let result = try older.run(arguments)
      #expect(result.status == 0, "\(result.stdout)\(result.stderr)")
      #expect(result.stderr.contains("prompts/a.prompt is left as it is: "), "\(result.stderr)")
      #expect(result.stderr.contains("which is newer on 'main', has changed prompts/a.prompt"))
    }
    #expect(try team.server.ledger() == ledger && older.ledger() == ledger)
  }

  /// Where no commit has the rename, no job is older than it.
  @Test func aRenameByHandIsAConflict() throws {
    let dev = team.first
    let older = try team.job("older")
    try dev.ok("mv", "a", "z")
    try dev.ok("push")
    let ledger = try team.server.ledger()
    let message = try older.refusal("ci", status: 2)
    #expect(message.contains("the prompt of prompts/a.prompt is 'z' now"), "\(message)")
    #expect(try team.server.ledger() == ledger)
  }

  /// A runner keeps its clone, and fetches one commit for each job.
  @Test func aKeptCloneFollowsARenameAndBack() throws {
    let dev = team.first
    let job = try team.job("kept")
    func next(_ names: [String], _ line: String) throws {
      try dev.workTree("push", "-q", "origin", "main")
      let tip = try team.server.workTree("rev-parse", "refs/heads/main")
      try job.workTree(
        "fetch", "-q", "--no-tags", "--depth=1", "origin", "+\(tip):refs/remotes/origin/main")
      try job.workTree("checkout", "-q", "--detach", tip)
      let result = try job.run("ci")
      #expect(result.status == 0, "\(result.stdout)\(result.stderr)")
      #expect(result.stdout.hasPrefix(line), "\(result.stdout)")
      #expect(try job.json("list").map { $0.text("name") } == names)
      #expect(try job.ledger() == team.server.ledger())
    }
    try job.ok("ci")
    try move("a", "z")
    try next(["b", "c", "z"], "z: renamed from a\n")
    try dev.workTree("revert", "--no-edit", "HEAD")
    try next(["a", "b", "c"], "a: renamed from z\n")
    try next(["a", "b", "c"], "Nothing to commit.\n")
  }
}

/// A text that was put back, in a clone that does not know what came between.
@Suite struct ShallowRevertTests {
  @Test func anOldTextIsNotTakenForAnOldFile() throws {
    let team = try Team()
    try team.publish("one {{x}}\n", "Begin the prompt")
    try team.job("job").ok("ci")
    try team.publish("two {{x}}\n", "Say two")
    try team.job("job").ok("ci")
    try team.publish("one {{x}}\n", "Revert to one")
    func clone(_ name: String, _ clone: JobClone) throws -> PromptRepo {
      let repo = try team.job(name, clone).with([
        "PROMPTREPO_AUTHOR_NAME": "Ada", "PROMPTREPO_AUTHOR_EMAIL": "ada@example.com",
      ])
      try repo.ok("pull")
      return repo
    }
    let shallow = try clone("shallow", .oneCommit)
    let refusal = try shallow.refusal("commit", status: 2)
    #expect(
      refusal.contains("prompts/a.prompt is v1, and whether it is old or was put back after v2"))
    #expect(refusal.contains("`promptrepo commit --fetch`"), "\(refusal)")
    #expect(try shallow.ok("status").contains("`promptrepo commit --fetch`"))
    // With the history, it is a version; and what is known to be old stays old.
    #expect(try clone("full", .full).ok("commit", "-n").hasPrefix("a: v3 "))
    #expect(try shallow.ok("commit", "--fetch").hasPrefix("a: v3 "))
    let older = try clone("older", .full)
    try older.workTree("checkout", "-q", "HEAD~2")
    #expect(try older.ok("commit") == "Nothing to commit.\n")
    let checked = try clone("checked", .oneCommit)
    try checked.ok("checkout")
    #expect(try checked.read("prompts/a.prompt") == "two {{x}}\n")
  }
}
