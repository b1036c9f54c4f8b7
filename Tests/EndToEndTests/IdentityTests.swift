import Foundation
import TestSupport
import Testing

/// Who made a change, and when.
@Suite struct IdentityTests {
  let repo: PromptRepo

  init() throws {
    repo = try PromptRepo().with([
      "PROMPTREPO_AUTHOR_NAME": "", "PROMPTREPO_AUTHOR_EMAIL": "",
    ])
  }

  private func writeUserConfig(_ text: String, in home: String) throws {
    try text.write(toFile: "\(home)/.gitconfig", atomically: true, encoding: .utf8)
  }

  private func author(_ repo: PromptRepo, _ number: Int) throws -> String {
    try repo.commit("p", "text \(number)")
    return try repo.git("log", "-1", "--format=%an <%ae>", "refs/prompts/p/@versions").stdout
      .trimmingCharacters(in: .newlines)
  }

  @Test func theMoreParticularSettingWins() throws {
    try writeUserConfig("[user]\n\tname = Home\n\temail = home@e\n", in: repo.directory.path)
    #expect(try author(repo, 1) == "Home <home@e>")
    // The enclosing git repository's settings.
    _ = try TestSupport.run("git", ["init", "-q", repo.path], env: repo.environment)
    _ = try TestSupport.run("git", ["-C", repo.path, "config", "user.name", "Tree"])
    #expect(try author(repo, 2) == "Tree <home@e>")
    _ = try repo.git("config", "user.email", "store@e")
    #expect(try author(repo, 3) == "Tree <store@e>")
    let git = repo.with(["GIT_AUTHOR_NAME": "Git", "GIT_AUTHOR_EMAIL": "git@e"])
    #expect(try author(git, 4) == "Git <git@e>")
    let own = git.with(["PROMPTREPO_AUTHOR_NAME": "Own", "PROMPTREPO_AUTHOR_EMAIL": "own@e"])
    #expect(try author(own, 5) == "Own <own@e>")
    try repo.expectCleanFsck()
  }

  @Test func settingsOfXDGAreRead() throws {
    let folder = try repo.elsewhere("xdg/git")
    try "[user]\n\tname = X\n\temail = x@e\n"
      .write(toFile: "\(folder)/config", atomically: true, encoding: .utf8)
    let repo = repo.with(["XDG_CONFIG_HOME": "\(repo.directory.path)/xdg"])
    #expect(try author(repo, 1) == "X <x@e>")
  }

  /// What git itself makes of the same settings is what a version's author is.
  @Test func includedAndNamedSettingsAreThoseOfGit() throws {
    try writeUserConfig(
      "[user]\n\tname = Before\n[include]\n\tpath = ~/more\n[user]\n\temail = last@e\n",
      in: repo.directory.path)
    try "[user]\n\tname = Included\n\temail = included@e\n[include]\n\tpath = deeper\n"
      .write(toFile: "\(repo.directory.path)/more", atomically: true, encoding: .utf8)
    try "[user]\n\tname = Deeper\n"
      .write(toFile: "\(repo.directory.path)/deeper", atomically: true, encoding: .utf8)
    for (key, value) in [("user.name", "Deeper"), ("user.email", "last@e")] {
      let git = try TestSupport.run("git", ["config", key], cwd: repo.path, env: repo.environment)
      #expect(git.stdout == "\(value)\n")
    }
    #expect(try author(repo, 1) == "Deeper <last@e>")
    let global = "\(repo.directory.path)/global"
    try "[user]\n\tname = Global\n\temail = global@e\n"
      .write(toFile: global, atomically: true, encoding: .utf8)
    #expect(try author(repo.with(["GIT_CONFIG_GLOBAL": global]), 2) == "Global <global@e>")
  }

  @Test func aLinkedWorkTreeHasTheSettingsOfItsRepository() throws {
    let script = """
      unset GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
      git init -q main && cd main && git config user.name Main && git config user.email main@e
      git commit -q --allow-empty -m x && git worktree add -q ../linked
      """
    let made = try TestSupport.run(
      "sh", ["-ec", script], cwd: repo.directory.path, env: repo.environment)
    try #require(made.status == 0, "\(made.stderr)")
    let folder = "\(repo.directory.path)/linked"
    for arguments in [
      ["init", "--store", "directory"], ["new", "p", "--template", "x"], ["commit"],
    ] {
      let result = try TestSupport.run(
        PromptRepo.program, ["-C", folder] + arguments, env: repo.environment)
      try #require(result.status == 0, "\(result.stderr)")
    }
    let log = try TestSupport.run(
      "git", ["--git-dir=\(folder)/.promptrepo", "log", "--format=%an", "refs/prompts/p/@versions"])
    #expect(log.stdout == "Main\n")
  }

