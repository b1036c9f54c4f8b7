import GitCommands
import CodeHistory
import GitStore
import MemoryStore
import PromptFiles
import PromptRepo
import TestSupport
import Testing

/// A work tree of a code repository made by git itself, with working files in it and a ledger
/// beside it.
struct CodeDesk {
  let desk: Desk
  let workTree: GitWorkTree
  let codeRepository: GitRepository

  /// A new repository without a commit.
  init() throws {
    let folder = try TemporaryDirectory()
    try CodeDesk.git(folder.path, ["init", "-q", "-b", "main"])
    try self.init(Repository(store: MemoryStore()), folder)
  }

  /// A fresh clone; its ledger is the same, as after a `pull`, and its index is empty.
  init(cloning other: CodeDesk, _ options: [String] = []) throws {
    let folder = try TemporaryDirectory()
    try CodeDesk.git(
      folder.path, ["clone", "-q"] + options + ["file://\(other.desk.folder.path)", "."])
    try self.init(other.desk.repository, folder)
  }

  /// A linked work tree on a branch of its own.
  init(besides other: CodeDesk, branch: String) throws {
    let folder = try TemporaryDirectory()
    let path = folder.appending("tree")
    try other.git("worktree", "add", "-q", "-b", branch, path)
    try self.init(other.desk.repository, folder, root: path)
  }

  private init(
    _ repository: Repository, _ folder: TemporaryDirectory, root: String? = nil
  ) throws {
    let git = try GitRepository(opening: root ?? folder.path)
    codeRepository = git
    workTree = GitWorkTree(git, layout: .prompts)
    desk = Desk(
      repository, folder: folder,
      workspace: Workspace(
        root: root ?? folder.path, indexPath: "\(git.gitDirectory)/promptrepo/index",
        sourceControl: workTree))
  }

  /// Runs git in the work tree and answers what it prints, without the last line end.
  @discardableResult
  func git(_ arguments: String...) throws -> String {
    try CodeDesk.git(desk.workspace.root, arguments)
  }

  /// Runs git in the work tree and answers whether it succeeded.
  func tries(_ arguments: [String]) throws -> Bool {
    try CodeDesk.result(desk.workspace.root, arguments).status == 0
  }

  @discardableResult
  private static func git(_ folder: String, _ arguments: [String]) throws -> String {
    let result = try result(folder, arguments)
    try #require(result.status == 0, "git \(arguments): \(result.stderr)")
    return String(result.stdout.reversed().drop { $0.isNewline }.reversed())
  }

  private static func result(_ folder: String, _ arguments: [String]) throws -> RunResult {
    try run(
      "git", ["-C", folder] + arguments,
      env: [
        "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "LC_ALL": "C",
        "GIT_AUTHOR_NAME": "G", "GIT_AUTHOR_EMAIL": "g@example.com", "GIT_COMMITTER_NAME": "G",
        "GIT_COMMITTER_EMAIL": "g@example.com", "GIT_EDITOR": "true",
      ])
  }

  var head: ObjectID {
    get throws { try #require(ObjectID(hex: git("rev-parse", "HEAD"))) }
  }

  /// Writes a prompt's file and commits it with git.
  func save(_ name: String, _ text: String) throws {
    try desk.write(name, text)
    try git("add", "-A")
    try git("commit", "-q", "-m", "Edit \(name)")
  }

  /// Writes a prompt's file, commits it with git, and cuts a version of it.
  func cut(_ name: String, _ text: String) throws {
    try save(name, text)
    try desk.commit([name])
  }

  func source(_ name: String) throws -> VersionSource? {
    try desk.repository.version(try PromptName(name), .latest).source
  }

  /// State, base and latest version in a line, such as `behind v1 of v2`.
  ///
  /// - Parameter index: The path of another index than this clone's.
  func standing(_ name: String, index: String? = nil) throws -> String {
    let workspace = Workspace(
      root: desk.workspace.root, indexPath: index ?? desk.workspace.indexPath,
      sourceControl: workTree)
    let status = try #require(
      try workspace.status(of: [try PromptName(name)], in: desk.repository).prompts.first)
    let base = status.base.map { "v\($0)" } ?? "none"
    let state =
      if case .conflict(let reason) = status.state { "\(reason)" } else { status.state.label }
    return "\(state) \(base) of \(status.latest.map { "v\($0)" } ?? "none")"
  }
}
