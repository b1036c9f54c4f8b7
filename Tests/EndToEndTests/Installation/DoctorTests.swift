import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// `doctor` says what is missing, where it really is missing.
@Suite struct DoctorTests {
  /// What `doctor` says of each subject, and its exit code.
  private func doctor(
    _ repo: PromptRepo, program: String = PromptRepo.program
  ) throws -> (status: Int32, checks: [String: JSONObject]) {
    let result = try TestSupport.run(
      program, ["doctor", "--json"], cwd: repo.path, env: repo.environment)
    let lines = try result.outputBytes.split(separator: 10).map {
      try #require(try JSONValue(parsing: Array($0)).object)
    }
    let summary = try #require(lines.last, "\(result.stderr)")
    let checks = lines.dropLast()
    #expect(summary.number("problems") == checks.count { $0.text("state") == "problem" })
    #expect(summary.number("notes") == checks.count { $0.text("state") == "note" })
    #expect(result.status == (summary.number("problems") > 0 ? 1 : 0))
    let subjects = checks.map { check in
      (check.text("subject").split { $0 == " " || $0 == "," }.first.map(String.init) ?? "", check)
    }
    return (result.status, Dictionary(subjects) { first, _ in first })
  }

  @Test func aSoundRepositoryMissesNothing() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "Hi")
    let found = try doctor(repo.with(["EDITOR": "true", "VISUAL": "", "PAGER": "cat"]))
    #expect(found.status == 0)
    #expect(found.checks.values.allSatisfy { $0.text("state") == "ok" }, "\(found.checks)")
    #expect(found.checks["repository"]?.text("message") == "1 prompt, 0 environments")
    #expect(found.checks["author"]?.text("message") == "Test Author <author@example.com>")
    let git = try TestSupport.run("git", ["--version"]).stdout
    #expect(git.contains(found.checks["git"]?.text("message") ?? "none"))
  }

  @Test func whatIsNotOnThePathIsNoted() throws {
    var repo = try PromptRepo().with([
      "PATH": "/nowhere", "EDITOR": "no-such-editor -w", "VISUAL": "", "PAGER": "no-such-pager",
      "GIT_PAGER": "",
    ])
    repo.environment["GIT_PAGER"] = nil
    let found = try doctor(repo)
    #expect(found.status == 0)
    #expect(found.checks["git"]?.text("hint").contains("apt install git") == true)
    #expect(found.checks["editor"]?.text("message").contains("'no-such-editor'") == true)
    #expect(found.checks["pager"]?.text("message").contains("'no-such-pager'") == true)
    // In a git repository some commands cannot do without.
    let inGit = try PromptRepo.inWorkTree().with(["PATH": "/nowhere"])
    #expect(try doctor(inGit).status == 1)
  }

  @Test func anOldGitIsNoted() throws {
    let repo = try PromptRepo()
    let folder = try repo.elsewhere("bin")
    for (version, state) in [("2.37.9", "note"), ("2.38.0", "ok"), ("3.0", "ok")] {
      try "#!/bin/sh\necho git version \(version)\n".write(
        toFile: "\(folder)/git", atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: "\(folder)/git")
      let found = try doctor(repo.with(["PATH": "\(folder):/usr/bin:/bin"]))
      #expect(found.checks["git"]?.text("state") == state, "\(version)")
    }
  }

  /// Where files become versions, nothing can be committed without an author.
  @Test func anUnknownAuthorIsAProblem() throws {
    let repo = try PromptRepo().with(["PROMPTREPO_AUTHOR_NAME": ""])
    let found = try doctor(repo)
    let author = try #require(found.checks["author"])
    #expect(found.status == 1 && author.text("state") == "problem")
    #expect(author.text("hint").contains("git config --global user.name"))
    try repo.write("prompts/a.prompt", "Hi")
    try repo.refusal("commit")
    // Nobody works in a bare repository, nor where there is none.
    let team = try Team()
    var server = team.server
    server.environment["GIT_CONFIG_GLOBAL"] = "/dev/null"
    let nowhere = try PromptRepo(initialised: false).with(["PROMPTREPO_AUTHOR_NAME": ""])
    for repo in [server, nowhere] {
      let found = try doctor(repo)
      #expect(found.status == 0 && found.checks["author"]?.text("state") == "note")
    }
  }

  @Test func aProgramThatIsAloneMissesTheOthers() throws {
    let repo = try PromptRepo()
    let folder = try repo.elsewhere("alone")
    _ = try TestSupport.run("cp", [PromptRepo.program, "\(folder)/promptrepo"])
    let found = try doctor(repo, program: "\(folder)/promptrepo")
    #expect(found.status == 1)
    for name in ["promptrepo-git", "promptrepo-server", "promptrepo-sync"] {
      #expect(found.checks[name]?.text("message") == "there is no '\(folder)/\(name)'")
    }
    // A repository that only the companion can open is told of, too.
    let git = try PromptRepo.inWorkTree()
    try git.commit("a", "Hi")
    try git.workTree("config", "core.autocrlf", "input")
    #expect(try doctor(git).status == 0)
    let alone = try doctor(git, program: "\(folder)/promptrepo")
    #expect(alone.checks["repository"]?.text("message").contains("promptrepo-git") == true)
    // The command that needs one of them says where to look.
    let served = try TestSupport.run(
      "\(folder)/promptrepo", ["serve"], cwd: repo.path, env: repo.environment)
    #expect(served.status == 1)
    #expect(served.stderr.contains("`promptrepo doctor` says which are missing"))
  }

  /// A companion whose library is of another name finds none.
  @Test func aMissingLibraryIsNamedWithItsPackage() throws {
    let repo = try PromptRepo()
    let folder = try repo.elsewhere("programs")
    for name in ["promptrepo", "promptrepo-git", "promptrepo-server", "promptrepo-sync"] {
      let built = "\(PromptRepo.program)\(name.dropFirst("promptrepo".count))"
      _ = try TestSupport.run("cp", [built, "\(folder)/\(name)"])
    }
    // By a process of its own: what another test's child still holds open for writing, the system
    // refuses to run.
    let patched = try TestSupport.run(
      "sed",
      ["-i", "s/libmicrohttpd[.]so[.]1/libmicrohttpd.so.9/g", "\(folder)/promptrepo-server"],
      env: ["LC_ALL": "C"])
    try #require(patched.status == 0, "\(patched.stderr)")
    let found = try doctor(repo, program: "\(folder)/promptrepo")
    #expect(found.status == 1)
    #expect(found.checks["promptrepo-git"]?.text("state") == "ok")
    let check = try #require(found.checks["promptrepo-server"])
    #expect(check.text("message").contains("libmicrohttpd.so.9"))
    #expect(check.text("hint").contains("`apt install libmicrohttpd9"))
    // Even the loader cannot be asked about it.
    _ = try TestSupport.run("chmod", ["a-x", "\(folder)/promptrepo-server"])
    let refused = try doctor(repo, program: "\(folder)/promptrepo")
    #expect(refused.status == 1 && refused.checks["promptrepo-git"]?.text("state") == "ok")
    #expect(refused.checks["promptrepo-server"]?.text("state") == "problem")
  }

  @Test(arguments: ["directory", "git"])
  func whatLiesInTheWayIsFound(store: String) throws {
    let repo = store == "git" ? try PromptRepo.inWorkTree() : try PromptRepo()
    try repo.commit("a", "Hi")
    let folder = store == "git" ? ".git" : ".promptrepo"
    #expect(try doctor(repo).status == 0)
    for name in [
      "refs/prompts/a/@active.lock", "refs/heads/promptrepo/index.lock", "HEAD.lock", "config.lock",
      "packed-refs.lock", "index.lock", "objects/info/commit-graph.lock",
      "worktrees/other/index.lock", "worktrees/other/refs/bisect/bad.lock",
    ] {
      let lock = "\(folder)/\(name)"
      try repo.write(lock, "")
      #expect(try doctor(repo).checks["lock"] == nil, "a lock of this moment is somebody's")
      _ = try TestSupport.run("touch", ["-d", "2 minutes ago", "\(repo.path)/\(lock)"])
      let found = try doctor(repo)
      #expect(found.status == 1, "\(lock)")
      #expect(found.checks["lock"]?.text("message").contains("/\(lock)' has been there") == true)
      try repo.remove(lock)
      #expect(try doctor(repo).status == 0, "\(lock)")
    }
  }

  /// What our own programs lock is made once, and stays.
  @Test(arguments: ["directory", "git"])
  func aRepositoryThatWasUsedAnHourAgoIsSound(store: String) throws {
    let repo = store == "git" ? try PromptRepo.inWorkTree() : try PromptRepo()
    let folder = store == "git" ? ".git" : ".promptrepo"
    try repo.commit("a", "Hi")
    try repo.ok("config", "set", "commit.activate", "true")
    try repo.ok("key", "create", "--owner", "me")
    // A refusal, which nobody tries again, unlike a server that is not there.
    let proxy = try FaultyProxy("127.0.0.1:9")
    proxy.follow { _ in .answer(401) }
    try repo.ok("remote", "add", "hosted", proxy.url)
    #expect(try repo.with(["PROMPTREPO_API_KEY": "x"]).run("sync", "hosted").status != 0)
    if store == "git" {
      try repo.workTree("add", "prompts")
      try repo.workTree("commit", "-qm", "Add")
      try repo.workTree("worktree", "add", "-q", "../other")
      try repo.beside("other").commit("b", "Hi")
    }
    try repo.ok("gc")
    let locks = try TestSupport.run("find", ["\(repo.path)/\(folder)", "-name", "*.lock"]).stdout
    #expect(locks.contains("/promptrepo/index.lock") && locks.contains("/promptrepo/sync-hosted"))
    #expect(store != "git" || locks.contains("/worktrees/other/promptrepo/index.lock"))
    _ = try TestSupport.run(
      "find", ["\(repo.path)/\(folder)", "-exec", "touch", "-hd", "1 hour ago", "{}", "+"])
    let found = try doctor(repo)
    #expect(found.status == 0, "\(found.checks)")
    #expect(found.checks["lock"] == nil)
  }

  @Test func aBrokenStoreIsExplained() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "Hi")
    try repo.write(".promptrepo/config", "[core\n")
    let found = try doctor(repo)
    #expect(found.status == 1)
    #expect(found.checks["repository"]?.text("state") == "problem")
    #expect(found.checks["repository"]?.text("message").contains("config") == true)
  }

  @Test func aSettingThatSaysNothingIsNamed() throws {
    let repo = try PromptRepo.inWorkTree()
    try repo.commit("a", "Hi")
    try repo.workTree("config", "promptrepo.commit.activate", "perhaps")
    let check = try #require(try doctor(repo).checks["setting"])
    #expect(check.text("message").contains("'perhaps'"))
  }

  /// Names with a slip in them, in each file of settings; and values of every kind.
  @Test func settingsAreLookedAt() throws {
    let repo = try PromptRepo.inWorkTree()
    try repo.commit("a", "Hi")
    for (key, value) in [
      ("promptrepo.foldr", "texts"), ("promptrepo.commit.branches", "main"),
      ("promptrepo.pushers", "me"), ("promptrepo.alias.st", "status"),
    ] { try repo.workTree("config", key, value) }
    let noted = try doctor(repo)
    #expect(noted.status == 0)
    let result = try repo.ok("doctor")
    #expect(
      result.contains(
        "setting promptrepo.foldr: this version knows no such setting. Did you mean 'folder'? It is "
          + "in '\(repo.path)/.git/config'"), "\(result)")
    #expect(result.contains("setting promptrepo.commit.branches: "))
    #expect(!result.contains("pushers") && !result.contains("alias"))
    for (key, value) in [
      ("commit.branch", "no..branch"), ("environment", "No Name"), ("alias.st", "'open"),
      ("folder", "../elsewhere"),
    ] {
      try repo.workTree("config", "promptrepo.\(key)", value)
      let found = try repo.run("doctor")
      #expect(found.status == 1)
      #expect(found.stdout.contains("problem  setting promptrepo.\(key): "), "\(found.stdout)")
      try repo.workTree("config", "--unset", "promptrepo.\(key)")
    }
  }

  /// Editor and pager are those that the commands start, by git's rules.
  @Test func editorAndPagerAreGits() throws {
    var repo = try PromptRepo.inWorkTree().with(["EDITOR": "no-such-editor", "TERM": "xterm"])
    for name in ["GIT_EDITOR", "VISUAL", "GIT_PAGER", "PAGER"] { repo.environment[name] = nil }
    try repo.workTree("config", "core.editor", "no-such-core-editor --wait")
    try repo.workTree("config", "core.pager", "no-such-core-pager")
    let found = try doctor(repo)
    // Git's own answers.
    #expect(try repo.workTree("var", "GIT_EDITOR") == "no-such-core-editor --wait")
    #expect(try repo.workTree("var", "GIT_PAGER") == "no-such-core-pager")
    #expect(found.checks["editor"]?.text("message").contains("'no-such-core-editor'") == true)
    #expect(found.checks["pager"]?.text("message").contains("'no-such-core-pager'") == true)
    let other = try doctor(repo.with(["GIT_EDITOR": "true", "GIT_PAGER": "cat"]))
    #expect(other.checks["editor"]?.text("message") == "true")
    #expect(other.checks["pager"]?.text("message") == "none is wanted")
  }

  @Test func whereNoRepositoryIsNothingIsBroken() throws {
    let found = try doctor(try PromptRepo(initialised: false))
    #expect(found.status == 0)
    #expect(found.checks["repository"]?.text("state") == "note")
    #expect(found.checks["author"]?.text("message") == "Test Author <author@example.com>")
  }

  @Test func filesOfAnotherUserAreFound() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "Hi")
    let path = "\(repo.path)/prompts/a.prompt"
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
    let powers = "-dac_override,-dac_read_search"
    let without = getuid() == 0 ? "setpriv --bounding-set=\(powers) --inh-caps=\(powers) " : ""
    let result = try repo.shell("\(without)promptrepo doctor")
    #expect(result.status == 1)
    #expect(result.stdout.contains("1 file or folder cannot be read, '\(path)' first"))
  }
}
