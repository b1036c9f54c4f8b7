import Foundation
import TestSupport
import Testing

extension PromptRepo {
  /// A git work tree with one commit, whose repository holds the ledger.
  ///
  /// - Parameter dates: The date of all that is done; nil for the time at which it is.
  static func inWorkTree(initialised: Bool = true, dates: String? = nil) throws -> PromptRepo {
    var repo = try PromptRepo(initialised: false)
    repo.environment["GIT_CONFIG_GLOBAL"] = "\(repo.directory.path)/.gitconfig"
    for name in ["PROMPTREPO_AUTHOR_NAME", "PROMPTREPO_AUTHOR_EMAIL"] {
      repo.environment[name] = ""
    }
    for name in ["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_AUTHOR_DATE"] {
      repo.environment[name] = nil
    }
    if let dates {
      for name in ["GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE", "PROMPTREPO_DATE"] {
        repo.environment[name] = dates
      }
    }
    try Data(
      """
      [user]
      \tname = Test Author
      \temail = author@example.com
      [init]
      \tdefaultBranch = main
      [protocol "file"]
      \tallow = always

      """.utf8
    ).write(to: URL(fileURLWithPath: "\(repo.directory.path)/.gitconfig"))
    try repo.workTree("init", "-q")
    try repo.write("README", "code\n")
    try repo.workTree("add", "README")
    try repo.workTree("commit", "-qm", "Begin")
    if initialised { try repo.ok("init") }
    return repo
  }

  /// Runs git in the work tree, requires success, and returns what it printed without the last
  /// line's end.
  @discardableResult
  func workTree(
    _ arguments: String..., at location: SourceLocation = #_sourceLocation
  ) throws -> String {
    let result = try TestSupport.run("git", arguments, cwd: path, env: environment)
    try #require(
      result.status == 0, "git \(arguments): \(result.stderr)\(result.stdout)",
      sourceLocation: location)
    return result.stdout.hasSuffix("\n") ? String(result.stdout.dropLast()) : result.stdout
  }

  /// The same program and settings in another folder of the same temporary directory.
  func beside(_ name: String) throws -> PromptRepo {
    PromptRepo(directory: directory, environment: environment, folder: name)
  }

  /// Requires that git finds nothing wrong with the work tree's repository.
  func expectCleanRepository(at location: SourceLocation = #_sourceLocation) throws {
    let result = try TestSupport.run(
      "git", ["fsck", "--strict", "--full", "--no-dangling"], cwd: path, env: environment)
    let lines = (result.stdout + result.stderr).split(separator: "\n")
      .filter { !$0.hasPrefix("notice: ") }
    #expect(result.status == 0 && lines.isEmpty, "\(lines)", sourceLocation: location)
  }
}
