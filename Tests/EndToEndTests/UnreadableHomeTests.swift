import CanonicalJSON
import Foundation
import Platform
import TestSupport
import Testing

/// A home that the user may not enter, as in containers that run with another user's number.
@Suite struct UnreadableHomeTests {
  /// A home that nobody may enter, with settings in it.
  private func lock(_ repo: PromptRepo) throws -> (repo: PromptRepo, home: String) {
    let home = try repo.elsewhere("locked")
    try FileManager.default.createDirectory(
      atPath: "\(home)/.config/git", withIntermediateDirectories: true)
    for name in [".gitconfig", ".config/git/config", ".config/git/attributes"] {
      try "[user]\n\tname = Locked\n\temail = locked@e\n".write(
        toFile: "\(home)/\(name)", atomically: true, encoding: .utf8)
    }
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: home)
    var locked = repo.with([
      "HOME": home, "PROMPTREPO_AUTHOR_NAME": "Test", "PROMPTREPO_AUTHOR_EMAIL": "test@e",
    ])
    locked.environment["GIT_CONFIG_GLOBAL"] = nil
    return (locked, home)
  }

  /// Runs the program without root's right to read everything.
  private func run(
    _ repo: PromptRepo, _ arguments: String, program: String = "promptrepo"
  ) throws -> RunResult {
    let powers = "-dac_override,-dac_read_search"
    let without = "setpriv --bounding-set=\(powers) --inh-caps=\(powers)"
    return try repo.shell("\(getuid() == 0 ? without : "") \(program) \(arguments)")
  }

  @Test(arguments: ["git", "directory"])
  func theUsersSettingsArePassedOver(store: String) throws {
    let original = store == "git" ? try PromptRepo.inWorkTree() : try PromptRepo()
    try original.commit("a", "one")
    try original.write("prompts/a.prompt", "two")
    let (repo, home) = try lock(original)
    defer {
      _ = try? FileManager.default.setAttributes(
        [.posixPermissions: 0o700], ofItemAtPath: home)
    }
    #expect(try self.run(repo, "'\(home)'", program: "ls").status != 0)
    for command in ["list", "status --json", "diff a", "commit", "log a", "audit", "rollback a"] {
      let result = try self.run(repo, command)
      #expect(result.status == 0, "\(command): \(result.stderr)")
    }
    let nameless = repo.with(["PROMPTREPO_AUTHOR_NAME": "", "PROMPTREPO_AUTHOR_EMAIL": ""])
    let refused = try self.run(nameless, "activate a@2")
    #expect(refused.status == 1)
    #expect(refused.stderr.contains("Warning: '\(home)/.gitconfig' is passed over"))
    #expect(refused.stderr.contains("the author's name is not known"), "\(refused.stderr)")
    // Said once, and the repository's own settings count.
    for (key, value) in [("user.name", "Own"), ("user.email", "own@e")] {
      if store == "git" {
        try original.workTree("config", key, value)
      } else {
        _ = try original.git("config", key, value)
      }
    }
    let activated = try self.run(nameless, "activate a@2")
    #expect(activated.status == 0, "\(activated.stderr)")
    #expect(activated.stderr.components(separatedBy: ".gitconfig").count <= 2)
    #expect(try original.ok("audit", "-n", "1", "--json").contains("own@e"))
    // Nor are remotes among the settings needed for what is none's.
    let pulled = try self.run(repo, "pull")
    #expect(!pulled.stderr.contains("cannot open"), "\(pulled.stderr)")
    #expect(pulled.stderr.contains("is passed over"), "\(pulled.stderr)")
  }
}
