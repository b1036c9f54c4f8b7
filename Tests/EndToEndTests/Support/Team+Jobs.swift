import Foundation
import TestSupport
import Testing

/// What a job of continuous integration is given of a repository.
enum JobClone: String, CaseIterable, CustomTestStringConvertible {
  /// One commit, as GitHub's checkout gives by default.
  case oneCommit
  /// All branches and their history.
  case full
  /// The newest commits of one branch, as GitLab's runner gives by default.
  case twentyCommits
  /// All commits without their files.
  case withoutFiles

  var testDescription: String { rawValue }
}

extension Team {
  /// A checkout of a branch as runners make it: detached, and git knows no name of anybody.
  func job(
    _ name: String, _ clone: JobClone = .oneCommit, of branch: String = "main"
  ) throws -> PromptRepo {
    let job = nameless(try first.beside(name))
    try? FileManager.default.removeItem(atPath: job.path)
    try FileManager.default.createDirectory(atPath: job.path, withIntermediateDirectories: true)
    try job.workTree("init", "-q")
    // A path alone would be cloned by links, whatever depth is asked for.
    try job.workTree("remote", "add", "origin", "file://\(server.path)")
    let tip = try server.workTree("rev-parse", "refs/heads/\(branch)")
    let tracked = "refs/remotes/origin/\(branch)"
    switch clone {
    case .oneCommit:
      try job.workTree("fetch", "-q", "--no-tags", "--depth=1", "origin", "+\(tip):\(tracked)")
    case .twentyCommits:
      try job.workTree(
        "fetch", "-q", "--depth=20", "origin", "+refs/heads/\(branch):\(tracked)")
    case .full:
      try job.workTree("fetch", "-q", "origin", "+refs/heads/*:refs/remotes/origin/*")
    case .withoutFiles:
      try server.workTree("config", "uploadpack.allowFilter", "true")
      try job.workTree(
        "fetch", "-q", "--filter=blob:none", "origin", "+refs/heads/*:refs/remotes/origin/*")
    }
    try job.workTree("checkout", "-q", "--detach", tip)
    return job
  }

  /// The same without the names that tests give to people.
  func nameless(_ repo: PromptRepo) -> PromptRepo {
    var job = repo
    for name in ["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL"] { job.environment[name] = nil }
    job.environment["PROMPTREPO_AUTHOR_NAME"] = ""
    job.environment["PROMPTREPO_AUTHOR_EMAIL"] = ""
    job.environment["GIT_CONFIG_GLOBAL"] = "\(first.directory.path)/runner.gitconfig"
    _ = FileManager.default.createFile(
      atPath: "\(first.directory.path)/runner.gitconfig",
      contents: Data("[protocol \"file\"]\n\tallow = always\n".utf8))
    return job
  }

  /// Commits a prompt's file on a developer's branch as somebody, without pushing.
  func save(_ text: String, _ message: String, by author: String, to name: String = "a") throws {
    try first.write("prompts/\(name).prompt", text)
    try first.workTree("add", "-A")
    try first.workTree(
      "commit", "-qm", message, "--author", "\(author) <\(author.lowercased())@example.com>",
      "--date", "2026-03-0\(author.utf8.count % 9 + 1)T10:00:00+0200")
  }

  /// Makes so many commits that change nothing of the prompts.
  func saveOthers(_ count: Int) throws {
    for number in 1...count { try first.workTree("commit", "-qm", "x\(number)", "--allow-empty") }
  }

  /// Commits a file as somebody and pushes the branch.
  func publish(
    _ text: String, _ message: String, by author: String = "Ada", to name: String = "a"
  ) throws {
    try save(text, message, by: author, to: name)
    try first.workTree("push", "-q", "origin", "main")
  }

  /// What git says at the server of the newest commit of a chain.
  func step(_ chain: String, _ format: String) throws -> String {
    try server.workTree("log", "-1", "--format=\(format)", "refs/prompts/\(chain)")
  }

  /// The texts of a prompt's versions at the server, the newest first.
  func texts(of name: String) throws -> [String] {
    let chain = "refs/prompts/\(name)/@versions"
    return try server.workTree("rev-list", "--first-parent", chain).split(separator: "\n")
      .map { try server.workTree("cat-file", "blob", "\($0):template.txt") }
  }
}
