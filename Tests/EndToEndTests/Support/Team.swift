import TestSupport
import Testing

/// A bare server as strict as servers are, and clones of one repository whose ledgers it shares.
struct Team {
  let first: PromptRepo
  let server: PromptRepo

  /// A repository with a branch on the server, and no prompt yet.
  ///
  /// - Parameter dates: The date of all that is done; nil for the time at which it is.
  init(dates: String? = nil) throws {
    first = try PromptRepo.inWorkTree(dates: dates)
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

  /// Two clones that share version 1 of the prompts `a` and `b`.
  static func withTwoPrompts() throws -> (Team, first: PromptRepo, second: PromptRepo) {
    let team = try Team()
    try team.first.write("prompts/b.prompt", "bee")
    try team.first.commit("a", "one", "--first")
    try team.first.ok("commit")
    try team.first.ok("push")
    try team.first.gitCommit("Add prompts")
    try team.first.workTree("push", "-q")
    let second = try team.clone("second")
    try second.ok("pull")
    return (team, team.first, second)
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
      "for-each-ref", "--format=%(objectname) %(refname)", "refs/prompts",
      "refs/promptrepo/deleted", "refs/promptrepo/ledger")
  }

  /// Appends a list of environments to their chain, with git's own commands.
  func setEnvironments(_ names: String..., subject: String) throws {
    let list = names.map { "{\"name\":\"\($0)\"}" }.joined(separator: ",")
    try append(
      to: "environments", "environments.json", "{\"environments\":[\(list)]}", subject)
  }

  /// Appends the making of a release of nothing to the chain of releases, likewise.
  func makeRelease(_ name: String) throws {
    try append(
      to: "releases", "\(name).json", "{\"members\":[],\"name\":\"\(name)\"}",
      "release \(name) created\n\nRelease: \(name)")
  }

  private func append(
    to chain: String, _ file: String, _ text: String, _ message: String
  ) throws {
    let reference = "refs/promptrepo/ledger/\(chain)"
    let script = """
      set -e
      blob=$(printf '%s\\n' "$3" | git hash-object -w --stdin)
      tree=$(printf '100644 blob %s\\t%s\\n' "$blob" "$2" | git mktree)
      tip=$(git rev-parse --quiet --verify "$1" || true)
      commit=$(printf '%s\\n' "$4" | git commit-tree ${tip:+-p "$tip"} "$tree")
      git update-ref "$1" "$commit"
      """
    let result = try TestSupport.run(
      "/bin/sh", ["-c", script, "sh", reference, file, text, message], cwd: path,
      env: environment)
    try #require(result.status == 0, "\(result.stderr)")
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
