internal import Platform
internal import PromptFiles
internal import PromptRepo
internal import Synchronization

/// What a command has found out and opened, each thing once and by the path that it is at.
final class Session: Sendable {
  /// The nearest repository of a folder.
  let locations = Memo<RepositoryLocation?>()
  /// The top of the git work tree that a folder is in.
  let workTrees = Memo<String?>()
  /// Files of git settings.
  let settings = Memo<GitSettings>()
  /// Git repositories, by the top of their work trees.
  let gitRepositories = Memo<any GitAccess>()
  /// The stores of repositories.
  let stores = Memo<any Store>()
  /// The ledgers in those stores.
  let repositories = Memo<Repository>()
  /// The working files of repositories, by their stores.
  let workspaces = Memo<Workspace>()
}

/// Values by paths, each of which is found at its first use.
final class Memo<Value: Sendable>: Sendable {
  private let values = Mutex<[String: Value]>([:])

  /// The value that is known for a path, or the one that `find` finds; a failure is not kept.
  func callAsFunction(_ path: String, or find: () throws -> Value) throws -> Value {
    if let known = values.withLock({ $0[path] }) { return known }
    let value = try find()
    values.withLock { $0[path] = value }
    return value
  }
}
