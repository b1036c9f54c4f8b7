import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// Which file has a value, and what goes before it, with `git config` as the judge.
@Suite struct SettingOriginTests {
  static let kinds = ["git", "directory"]

  private func repository(_ kind: String) throws -> PromptRepo {
    kind == "git" ? try PromptRepo.inWorkTree() : try PromptRepo()
  }

  private func store(_ kind: String) -> String { kind == "git" ? ".git" : ".promptrepo" }

  private func home(_ repo: PromptRepo) throws -> String {
    "\(try #require(repo.environment["HOME"]))/.gitconfig"
  }

  /// The value and the file as git finds them: `(value, path)`.
  private func git(
    _ repo: PromptRepo, _ kind: String, _ key: String
  ) throws -> (value: String, file: String?, status: Int32) {
    let result = try TestSupport.run(
      "git",
      ["--git-dir=\(repo.path)/\(store(kind))", "config", "--null", "--show-origin", "--get", key],
      cwd: repo.path, env: repo.environment)
    let fields = result.stdout.split(separator: "\0", omittingEmptySubsequences: false)
    guard result.status == 0, fields.count > 1 else { return ("", nil, result.status) }
    let file = fields[0].hasPrefix("file:") ? String(fields[0].dropFirst(5)) : nil
    return (String(fields[1]), file.map(standard), 0)
  }

  private func standard(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.path
  }

