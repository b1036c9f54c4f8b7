import Foundation
import TestSupport
import Testing

/// Prompt files in a folder of the user's choice.
@Suite struct FolderTests {
  private func repository(_ kind: String, folder: String = "ai/prompts") throws -> PromptRepo {
    let repo =
      kind == "git"
      ? try PromptRepo.inWorkTree(initialised: false) : try PromptRepo(initialised: false)
    if kind == "git" {
      try repo.workTree("config", "promptrepo.folder", folder)
      try repo.ok("init")
    } else {
      try repo.ok("init")
      try repo.remove("prompts")
      try repo.ok("config", "set", "folder", folder)
    }
    return repo
  }

  @Test(arguments: ["git", "directory"])
  func everythingIsInTheFolder(_ kind: String) throws {
    let repo = try repository(kind)
    #expect(
      try repo.ok("new", "support/reply", "--template", "Hi {{x}}")
        == "Wrote ai/prompts/support/reply.prompt\n")
    try repo.ok("commit", "-m", "First")
    try repo.write("ai/prompts/support/reply.prompt", "Hello {{x}}\n")
    #expect(try repo.ok("status").contains("ai/prompts/support/reply.prompt"))
    #expect(try repo.ok("diff", "support/reply").contains("ai/prompts/support/reply.prompt"))
    try repo.ok("commit")
    try repo.ok("mv", "support/reply", "support/answer")
    #expect(repo.exists("ai/prompts/support/answer.prompt"))
    #expect(
      try repo.ok("checkout", "support/answer@1").contains("ai/prompts/support/answer.prompt"))
    #expect(try repo.read("ai/prompts/support/answer.prompt") == "Hi {{x}}\n")
    try repo.write("ai/prompts/other.txt", "x")
    try repo.write("ai/prompts/lint.yml", "rules: {file-not-read: error}\n")
    let lint = try repo.run("lint")
    #expect(lint.status == 1)
    #expect(lint.stdout.contains("ai/prompts/other.txt"), "\(lint.stdout)\(lint.stderr)")
    #expect(!lint.stdout.contains("lint.yml:"))
    #expect(try repo.ok("delete", "support/answer", "--yes").isEmpty == false)
    #expect(!repo.exists("ai/prompts/support"))
    #expect(!repo.exists("prompts"))
  }

  @Test(arguments: ["git", "directory"])
  func filesAreNamedFromWhereOneIs(_ kind: String) throws {
    let repo = try repository(kind)
    try repo.ok("new", "support/reply", "--template", "one")
    try repo.ok("commit")
    let below = try repo.beside("work/ai/prompts")
    #expect(try below.ok("show", "support/reply.prompt") == "one")
    #expect(try below.ok("show", "ai/prompts/support/reply.prompt@v1") == "one")
    #expect(try below.ok("show", "./support/../support/reply.prompt@1") == "one")
    #expect(try repo.ok("show", "\(repo.path)/ai/prompts/support/reply.prompt") == "one")
    #expect(try repo.ok("-C", "ai/prompts", "show", "support/reply.prompt") == "one")
    try below.ok("new", "support/new.prompt", "--template", "two")
    #expect(repo.exists("ai/prompts/support/new.prompt"))
    let outside = try repo.refusal("show", "prompts/support/reply.prompt", status: 64)
    #expect(outside.contains("below 'ai/prompts'"))
  }

  @Test func theHistoryGoesOnAfterAMove() throws {
    let repo = try PromptRepo.inWorkTree()
    try repo.commit("a", "one")
    try repo.gitCommit("Add a")
    try repo.write("prompts/a.prompt", "two\n")
    try repo.gitCommit("Change a")
    try repo.ok("commit")
    try repo.ok("config", "set", "folder", "ai/prompts")
    let status = try repo.ok("status")
    #expect(status.contains("ai/prompts/a.prompt"))
    #expect(status.contains("there are files in 'prompts', which are not read"))
    _ = try repo.run("commit")
    #expect(try repo.ok("list").contains("a"))
    #expect(!(try repo.ok("audit").contains("archive")))
    try FileManager.default.createDirectory(
      atPath: "\(repo.path)/ai", withIntermediateDirectories: true)
    try repo.workTree("mv", "prompts", "ai/prompts")
    #expect(try repo.ok("status") == "1 unchanged\n")
    try repo.gitCommit("Move the prompts")
    #expect(try repo.ok("status") == "1 unchanged\n")
    try repo.write("ai/prompts/a.prompt", "three\n")
    try repo.gitCommit("Change a again")
    try repo.ok("commit")
    #expect(try repo.json("log", "a").map { $0.number("version") } == [3, 2, 1])
    // A fresh clone with the setting finds the same; one without it says what is missing.
    try repo.workTree("clone", "-q", ".", "../copy")
    let copy = try repo.beside("copy")
    try copy.workTree("fetch", "-q", "origin", "refs/prompts/*:refs/prompts/*")
    try copy.workTree("config", "promptrepo.folder", "ai/prompts")
    #expect(try copy.ok("status") == "1 unchanged\n")
  }

  @Test func editsSurviveAMoveInADirectory() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "one")
    try repo.write("prompts/a.prompt", "two\n")
    try repo.ok("config", "set", "folder", "texts")
    try FileManager.default.moveItem(
      atPath: "\(repo.path)/prompts", toPath: "\(repo.path)/texts")
    #expect(try repo.ok("status") == "changed  texts/a.prompt  `promptrepo commit` makes v2\n")
    try repo.ok("commit")
    #expect(try repo.ok("show", "a@2") == "two")
    try repo.ok("config", "unset", "folder")
    #expect(try repo.ok("status").contains("There is no folder 'prompts'."))
  }

  @Test func reviewsReadTheFolderOfCommits() throws {
    let repo = try repository("git")
    try repo.ok("new", "a", "--template", "Hi {{x}}")
    try repo.gitCommit("Add a")
    try repo.ok("commit")
    try repo.workTree("switch", "-qc", "topic")
    try repo.write("ai/prompts/a.prompt", "Hey {{y}}\n")
    try repo.write("prompts/b.prompt", "Not a prompt\n")
    try repo.gitCommit("Change a")
    let review = try repo.run("review", "main").stdout
    #expect(review.contains("ai/prompts/a.prompt"), "\(review)")
    #expect(!review.contains("prompts/b.prompt"))
    try repo.ok("hook", "install")
    try repo.write("ai/prompts/c.prompt", "a\u{E0041}b\n")
    try repo.workTree("add", "ai")
    #expect(try repo.run("lint", "--staged").stdout.contains("ai/prompts/c.prompt"))
  }

  @Test func linkedWorkTreesHaveTheFolderToo() throws {
    let repo = try repository("git")
    try repo.ok("new", "a", "--template", "one")
    try repo.gitCommit("Add a")
    try repo.ok("commit")
    try repo.workTree("worktree", "add", "-q", "../linked", "-b", "linked")
    let linked = try repo.beside("linked")
    #expect(try linked.ok("status") == "1 unchanged\n")
    #expect(try linked.ok("show", "ai/prompts/a.prompt") == "one")
    try linked.write("ai/prompts/a.prompt", "a\u{E0041}b\n")
    try linked.workTree("add", "ai")
    #expect(try linked.run("lint", "--staged").stdout.contains("ai/prompts/a.prompt"))
    try linked.ok("config", "set", "commit.branch", "main")
    #expect(try repo.ok("config", "get", "commit.branch") == "main\n")
    try repo.workTree("config", "promptrepo.alias.st", "status")
    #expect(try linked.ok("st").contains("ai/prompts/a.prompt"))
  }

  @Test func adoptedFilesKeepTheirPlaces() throws {
    let repo = try PromptRepo.inWorkTree(initialised: false)
    try repo.write("ai/prompts/support/reply.prompt", "one\n")
    try repo.gitCommit("Add a prompt")
    try repo.workTree("config", "promptrepo.folder", "ai/prompts")
    let output = try repo.ok("adopt", "ai")
    #expect(output.contains("support/reply: 1 version from ai/prompts/support/reply.prompt"))
    #expect(!output.contains("stay where they are"))
    #expect(try repo.ok("status") == "1 unchanged\n")
  }

  @Test func attributesOfTheFoldersOnTheWayCount() throws {
    let repo = try repository("git")
    try repo.write("ai/.gitattributes", "*.prompt text eol=crlf\n")
    try repo.ok("new", "a", "--template", "one\ntwo")
    try repo.remove("ai/prompts/.gitattributes")
    try repo.gitCommit("Add a")
    try repo.remove("ai/prompts/a.prompt")
    try repo.workTree("checkout", "--", "ai")
    #expect(try repo.read("ai/prompts/a.prompt") == "one\r\ntwo\r\n")
    try repo.ok("commit")
    // Only by git's conversions is the file the one that HEAD has.
    let source = try repo.workTree(
      "log", "-1", "--format=%(trailers:key=Source-Commit,valueonly)", "refs/prompts/a/@versions")
    #expect(try source.contains(repo.workTree("rev-parse", "HEAD")))
  }

  @Test func linksOnTheWayAreNotFollowed() throws {
    let repo = try repository("directory")
    let outside = try repo.elsewhere("outside")
    try "secret\n".write(toFile: "\(outside)/a.prompt", atomically: true, encoding: .utf8)
    try FileManager.default.createDirectory(
      atPath: "\(outside)/prompts", withIntermediateDirectories: true)
    try "secret\n".write(toFile: "\(outside)/prompts/a.prompt", atomically: true, encoding: .utf8)
    if repo.exists("ai") { try repo.remove("ai") }
    try FileManager.default.createSymbolicLink(
      atPath: "\(repo.path)/ai", withDestinationPath: outside)
    #expect(try repo.ok("status").contains("symbolic link"))
    #expect(try repo.refusal("commit", "a").contains("symbolic link"))
    #expect(try repo.refusal("new", "b", "--template", "x").contains("symbolic link"))
    #expect(!FileManager.default.fileExists(atPath: "\(outside)/prompts/b.prompt"))
  }

  @Test func aSettingThatCannotBeIsToldOf() throws {
    let repo = try PromptRepo.inWorkTree()
    try repo.workTree("config", "promptrepo.folder", "../out")
    for command in ["status", "lint", "commit"] {
      #expect(try repo.refusalOrLint(command).contains("promptrepo.folder"))
    }
    #expect(try repo.ok("config", "unset", "folder").contains("Took back folder"))
    #expect(try repo.run("status").status == 0)
  }
}

extension PromptRepo {
  /// The message of a command that is refused with 1, or with 3 as `lint` does.
  fileprivate func refusalOrLint(_ command: String) throws -> String {
    try refusal(command, status: command == "lint" ? 3 : 1)
  }
}