  @Test func nobodyIsToldHowToSayWho() throws {
    try repo.write("prompts/p.prompt", "text")
    let message = try repo.refusal("commit")
    for part in ["user.name", "PROMPTREPO_AUTHOR_NAME", "PROMPTREPO_AUTHOR_EMAIL"] {
      #expect(message.contains(part), "\(message)")
    }
    let half = repo.with(["PROMPTREPO_AUTHOR_NAME": "Only a name"])
    #expect(try half.refusal("commit").contains("address"))
    #expect(try repo.json("list").isEmpty)
  }

  @Test func noHomeIsNoHindrance() throws {
    let result = try repo.shell(
      """
      unset HOME XDG_CONFIG_HOME PROMPTREPO_AUTHOR_NAME
      export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@e
      promptrepo new p --template text && promptrepo commit && promptrepo show p
      unset GIT_AUTHOR_NAME
      promptrepo rollback p
      """)
    #expect(result.stdout.hasSuffix("text"))
    #expect(result.status == 1)
    #expect(result.stderr.contains("name is not known"), "\(result.stderr)")
  }

  @Test func aNameCannotForgeACommit() throws {
    let evil = repo.with([
      "PROMPTREPO_AUTHOR_NAME": "Eve <x@y> 0 +0000\ncommitter Mallory",
      "PROMPTREPO_AUTHOR_EMAIL": "e>\n@e",
    ])
    try evil.write("prompts/p.prompt", "text")
    let result = try evil.run("commit")
    #expect(result.status <= 1, "\(result.stderr)")
    let log = try repo.git("log", "--format=%cn", "refs/prompts/p/@versions").stdout
    #expect(!log.hasPrefix("Mallory"))
    try repo.expectCleanFsck()
  }

  @Test func aBrokenUserConfigIsNamed() throws {
    try writeUserConfig("[user\nname = x\n", in: repo.directory.path)
    try repo.write("prompts/p.prompt", "text")
    let message = try repo.refusal("commit")
    #expect(message.contains(".gitconfig"), "\(message)")
  }

  @Test(arguments: [
    ("2026-03-15T10:30:00Z", "1773570600 +0000"), ("2026-03-15T10:30:00+05:30", "1773550800 +0530"),
    ("1700000000 +0100", "1700000000 +0100"), ("@1700000000 -0230", "1700000000 -0230"),
  ])
  func datesAreTakenFromTheEnvironment(_ text: String, _ stored: String) throws {
    for variable in ["PROMPTREPO_DATE", "GIT_AUTHOR_DATE"] {
      let repo = try PromptRepo().with([variable: text])
      try repo.commit("p", "text")
      let commit = try repo.git("cat-file", "commit", "refs/prompts/p/@versions").stdout
      let lines = commit.split(separator: "\n").filter { $0.contains("<author@example.com>") }
      #expect(lines.count == 2 && lines.allSatisfy { $0.hasSuffix(" \(stored)") }, "\(commit)")
      try repo.expectCleanFsck()
    }
  }

  @Test func ownDateGoesBeforeGits() throws {
    let repo = try PromptRepo().with([
      "PROMPTREPO_DATE": "1700000000 +0000", "GIT_AUTHOR_DATE": "1600000000 +0000",
    ])
    try repo.commit("p", "text")
    #expect(
      try repo.git("log", "--format=%at", "refs/prompts/p/@versions").stdout == "1700000000\n")
  }

  @Test(arguments: ["garbage", "2026-13-01T00:00:00Z", "99999999999999999999 +0000"])
  func aDateThatIsNoneIsRefused(_ text: String) throws {
    let repo = try PromptRepo()
    try repo.write("prompts/p.prompt", "text")
    let message = try repo.with(["PROMPTREPO_DATE": text]).refusal("commit")
    #expect(message.contains(text) && message.contains("2026-03-15T10:30:00Z"), "\(message)")
    #expect(try repo.json("list").isEmpty)
  }

  @Test func sameInputAndDateGiveTheSameObjectsElsewhere() throws {
    let lines = """
      {"id":"prompt_00112233445566778899aabbccddeeff","name":"p","title":"P","template":"one",\
      "message":"first","created_at":"2026-01-01T00:00:00.123Z"}
      {"id":"prompt_00112233445566778899aabbccddeeff","name":"p","template":"two",\
      "created_at":"2026-01-02T00:00:00Z"}
      """
    func made() throws -> String {
      let repo = try PromptRepo().with(["PROMPTREPO_DATE": "1700000000 +0000"])
      try repo.ok("import", "-", "--format", "jsonl", stdin: lines)
      try repo.ok("rollback", "p", "--to", "1", "-m", "why")
      #expect(
        try repo.json("list").map { $0.text("created_at") } == ["2026-01-01T00:00:00.123Z"])
      return try repo.git("for-each-ref").stdout
    }
    let first = try made()
    #expect(first.split(separator: "\n").count == 3)
    #expect(try made() == first)
  }
}