  /// Expects the same value and file as git's, and an origin.
  private func expectGits(
    _ repo: PromptRepo, _ kind: String, _ name: String, _ origin: String,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let expected = try git(repo, kind, "promptrepo.\(name)")
    let found = try #require(
      try repo.json("config", "get", name).first, sourceLocation: location)
    #expect(found.text("value") == expected.value, sourceLocation: location)
    #expect(found["file"]?.string.map(standard) == expected.file, sourceLocation: location)
    #expect(found.text("origin") == origin, sourceLocation: location)
  }

  @Test(arguments: kinds)
  func includedFilesAreNamed(kind: String) throws {
    let repo = try repository(kind)
    let own = "\(repo.path)/\(store(kind))/config"
    func set(_ file: String, _ key: String, _ value: String) throws {
      let result = try TestSupport.run("git", ["config", "--file", file, key, value])
      try #require(result.status == 0, "\(result.stderr)")
    }
    try set(try home(repo), "promptrepo.commit.branch", "trunk")
    try expectGits(repo, kind, "commit.branch", "user")
    let outer = "\(repo.directory.path)/outer"
    try set(try home(repo), "include.path", outer)
    try set(outer, "promptrepo.commit.branch", "included")
    try expectGits(repo, kind, "commit.branch", "user")
    try set(own, "promptrepo.commit.branch", "own")
    try expectGits(repo, kind, "commit.branch", "repository")
    try set(own, "include.path", "inner")
    try set("\(repo.path)/\(store(kind))/inner", "include.path", "innermost")
    try set("\(repo.path)/\(store(kind))/innermost", "promptrepo.commit.branch", "deep")
    try expectGits(repo, kind, "commit.branch", "repository")
    // What is written now does not count here, and that is said.
    let written = try repo.run("config", "set", "commit.branch", "main")
    #expect(written.status == 0)
    #expect(
      written.stderr
        == "Warning: '\(own)' was written, but here commit.branch is deep: "
        + "'\(repo.path)/\(store(kind))/innermost' sets it\n")
    let none = try repo.run("config", "set", "commit.branch", "")
    #expect(none.stderr.contains("but here commit.branch is deep"))
    try expectGits(repo, kind, "commit.branch", "repository")
  }

  /// What git alone can tell: includes that depend on the place, and the settings of one work tree.
  @Test func gitTellsOfConditionalIncludes() throws {
    let repo = try PromptRepo.inWorkTree()
    let other = "\(repo.directory.path)/conditional"
    try repo.workTree("config", "--global", "includeIf.gitdir:\(repo.path)/.path", other)
    try repo.workTree("config", "--file", other, "promptrepo.commit.branch", "here")
    try expectGits(repo, "git", "commit.branch", "user")
    try repo.workTree("config", "extensions.worktreeConfig", "true")
    try repo.workTree("config", "--worktree", "promptrepo.commit.branch", "tree")
    try expectGits(repo, "git", "commit.branch", "repository")
    try repo.workTree("config", "--global", "--unset", "includeIf.gitdir:\(repo.path)/.path")
    try expectGits(repo, "git", "commit.branch", "repository")
    let written = try repo.run("config", "set", "commit.branch", "main")
    #expect(
      written.stderr.contains("but here commit.branch is tree: '\(repo.path)/.git/config.wor"))
  }

  /// Includes that depend on the place give the same author as git's, in both kinds of stores, and
  /// also by a condition that libgit2 does not know.
  @Test(arguments: ["git", "directory", "directory in git"])
  func conditionalIncludesNameTheAuthor(kind: String) throws {
    var repo = try PromptRepo.inWorkTree(initialised: false)
    repo.environment["GIT_CONFIG_GLOBAL"] = "\(repo.directory.path)/.gitconfig"
    if kind == "directory" { try repo.remove(".git") }
    try repo.ok("init", "--store", kind == "git" ? "git" : "directory")
    try repo.commit("first", "Hi")
    let other = "\(repo.directory.path)/conditional"
    func config(_ arguments: String...) throws {
      let result = try TestSupport.run(
        "git", ["config"] + arguments, cwd: repo.path, env: repo.environment)
      try #require(result.status == 0, "\(result.stderr)")
    }
    try config("--file", other, "user.name", "Conditional")
    try config(
      "--file", "\(repo.path)/\(kind == "directory" ? ".promptrepo" : ".git")/config",
      "remote.origin.url", "https://example.com/x.git")
    for (number, condition) in [
      "gitdir:\(repo.path)/", "hasconfig:remote.*.url:https://example.com/**", "onbranch:main",
      "gitdir:/elsewhere/",
    ].enumerated() {
      let key = "includeIf.\(condition).path"
      try config("--global", key, other)
      // Git finds no directory store by itself.
      let place = kind == "directory" ? ["--git-dir=\(repo.path)/.promptrepo"] : []
      let expected = try TestSupport.run(
        "git", place + ["config", "user.name"], cwd: repo.path, env: repo.environment
      ).stdout
      #expect(expected == (number < 3 ? "Conditional\n" : "Test Author\n"), "\(condition)")
      try repo.commit("p\(number)", "Hi")
      let author = try TestSupport.run(
        "git",
        [
          "--git-dir=\(repo.path)/\(store(kind == "git" ? "git" : "directory"))", "log", "-1",
          "--format=%an", "refs/prompts/p\(number)/@versions",
        ], cwd: repo.path, env: repo.environment
      ).stdout
      #expect(author == expected, "\(condition)")
      try config("--global", "--unset", key)
    }
  }

  /// A directory store's own file may have includes that depend on the place, too; what follows them
  /// goes before them.
  @Test(arguments: [false, true])
  func aDirectoryStoreHasConditionalIncludes(isInGit: Bool) throws {
    let repo = try PromptRepo.inWorkTree(initialised: false)
    if !isInGit { try repo.remove(".git") }
    try repo.ok("init", "--store", "directory")
    let store = "\(repo.path)/.promptrepo"
    for name in ["one", "two"] { try repo.ok("env", "add", name) }
    func git(_ arguments: String...) throws -> String {
      try TestSupport.run(
        "git", ["--git-dir=\(store)", "config"] + arguments, cwd: repo.path, env: repo.environment
      ).stdout
    }
    let other = "\(repo.directory.path)/conditional"
    try Data("[promptrepo]\n\tenvironment = one\n".utf8).write(to: URL(filePath: other))
    _ = try git("includeIf.gitdir:\(repo.path)/.path", other)
    #expect(try git("promptrepo.environment") == "one\n")
    #expect(try repo.ok("config", "get", "environment") == "one\n")
    let listed = try repo.json("config", "list").first { $0.text("name") == "environment" }
    #expect(listed?.text("file") == other)
    _ = try git("promptrepo.environment", "two")
    #expect(try git("promptrepo.environment") == "two\n")
    #expect(try repo.ok("config", "get", "environment") == "two\n")
  }

  /// What variables say goes before all files; where git refuses to run, so does the program.
  @Test(arguments: kinds)
  func variablesGoBeforeAllFiles(kind: String) throws {
    let repo = try repository(kind)
    try repo.ok("config", "set", "commit.branch", "main")
    let key = "promptrepo.commit.branch"
    let cases: [[String: String]] = [
      ["GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": key, "GIT_CONFIG_VALUE_0": "counted"],
      [
        "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "PromptRepo.commit.BRANCH",
        "GIT_CONFIG_VALUE_0": "case",
      ],
      [
        "GIT_CONFIG_COUNT": "2", "GIT_CONFIG_KEY_0": key, "GIT_CONFIG_VALUE_0": "first",
        "GIT_CONFIG_KEY_1": key, "GIT_CONFIG_VALUE_1": "second",
      ],
      ["GIT_CONFIG_COUNT": "0"], ["GIT_CONFIG_COUNT": ""],
      ["GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": key],
      ["GIT_CONFIG_COUNT": "1", "GIT_CONFIG_VALUE_0": "x"],
      ["GIT_CONFIG_COUNT": "many"], ["GIT_CONFIG_COUNT": "99999999999"],
      ["GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "nodot", "GIT_CONFIG_VALUE_0": "x"],
      ["GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "", "GIT_CONFIG_VALUE_0": "x"],
      ["GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "a.1b", "GIT_CONFIG_VALUE_0": "x"],
      ["GIT_CONFIG_PARAMETERS": "'\(key)'='given'"],
      ["GIT_CONFIG_PARAMETERS": "'\(key)=old'"],
      ["GIT_CONFIG_PARAMETERS": "'\(key)'='one'  '\(key)'='two'"],
      ["GIT_CONFIG_PARAMETERS": "'\(key)'='it'\\''s'\\!'"],
      ["GIT_CONFIG_PARAMETERS": "'\(key)'='a=b c'"],
      ["GIT_CONFIG_PARAMETERS": "'core.pager'='x' '\(key)'='last'"],
      ["GIT_CONFIG_PARAMETERS": ""], ["GIT_CONFIG_PARAMETERS": "'\(key)"],
      ["GIT_CONFIG_PARAMETERS": "\(key)=bare"], ["GIT_CONFIG_PARAMETERS": "'\(key)'=bare"],
      ["GIT_CONFIG_PARAMETERS": "'\(key)'='x''\(key)'='y'"], ["GIT_CONFIG_PARAMETERS": "''='x'"],
      [
        "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": key, "GIT_CONFIG_VALUE_0": "counted",
        "GIT_CONFIG_PARAMETERS": "'\(key)'='given'",
      ],
    ]
    for variables in cases {
      let here = repo.with(variables)
      let expected = try git(here, kind, key)
      let found = try here.run("config", "get", "commit.branch", "--json")
      guard expected.status == 0 else {
        #expect(found.status == 1 && found.stderr.contains("GIT_CONFIG_"), "\(variables)")
        // Nothing is done with half of what was said.
        #expect(try here.run("status").status == 1, "\(variables)")
        continue
      }
      #expect(
        try here.ok("config", "get", "commit.branch") == "\(expected.value)\n", "\(variables)")
      try expectGits(here, kind, "commit.branch", expected.file == nil ? "command" : "repository")
    }
  }

  /// `git -c` reaches the program through an alias of git, and it counts where it is used.
  @Test func gitHandsItsOptionsOn() throws {
    let repo = try PromptRepo.inWorkTree()
    try repo.commit("a", "Hi")
    let line = "git -c alias.pr='!promptrepo' -c promptrepo.folder=texts pr"
    #expect(try repo.shell("\(line) config get folder").stdout == "texts\n")
    #expect(try repo.shell("\(line) status").stdout.contains("missing  texts/a.prompt"))
    let shown = try repo.shell(
      "FOLDER=ai git --config-env=promptrepo.folder=FOLDER "
        + "-c alias.pr='!promptrepo' pr config list")
    #expect(shown.stdout.contains("ai ") && shown.stdout.contains(" command "), "\(shown.stdout)")
    // Another author, as git takes it.
    let author = try repo.shell(
      "git -c user.name=Eve -c alias.pr='!promptrepo' pr commit -m x a; "
        + "echo Bye > prompts/a.prompt; git -c user.name=Eve -c alias.pr='!promptrepo' pr commit -m x"
    )
    #expect(author.status == 0, "\(author.stderr)")
    #expect(try repo.workTree("log", "-1", "--format=%an", "refs/prompts/a/@versions") == "Eve")
    // What is written is told not to count.
    let written = try repo.shell("\(line) config set folder other")
    #expect(written.stderr.contains("but here folder is texts: the command line or a variable"))
  }

  /// The words with which git switches the machine's settings off.
  @Test func theMachinesSettingsAreSwitchedOffAsByGit() throws {
    let repo = try PromptRepo.inWorkTree()
    let system = "\(repo.directory.path)/system"
    try repo.workTree("config", "--file", system, "promptrepo.commit.branch", "machine")
    for word in ["", "0", "1", "true", "false", "yes", "no", "on", "off", "TRUE", "No"] {
      let here = repo.with(["GIT_CONFIG_SYSTEM": system, "GIT_CONFIG_NOSYSTEM": word])
      let expected = try git(here, "git", "promptrepo.commit.branch")
      let found = try here.run("config", "get", "commit.branch")
      #expect(found.stdout == (expected.status == 0 ? "machine\n" : ""), "\(word)")
    }
  }

  @Test(arguments: kinds)
  func aFolderThatCannotBeIsRefused(kind: String) throws {
    let repo = try repository(kind)
    let before = try repo.read("\(store(kind))/config")
    try repo.write("file", "x")
    try FileManager.default.createDirectory(
      atPath: "\(repo.directory.path)/elsewhere", withIntermediateDirectories: true)
    for (link, target) in [("link", "../elsewhere"), ("dangling", "nowhere")] {
      try FileManager.default.createSymbolicLink(
        atPath: "\(repo.path)/\(link)", withDestinationPath: target)
    }
    let part = String(repeating: "a", count: 256)
    let long = Array(repeating: String(repeating: "a", count: 100), count: 11).joined(
      separator: "/")
    for (folder, reason) in [
      (String(repeating: "a", count: 5_000), "bytes"), (part, "256 bytes"), (long, "1110 bytes"),
      ("a\u{202E}b", "nobody sees"), ("a\u{200B}", "nobody sees"), ("a\u{1}", "control"),
      ("/abs", "absolute"), ("a/../b", "out of the repository"), ("link", "symbolic link"),
      ("link/below", "'link' is a symbolic link"), ("dangling", "symbolic link"),
      ("file", "no folder"),
    ] {
      let refusal = try repo.refusal("config", "set", "folder", folder)
      #expect(refusal.contains(reason), "\(folder.prefix(40)): \(refusal)")
    }
    #expect(try repo.read("\(store(kind))/config") == before)
    for folder in ["texts", "ai/prompts", "Vorlagen für alle", String(repeating: "a", count: 255)] {
      try repo.ok("config", "set", "folder", folder)
    }
  }
}
