import Foundation
import TestSupport
import Testing

/// Where `promptrepo key` keeps keys.
@Suite struct KeyCommandLocationTests {
  private func repo(_ make: () throws -> PromptRepo) rethrows -> PromptRepo {
    try make().with(["XDG_STATE_HOME": ""])
  }

  /// The file of keys for a store, found without code of ours.
  private func file(_ store: String, in state: String) throws -> String {
    let digest = try TestSupport.run("sha256sum", stdin: Array(store.utf8)).stdout.prefix(32)
    return "\(state)/promptrepo/servers/\(digest)/keys.json"
  }

  private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  @Test func aDirectoryStoresKeysAreInTheStateFolder() throws {
    let repo = try repo { try PromptRepo() }
    try repo.ok("key", "create", "--owner", "me")
    let home = repo.directory.path
    let store = "\(repo.path)/.promptrepo"
    #expect(exists(try file(store, in: "\(home)/.local/state")))
    try repo.with(["XDG_STATE_HOME": "\(home)/state"]).ok("key", "create", "--owner", "me")
    #expect(exists(try file(store, in: "\(home)/state")))
    // A relative path there is ignored, as the specification says.
    let other = repo.with(["XDG_STATE_HOME": "state"])
    #expect(try other.json("key", "list").count == 1)
    #expect(!repo.exists("state"))
    // Nothing is left in the repository, and a link to it is the same one.
    let files = try FileManager.default.subpathsOfDirectory(atPath: repo.path)
    #expect(!files.contains { $0.contains("keys") })
    try FileManager.default.createSymbolicLink(
      atPath: "\(home)/link", withDestinationPath: repo.path)
    let linked = PromptRepo(
      directory: repo.directory, environment: repo.environment, folder: "link")
    #expect(try linked.json("key", "list").count == 1)
  }

  @Test func allWorkTreesOfAGitRepositoryShareItsKeys() throws {
    let repo = try repo { try PromptRepo.inWorkTree() }
    try repo.workTree("worktree", "add", "-q", "../linked")
    try repo.ok("key", "create", "--owner", "me")
    #expect(exists(try file("\(repo.path)/.git", in: "\(repo.directory.path)/.local/state")))
    #expect(try repo.beside("linked").json("key", "list").map { $0.text("owner") } == ["me"])
    #expect(try repo.json("-C", ".git", "key", "list").count == 1)
  }

  @Test(arguments: [".", "data", "new/../data", "deep/er/data", ".git/data", "../TREE/data"])
  func aFolderInAWorkTreeIsRefused(data: String) throws {
    let repo = try repo { try PromptRepo.inWorkTree(initialised: false) }
    let tree = try #require(repo.path.split(separator: "/").last)
    let data = data.replacing("TREE", with: tree)
    let refusal = try repo.refusal("key", "create", "--owner", "me", "--data", data)
    #expect(refusal.contains(" is no place for API keys: '\(repo.path)' holds '.git', "))
    #expect(refusal.hasSuffix("  Name a folder outside of it with --data.\n"))
    for arguments in [["list"], ["revoke", "key_0123456789abcdef"]] {
      repo.expectRefusal(try repo.run(["key"] + arguments + ["--data", data]))
    }
    #expect(try repo.workTree("status", "--porcelain", "--ignored").isEmpty)
    #expect(!repo.exists("data") && !repo.exists("new") && !repo.exists(".git/data"))
  }

  @Test func aLinkIntoAWorkTreeIsRefused() throws {
    let repo = try repo { try PromptRepo.inWorkTree(initialised: false) }
    try repo.write("folder/file", "x")
    let link = "\(repo.directory.path)/link"
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: "\(repo.path)/folder")
    #expect(
      try repo.refusal("key", "create", "--owner", "me", "--data", "\(link)/data") == """
        Error: '\(repo.path)/folder/data' is no place for API keys: '\(repo.path)' holds '.git', \
        and keys must not get into a repository.
          Name a folder outside of it with --data.

        """)
  }

  @Test func aFolderBesideADirectoryStoreIsRefused() throws {
    let repo = try repo { try PromptRepo() }
    for data in ["data", ".promptrepo", ".promptrepo/data", "prompts"] {
      #expect(
        try repo.refusal("key", "create", "--owner", "me", "--data", data)
          .contains("'\(repo.path)' holds '.promptrepo'"))
    }
    #expect(!repo.exists("data"))
  }

  @Test func aHomeThatGitKeepsGetsNoKeys() throws {
    let repo = try repo { try PromptRepo() }
    let home = try repo.elsewhere("home")
    #expect(try TestSupport.run("git", ["init", "-q", home], env: repo.environment).status == 0)
    #expect(
      try repo.with(["HOME": home]).refusal("key", "create", "--owner", "me")
        .contains("'\(home)' holds '.git'"))
    #expect(!exists("\(home)/.local"))
  }

  @Test func withoutARepositoryOrAHomeTheErrorSaysWhatToDo() throws {
    let repo = try repo { try PromptRepo() }
    #expect(
      try repo.with(["HOME": ""]).refusal("key", "list") == """
        Error: where to keep API keys is not known: neither XDG_STATE_HOME nor HOME is an absolute \
        path.
          Name a folder with --data, or set one of them.

        """)
    let nowhere = try repo.elsewhere("nowhere")
    #expect(
      try repo.refusal("-C", nowhere, "key", "list").contains("there is no prompt repository"))
    #expect(try repo.run("-C", nowhere, "key", "list", "--data", "../data").status == 0)
  }
}
