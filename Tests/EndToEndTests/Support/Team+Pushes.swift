import Foundation
import TestSupport
import Testing

extension Team {
  /// A server that checks pushes and has `a` and `b` in version 1, and the clone that pushed them.
  static func withHook() throws -> Team {
    let team = try Team()
    try team.server.ok("hook", "install", "--server")
    try team.publish("one {{x}}\n", "Begin")
    try team.publish("b\n", "Add another", to: "b")
    try team.first.ok("commit", "--first")
    try team.first.ok("push")
    return team
  }

  /// Pushes with git itself, by force, and requires that the server's hook takes nothing of it.
  ///
  /// - Returns: What git said.
  @discardableResult
  func refused(
    _ refspecs: [String], in repo: PromptRepo? = nil,
    at location: SourceLocation = #_sourceLocation
  ) throws -> String {
    let repo = repo ?? first
    let ledger = try server.ledger()
    let branches = try server.workTree("for-each-ref")
    var said = ""
    for options in [["--force"], ["--force", "--atomic"]] {
      let result = try TestSupport.run(
        "git", ["push"] + options + ["origin"] + refspecs, cwd: repo.path, env: repo.environment)
      #expect(result.status == 1, "\(result.stderr)", sourceLocation: location)
      #expect(
        result.stderr.contains("remote: Error: the push is not taken:"), "\(result.stderr)",
        sourceLocation: location)
      said = result.stderr
    }
    #expect(try server.ledger() == ledger, sourceLocation: location)
    #expect(try server.workTree("for-each-ref") == branches, sourceLocation: location)
    return said
  }
}

/// The text of a commit, to be changed and written again with git, whatever it says.
struct ForgedCommit {
  let repo: PromptRepo
  var text: String

  /// The text of a commit that is there.
  init(_ commit: String, in repo: PromptRepo) throws {
    self.repo = repo
    text = try TestSupport.run(
      "git", ["cat-file", "commit", commit], cwd: repo.path, env: repo.environment
    ).stdout
  }

  /// Writes it with other words in the place of what a pattern finds, which it has to.
  func replacing(
    _ pattern: String, with other: String, at location: SourceLocation = #_sourceLocation
  ) throws -> String {
    let changed = text.replacingOccurrences(of: pattern, with: other, options: .regularExpression)
    #expect(changed != text, "nothing is like \(pattern)", sourceLocation: location)
    return try repo.object(changed, kind: "commit")
  }
}

extension PromptRepo {
  /// Writes an object as it is, without git's check of it.
  func object(_ text: String, kind: String) throws -> String {
    let result = try TestSupport.run(
      "git", ["hash-object", "-t", kind, "-w", "--literally", "--stdin"], cwd: path,
      env: environment, stdin: Array(text.utf8))
    try #require(result.status == 0, "\(result.stderr)")
    return String(result.stdout.dropLast())
  }

  /// Writes a tree of one file.
  func tree(_ file: String, _ text: String) throws -> String {
    let listing = "100644 blob \(try object(text, kind: "blob"))\t\(file)\n"
    let result = try TestSupport.run(
      "git", ["mktree"], cwd: path, env: environment, stdin: Array(listing.utf8))
    try #require(result.status == 0, "\(result.stderr)")
    return String(result.stdout.dropLast())
  }
}
