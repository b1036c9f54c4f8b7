import TestSupport
import Testing

/// A bare server as strict as servers are, and clones of one repository whose ledgers it shares.
struct Team {
  let first: PromptRepo
  let server: PromptRepo

  /// A repository with a branch on the server, and no prompt yet.
  init() throws {
    first = try PromptRepo.inWorkTree()
    server = try first.beside("server.git")
    try first.workTree("init", "-q", "--bare", "../server.git")
    for setting in [
      "receive.denyNonFastForwards", "receive.fsckObjects", "transfer.fsckObjects",
    ] {
      try first.workTree("--git-dir=../server.git", "config", setting, "true")
    }
    try first.workTree("remote", "add", "origin", "../server.git")
    try first.workTree("add", "-A")
    try first.workTree("commit", "-qm", "Keep prompts here")
    try first.workTree("push", "-q", "-u", "origin", "main")
  }

  /// A fresh clone.
  func clone(_ name: String) throws -> PromptRepo {
    try first.workTree("clone", "-q", "../server.git", "../\(name)")
    return try first.beside(name)
  }

  /// Expects that git finds nothing wrong on the server and in these clones.
  func expectSound(
    _ clones: PromptRepo..., at location: SourceLocation = #_sourceLocation
  ) throws {
    for repo in [server, first] + clones { try repo.expectCleanRepository(at: location) }
  }
}

extension PromptRepo {
  /// All references of the ledger with their objects, as git lists them.
  func ledger() throws -> String {
    try workTree(
      "for-each-ref", "--format=%(objectname) %(refname)", "refs/prompts", "refs/promptrepo/deleted"
    )
  }

  /// The state of a prompt's file.
  func state(of name: String) throws -> String {
    try json("status", name).first?.text("state") ?? ""
  }

  /// Adds all files to git and commits them.
  func gitCommit(_ message: String) throws {
    try workTree("add", "-A")
    try workTree("commit", "-qm", message)
  }
}
