import Platform
import TestSupport
import Testing

@testable import CommandKit
@testable import PromptRepoCommands

/// A command looks for its repository and reads its settings once.
@Suite struct SessionTests {
  private let folder: TemporaryDirectory
  private let environment: EnvironmentVariables

  init() throws {
    folder = try TemporaryDirectory()
    environment = EnvironmentVariables(["HOME": folder.path, "GIT_CONFIG_NOSYSTEM": "1"])
    try FileSystem().writeFile(
      folder.appending(".gitconfig"), Array("[user]\n  name = A\n  email = a@example.com\n".utf8))
    try FileSystem().makeDirectories(folder.appending("repo/deep/er"))
    try run("init", in: "repo")
  }

  @Test func aCommitLocatesItsRepositoryOnce() throws {
    try run("new", "reply", "--template", "Hello {{who}}!\n", in: "repo")
    let plan = try run("commit", "-m", "First", in: "repo/deep/er")
    // Each folder from the command's own upwards, and the settings on the way.
    for path in [
      "repo/deep/er/.promptrepo", "repo/deep/.promptrepo", "repo/.promptrepo",
      "repo/.promptrepo/config", ".gitconfig",
    ] {
      #expect(plan.count(of: path, in: folder) == 1, "\(path)")
    }
  }

  @Test func aDiffOfAVersionThatWasRolledBackLocatesItsRepositoryOnce() throws {
    try run("new", "reply", "--template", "Hello {{who}}!\n", in: "repo")
    try run("commit", in: "repo")
    try FileSystem().writeFile(
      folder.appending("repo/prompts/reply.prompt"), Array("Good day, {{who}}!\n".utf8))
    try run("commit", in: "repo")
    try run("rollback", "reply", in: "repo")
    let plan = try run("diff", "reply", in: "repo")
    #expect(plan.count(of: "repo/.promptrepo", in: folder) == 1)
  }

  /// Runs a command.
  ///
  /// - Returns: The calls that it made to find its repository, its settings and its files.
  @discardableResult
  private func run(_ arguments: String..., in place: String) throws -> FaultPlan {
    let plan = FaultPlan()
    let program = PromptRepoProgram.make(
      environment: environment, files: FileSystem(faults: plan))
    let words = ["-C", folder.appending(place)] + arguments
    guard case .run(let invocation) = program.parse(words) else {
      Issue.record("\(arguments) is no command")
      return plan
    }
    try invocation.run()
    return plan
  }
}

extension FaultPlan {
  /// How often a path was looked at or opened.
  fileprivate func count(of path: String, in folder: TemporaryDirectory) -> Int {
    calls.count {
      ($0.call == .stat || $0.call == .open) && $0.path == folder.appending(path)
    }
  }
}
