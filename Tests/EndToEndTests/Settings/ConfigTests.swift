import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// `promptrepo config` in both kinds of repositories, with git as the judge of what it writes.
@Suite struct ConfigTests {
  static let kinds = ["git", "directory"]

  private func repository(_ kind: String) throws -> PromptRepo {
    kind == "git" ? try PromptRepo.inWorkTree() : try PromptRepo()
  }

  /// What git finds in the repository's own file.
  private func stored(_ repo: PromptRepo, _ kind: String, _ key: String) throws -> RunResult {
    let store = kind == "git" ? ".git" : ".promptrepo"
    return try TestSupport.run(
      "git", ["config", "--file", "\(repo.path)/\(store)/config", "--get-all", key])
  }

  @Test(arguments: kinds)
  func whatIsSetIsWhatGitReads(_ kind: String) throws {
    let repo = try repository(kind)
    let store = kind == "git" ? ".git" : ".promptrepo"
    let before = try repo.read("\(store)/config")
    #expect(
      try repo.ok("config", "set", "commit.activate", "no")
        == "commit.activate is false, for this \(kind == "git" ? "clone" : "repository")\n")
    #expect(try stored(repo, kind, "promptrepo.commit.activate").stdout == "false\n")
    #expect(try repo.ok("config", "get", "promptrepo.Commit.Activate") == "false\n")
    #expect(try repo.read("\(store)/config").hasPrefix(before))
    #expect(try repo.ok("config", "commit.branch", "main").contains("is main"))
    #expect(try repo.ok("config", "commit.branch") == "main\n")
    try repo.ok("config", "--unset", "commit.branch")
    try repo.ok("config", "unset", "commit.activate")
    #expect(try repo.read("\(store)/config") == before)
    let missing = try repo.run("config", "get", "commit.branch")
    #expect(missing.status == 1)
    #expect(missing.stdout.isEmpty && missing.stderr.isEmpty)
    #expect(
      try repo.ok("config", "unset", "commit.branch")
        == "commit.branch was not set; it has no value\n")
  }

  @Test(arguments: kinds)
  func theListSaysWhereValuesComeFrom(_ kind: String) throws {
    let repo = try repository(kind)
    #expect(
      try repo.json("config", "list").map { $0.text("origin") }
        == Array(repeating: "standard", count: 8))
    try repo.ok("config", "set", "--global", "commit.branch", "trunk")
    try repo.ok("config", "set", "--global", "alias.st", "status")
    try repo.ok("config", "set", "commit.activate", "false")
    let home = try #require(repo.environment["HOME"])
    let global = try TestSupport.run(
      "git", ["config", "--file", "\(home)/.gitconfig", "promptrepo.commit.branch"])
    #expect(global.stdout == "trunk\n")
    let origins = try repo.json("config", "list").map { [$0.text("name"), $0.text("origin")] }
    #expect(
      origins == [
        ["folder", "standard"], ["environment", "standard"], ["commit.activate", "repository"],
        ["commit.branch", "user"], ["allowDeletions", "standard"],
        ["allowFutureSteps", "standard"], ["pushers", "standard"], ["pusherVariable", "standard"],
        ["alias.st", "user"],
      ])
    // A repository's own value goes before the user's, whatever is written there.
    try repo.ok("config", "commit.branch", "main")
    let overridden = try repo.run("config", "set", "--global", "commit.branch", "other")
    #expect(overridden.status == 0)
    #expect(overridden.stdout == "commit.branch is other, for all your repositories\n")
    let file = kind == "git" ? ".git/config" : ".promptrepo/config"
    #expect(
      overridden.stderr
        == "Warning: your own git configuration was written, but here commit.branch is main: "
        + "'\(repo.path)/\(file)' sets it\n")
    try repo.ok("config", "commit.branch", "")
    #expect(try repo.run("config", "get", "commit.branch").status == 1)
  }

  @Test func wrongNamesAndValuesAreRefused() throws {
    let repo = try PromptRepo()
    let before = try repo.read(".promptrepo/config")
    #expect(try repo.refusal("config", "set", "foldr", "x", status: 64).contains("'folder'?"))
    #expect(
      try repo.refusal("config", "core.bare", "false", status: 64).contains(
        "'promptrepo config list' shows them"))
    #expect(
      try repo.refusal("config", "set", "commit.activate", "maybe").contains(
        "neither true nor false"))
    #expect(try repo.refusal("config", "set", "commit.branch", "a..b").contains("'commit.branch'"))
    #expect(
      try repo.refusal("config", "set", "environment", "staging").contains("env add staging"))
    for folder in [" a", "a ", " "] {
      #expect(
        try repo.refusal("config", "set", "folder", folder).contains("begins or ends with a space"))
    }
    for folder in ["/abs", "a/../b", "..", ".", ".git/x", "a/.promptrepo", "a//b", "", ".hidden"] {
      #expect(
        try repo.refusal("config", "set", "folder", folder).contains("the folder of the prompts"))
    }
    #expect(try repo.refusal("config", "set", "alias.show", "list").contains("never hides one"))
    #expect(try repo.refusal("config", "set", "alias.x", "!ls").contains("are not run"))
    #expect(try repo.refusal("config", "set", "alias.a_b", "list", status: 64).contains("letters"))
    #expect(try repo.refusal("config", "--list", "--unset", status: 64).contains("Give one of"))
    #expect(
      try repo.refusal("config", "--global", "folder", status: 64).contains("goes with a value"))
    #expect(try repo.read(".promptrepo/config") == before)
    #expect(try repo.ok("---complete", "config", "get", "commit.").contains("\ncommit.branch\n"))
  }

  /// What the hook of a server goes by counts in the bare repository alone.
  @Test func settingsOfAServerAreItsOwn() throws {
    let team = try Team()
    let server = team.server
    #expect(
      try server.ok("config", "set", "pushers", "  ada,ci job , bea,")
        == "pushers is ada, ci job, bea, for this repository\n")
    #expect(try server.workTree("config", "promptrepo.pushers") == "ada, ci job, bea")
    try server.workTree("config", "--add", "promptrepo.pushers", "cleo")
    #expect(try server.ok("config", "get", "PUSHERS") == "ada, ci job, bea, cleo\n")
    try server.ok("config", "promptrepo.pushervariable", "WHO_1")
    #expect(try server.workTree("config", "promptrepo.pusherVariable") == "WHO_1")
    try server.ok("config", "set", "alloWdeletions", "on")
    let listed = try server.json("config", "list").filter { $0.text("origin") == "repository" }
    #expect(
      listed.map { [$0.text("name"), $0.text("value"), $0.text("kind")] } == [
        ["allowDeletions", "true", "flag"], ["pushers", "ada, ci job, bea, cleo", "names"],
        ["pusherVariable", "WHO_1", "variable"],
      ])
    for (name, value) in [
      ("pushers", " , "), ("pushers", ""), ("pusherVariable", "A-B"), ("pusherVariable", "1A"),
      ("pusherVariable", ""), ("allowDeletions", "maybe"),
    ] {
      let refusal = try server.refusal("config", "set", name, value)
      #expect(refusal.contains("is no value of the setting '\(name)'"), "\(refusal)")
    }
    #expect(
      try server.refusal("config", "set", "--global", "pushers", "x").contains("Leave out --global")
    )
    #expect(
      try server.refusal("config", "unset", "--global", "pushers").contains("Leave out --global"))
    #expect(
      try team.first.refusal("config", "set", "pushers", "x").contains("no bare repository"))
    try server.ok("config", "unset", "pushers")
    #expect(try server.run("config", "get", "pushers").status == 1)
    // The settings of whoever runs the command say nothing about a server.
    try server.workTree("config", "--global", "promptrepo.pushers", "eve")
    try server.workTree("config", "--global", "promptrepo.allowDeletions", "true")
    try server.ok("config", "unset", "allowDeletions")
    #expect(try server.run("config", "get", "pushers").status == 1)
    #expect(try server.ok("config", "get", "allowDeletions") == "false\n")
    #expect(try server.ok("---complete", "config", "get", "p").contains("pusherVariable"))
  }

  @Test func aDirectoryNeedsNoGit() throws {
    let repo = try PromptRepo().with(["PATH": "/nowhere"])
    try repo.ok("config", "set", "commit.activate", "false")
    #expect(try repo.ok("config", "get", "commit.activate") == "false\n")
    let refusal = try repo.refusal("config", "set", "--global", "commit.activate", "false")
    #expect(refusal.contains("no git program"))
    #expect(refusal.contains("Install git"))
  }

  @Test(arguments: kinds)
  func twoWritersLoseNothing(_ kind: String) throws {
    let repo = try repository(kind)
    let writers = try (0..<6).map { try repo.start("config", "set", "alias.a\($0)", "list") }
    for writer in writers {
      let result = try writer.wait()
      #expect(result.status == 0, "\(result.stderr)")
    }
    let names = try repo.json("config", "list").map { $0.text("name") }.filter {
      $0.hasPrefix("alias")
    }
    #expect(names == (0..<6).map { "alias.a\($0)" })
  }

  @Test(arguments: kinds)
  func aHeldLockIsRespected(_ kind: String) throws {
    let repo = try repository(kind)
    let lock = kind == "git" ? ".git/config.lock" : ".promptrepo/config.lock"
    try repo.write(lock, "somebody's")
    let refusal = try repo.refusal("config", "set", "commit.activate", "false")
    #expect(refusal.contains("config"))
    #expect(try repo.read(lock) == "somebody's")
    #expect(try stored(repo, kind, "promptrepo.commit.activate").status == 1)
    try repo.remove(lock)
    try repo.ok("config", "set", "commit.activate", "false")
    #expect(!repo.exists(lock))
  }

  @Test func aLinkStaysOneAndPermissionsToo() throws {
    let repo = try PromptRepo()
    let manager = FileManager.default
    try manager.moveItem(
      atPath: "\(repo.path)/.promptrepo/config", toPath: "\(repo.directory.path)/elsewhere")
    try manager.setAttributes(
      [.posixPermissions: 0o640], ofItemAtPath: "\(repo.directory.path)/elsewhere")
    try manager.createSymbolicLink(
      atPath: "\(repo.path)/.promptrepo/config",
      withDestinationPath: "\(repo.directory.path)/elsewhere")
    try repo.ok("config", "set", "commit.activate", "false")
    let link = try manager.destinationOfSymbolicLink(atPath: "\(repo.path)/.promptrepo/config")
    #expect(link == "\(repo.directory.path)/elsewhere")
    let attributes = try manager.attributesOfItem(atPath: "\(repo.directory.path)/elsewhere")
    #expect(attributes[.posixPermissions] as? Int == 0o640)
    #expect(try stored(repo, "directory", "promptrepo.commit.activate").stdout == "false\n")
  }

  @Test(arguments: kinds)
  func aFolderThatIsReadOnlyIsToldOf(_ kind: String) throws {
    let repo = try repository(kind)
    let store = "\(repo.path)/\(kind == "git" ? ".git" : ".promptrepo")"
    let before = try Data(contentsOf: URL(filePath: "\(store)/config"))
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: store)
    defer {
      _ = try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: store)
    }
    let powers = "-dac_override,-dac_read_search"
    let without =
      getuid() == 0 ? "setpriv --bounding-set=\(powers) --inh-caps=\(powers)" : ""
    let result = try repo.shell("\(without) promptrepo config set commit.activate false")
    repo.expectRefusal(result)
    #expect(result.stderr.contains("Permission denied"), "\(result.stderr)")
    #expect(try Data(contentsOf: URL(filePath: "\(store)/config")) == before)
  }

  @Test func settingsMoveIntoTheGitRepository() throws {
    let repo = try PromptRepo.inWorkTree(initialised: false)
    try repo.ok("init", "--store", "directory")
    try repo.commit("a", "one")
    try repo.ok("config", "alias.st", "status")
    try repo.ok("convert", "--to", "git")
    #expect(try stored(repo, "git", "promptrepo.alias.st").stdout == "status\n")
    #expect(try repo.ok("st") == "1 unchanged\n")
  }

  @Test func thePageHasAllSettings() throws {
    let page = try Readme("Sources/Programs/PromptRepoCommands/PromptRepoCommands.docc/Settings.md")
    let repo = try PromptRepo()
    try repo.ok("config", "alias.name", "list")
    let declared = try repo.json("config", "list").map { setting in
      [
        "`\(setting.text("name").replacing("alias.name", with: "alias.NAME"))`",
        setting.text("kind"),
        setting["standard"]?.string.map { "`\($0)`" } ?? "none", setting.text("help"),
      ]
    }
    #expect(try Array(page.rows(below: "## Overview").dropFirst()) == declared)
  }
}
