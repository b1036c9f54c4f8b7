import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// Every command in a git work tree, on the ledger in its repository.
@Suite struct GitStoreCommandTests {
  let repo: PromptRepo

  init() throws {
    repo = try PromptRepo.inWorkTree()
  }

  @Test func initUsesTheRepositoryAroundIt() throws {
    let fresh = try PromptRepo.inWorkTree(initialised: false)
    let before = try fresh.workTree("status", "--porcelain")
    #expect(before == "")
    let said = try fresh.ok("init")
    #expect(
      said == """
        Made a prompt repository in the git repository \(fresh.path)
        `promptrepo new NAME` writes the file of a first prompt.

        """)
    #expect(!fresh.exists(".promptrepo"))
    #expect(try fresh.read("prompts/.gitattributes") == "*.prompt -text\n")
    #expect(
      try fresh.ok("init") == "There is a prompt repository in the git repository \(fresh.path)\n")
  }

  @Test func initMakesADirectoryStoreWhenAsked() throws {
    let fresh = try PromptRepo.inWorkTree(initialised: false)
    try fresh.ok("init", "--store", "directory")
    try fresh.commit("p", "one")
    #expect(fresh.exists(".promptrepo/config"))
    #expect(try fresh.workTree("for-each-ref", "refs/prompts") == "")
    #expect(try fresh.ok("init") == "There is a prompt repository in \(fresh.path)\n")
    try fresh.refusal("init", "--store", "git", status: 2)
  }

  /// A folder of a store that was never made hides no prompts, and is not made into one that does.
  @Test func anEmptyFolderOfAStoreDoesNotHideTheLedger() throws {
    try repo.commit("p", "one")
    try FileManager.default.createDirectory(
      atPath: "\(repo.path)/.promptrepo", withIntermediateDirectories: false)
    let message = try repo.refusal("list")
    #expect(message.contains("Move it away: the prompts are in the git repository"), "\(message)")
    for arguments in [["init"], ["init", "--store", "directory"]] {
      let result = try repo.run(arguments)
      #expect(result.status == 2)
      #expect(result.stderr.contains("Move '\(repo.path)/.promptrepo' away"), "\(result.stderr)")
    }
    try repo.remove(".promptrepo")
    #expect(try repo.ok("show", "p") == "one")
  }

  /// libgit2 reads git's index for what is converted; the way out is the same.
  @Test(arguments: ["", "garbage garbage garbage garbage garbage"], [false, true])
  func aDamagedGitIndexIsMadeAnew(_ bytes: String, _ isConverted: Bool) throws {
    try repo.commit("p", "one")
    try repo.workTree("add", "--all")
    try repo.workTree("commit", "-qm", "Add p")
    try repo.write("prompts/p.prompt", "two")
    if isConverted { try repo.remove("prompts/.gitattributes") }
    if isConverted { try repo.write(".gitattributes", "*.prompt text=auto\n") }
    try repo.write(".git/index", bytes)
    let message = try repo.refusal("commit")
    #expect(message.contains("`git reset` then makes a new one"), "\(message)")
    try repo.remove(".git/index")
    try repo.workTree("reset")
    try repo.ok("commit")
    #expect(try repo.ok("show", "p") == "two")
    try repo.expectCleanRepository()
  }

  @Test func theGitStoreNeedsAGitRepository() throws {
    let folder = try PromptRepo(initialised: false)
    let message = try folder.refusal("init", "--store", "git")
    #expect(message.contains("git init"))
  }

  @Test func aRepositoryWithoutPromptsSaysHowToBegin() throws {
    let fresh = try PromptRepo.inWorkTree(initialised: false)
    for command in [["list"], ["status"], ["commit"], ["show", "p"], ["log", "p"]] {
      let result = try fresh.run(command)
      fresh.expectRefusal(result, "\(command)")
      #expect(result.stderr.contains("promptrepo init"), "\(command): \(result.stderr)")
    }
    #expect(try fresh.workTree("status", "--porcelain") == "")
    #expect(try fresh.workTree("for-each-ref", "refs/prompts", "refs/promptrepo") == "")
  }

  @Test func everyCommandWorks() throws {
    try repo.ok("new", "support/reply", "-", stdin: "Hi {{x}}")
    #expect(try repo.read("prompts/support/reply.prompt").contains("Hi {{x}}"))
    try repo.ok("commit", "-m", "first")
    try repo.commit("support/reply", "Hey {{x}}", "-m", "second")
    #expect(try repo.ok("show", "support/reply") == "Hey {{x}}")
    #expect(try repo.ok("show", "support/reply@v1") == "Hi {{x}}")
    #expect(
      try repo.ok("render", "support/reply", "--vars", "-", stdin: #"{"x": "you"}"#) == "Hey you")
    try repo.ok("rollback", "support/reply", "-m", "worse")
    #expect(try repo.ok("show", "support/reply") == "Hi {{x}}")
    try repo.ok("activate", "support/reply@latest")
    try repo.ok("set", "support/reply", "--title", "Reply")
    #expect(try repo.json("list").map { $0.text("name") } == ["support/reply"])
    #expect(try repo.json("log", "support/reply").map { $0.number("version") } == [2, 1])
    #expect(try repo.json("log", "support/reply", "--pointers").count == 4)
    #expect(try repo.ok("grep", "Hey").contains("support/reply"))
    #expect(try repo.ok("diff", "support/reply@v1", "v2").contains("Hey"))
    #expect(try repo.ok("status").contains("1 unchanged"))
    let rows = "{\"name\":\"other\",\"template\":\"Text\"}\n"
    try repo.ok("import", "-", "--format", "jsonl", stdin: rows)
    #expect(try repo.ok("export").split(separator: "\n").count == 3)
    try repo.ok("checkout", "other")
    try repo.ok("mv", "other", "another")
    #expect(repo.exists("prompts/another.prompt") && !repo.exists("prompts/other.prompt"))
    try repo.ok("delete", "another", "--yes")
    #expect(try repo.ok("gc") == "Packed with `git gc`\n")
    #expect(try repo.ok("show", "support/reply") == "Hey {{x}}")
    try repo.expectCleanRepository()
    // What git shows of a pointer is what is live, and why.
    #expect(
      try repo.workTree("show", "refs/prompts/support/reply/@active:template.txt") == "Hey {{x}}")
    #expect(
      try repo.workTree(
        "log", "-1", "--skip=1", "--format=%an %(trailers:key=Reason,valueonly)",
        "refs/prompts/support/reply/@active"
      ).hasPrefix("Test Author worse"))
  }

  @Test func nothingOfTheUsersIsTouched() throws {
    try repo.write("README", "edited\n")
    try repo.workTree("stash")
    try repo.write("README", "edited again\n")
    try repo.write("staged", "staged\n")
    try repo.workTree("add", "staged")
    func state() throws -> [String] {
      try [
        repo.workTree("rev-parse", "HEAD"), repo.workTree("symbolic-ref", "HEAD"),
        repo.workTree("for-each-ref", "refs/heads", "refs/tags", "refs/stash"),
        repo.workTree("stash", "list"), repo.workTree("diff"), repo.workTree("diff", "--cached"),
        repo.workTree("config", "--local", "--list"),
        repo.workTree("status", "--porcelain", "--", "README", "staged"),
        String(decoding: repo.bytes(".git/index"), as: UTF8.self),
      ]
    }
    let before = try state()
    try repo.commit("p", "one")
    try repo.commit("p", "two")
    try repo.ok("rollback", "p")
    try repo.ok("mv", "p", "q")
    try repo.ok("set", "q", "--title", "Q")
    try repo.ok("status")
    #expect(try state() == before)
    let references = try repo.workTree("for-each-ref", "--format=%(refname)").split(separator: "\n")
    #expect(
      references.filter { !$0.hasPrefix("refs/prompts/") && !$0.hasPrefix("refs/promptrepo/") }
        == ["refs/heads/main", "refs/stash"])
  }

  @Test func commandsRunFromEverySubfolderAndFromTheGitDirectory() throws {
    try repo.commit("p", "one")
    try repo.write("src/deep/file", "")
    for folder in ["src", "src/deep", "prompts", ".git", ".git/refs"] {
      let result = try TestSupport.run(
        PromptRepo.program, ["show", "p"], cwd: "\(repo.path)/\(folder)", env: repo.environment)
      #expect(result.stdout == "one", "\(folder): \(result.stderr)")
    }
    let status = try TestSupport.run(
      PromptRepo.program, ["status"], cwd: "\(repo.path)/src/deep", env: repo.environment)
    #expect(status.stdout == "1 unchanged\n", "\(status.stderr)")
  }

  @Test func aLinkedWorkTreeSharesTheLedgerAndHasFilesOfItsOwn() throws {
    try repo.commit("p", "one")
    try repo.workTree("add", "prompts")
    try repo.workTree("commit", "-qm", "Add a prompt")
    try repo.workTree("worktree", "add", "-q", "../linked", "-b", "feature")
    let linked = try repo.beside("linked")
    #expect(try linked.ok("show", "p") == "one")
    try linked.commit("p", "two")
    #expect(try repo.ok("show", "p") == "two")
    #expect(try repo.json("status").first?.text("state") == "behind")
    #expect(try linked.json("status").first?.text("state") == "unchanged")
    try repo.expectCleanRepository()
  }

  @Test func anEmptyBareRepositoryIsALedgerWithoutPrompts() throws {
    try repo.workTree("init", "-q", "--bare", "../bare.git")
    let bare = try repo.beside("bare.git")
    #expect(try bare.ok("init").hasPrefix("There is a prompt repository in the git repository"))
    #expect(try bare.ok("list") == "")
    let row = "{\"name\":\"p\",\"template\":\"one\"}\n"
    try bare.ok("import", "-", "--format", "jsonl", stdin: row)
    #expect(try bare.ok("show", "p") == "one")
    try bare.expectCleanRepository()
  }

  @Test func aBareRepositoryIsReadAndRolledBack() throws {
    try repo.commit("p", "one")
    try repo.commit("p", "two")
    try repo.workTree("clone", "-q", "--mirror", ".", "../bare.git")
    let bare = try repo.beside("bare.git")
    #expect(try bare.ok("show", "p") == "two")
    try bare.ok("rollback", "p")
    #expect(try bare.ok("show", "p") == "one")
    let message = try bare.refusal("commit")
    #expect(message.contains("bare"), "\(message)")
    try bare.expectCleanRepository()
  }

  @Test func theAuthorIsWhoGitSaysForThisRepository() throws {
    try repo.write("../special.config", "[user]\n\tname = Special\n")
    try repo.workTree(
      "config", "--global", "includeIf.gitdir:\(repo.path)/.git.path",
      "\(repo.directory.path)/special.config")
    try repo.commit("p", "one")
    #expect(
      try repo.workTree("log", "-1", "--format=%an <%ae>", "refs/prompts/p/@versions")
        == "Special <author@example.com>")
  }

  @Test func theSettingsAreReadWhereGitsVariablesSay() throws {
    try repo.write("../other.config", "[user]\n\tname = Other\n\temail = other@example.com\n")
    try repo.with(["GIT_CONFIG_GLOBAL": "\(repo.directory.path)/other.config"])
      .commit("p", "one")
    #expect(
      try repo.workTree("log", "-1", "--format=%an <%ae>", "refs/prompts/p/@versions")
        == "Other <other@example.com>")
    let nobody = repo.with(["GIT_CONFIG_GLOBAL": "/dev/null"])
    try repo.write("prompts/p.prompt", "two")
    #expect(try nobody.refusal("commit").contains("user.name"))
    // What the repository says goes before what the user says.
    try repo.workTree("config", "user.name", "Local")
    try repo.ok("commit")
    #expect(
      try repo.workTree("log", "-1", "--format=%an <%ae>", "refs/prompts/p/@versions")
        == "Local <author@example.com>")
  }

  @Test func aDirectoryStoreDoesNotHideTheLedgerInGit() throws {
    try repo.commit("p", "one")
    let message = try repo.refusal("init", "--store", "directory", status: 2)
    #expect(message.contains("promptrepo convert --to directory"))
    #expect(!repo.exists(".promptrepo"))
    try repo.ok("convert", "--to", "directory")
    #expect(try repo.ok("show", "p") == "one")
  }

  @Test func gitCleansUpWithoutComplaint() throws {
    try repo.commit("p", "one")
    try repo.commit("q", "one")
    for arguments in [["gc"], ["reflog", "expire", "--all"], ["fsck", "--strict"]] {
      let result = try TestSupport.run(
        "git", arguments, cwd: repo.path, env: repo.environment)
      #expect(result.status == 0 && !result.stderr.contains("error"), "\(result.stderr)")
    }
    #expect(!repo.exists(".git/logs/refs/promptrepo/clock"))
  }

  @Test(.enabled(if: getuid() == 0, "only root can give a repository away"))
  func somebodyElsesRepositoryIsRefusedUntilTheUserTrustsIt() throws {
    try repo.commit("p", "one")
    _ = try TestSupport.run("chown", ["-R", "1234", repo.path])
    for command in ["show", "rollback"] {
      let message = try repo.refusal(command, "p")
      #expect(message.contains("detected dubious ownership"), "\(message)")
      #expect(message.contains("git config --global --add safe.directory"), "\(message)")
    }
    for directory in ["*", repo.path] {
      try repo.workTree("config", "--global", "--add", "safe.directory", directory)
      #expect(try repo.ok("show", "p") == "one")
      try repo.workTree("config", "--global", "--unset-all", "safe.directory")
    }
    // An empty value takes back what comes before it.
    for directory in ["*", ""] {
      try repo.workTree("config", "--global", "--add", "safe.directory", directory)
    }
    try repo.refusal("show", "p")
  }
}
