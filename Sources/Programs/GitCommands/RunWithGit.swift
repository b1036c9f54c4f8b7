internal import CodeHistory
internal import GitStore
internal import PromptRepo
public import PromptRepoCommands
internal import Synchronization

/// Runs the program with the process's arguments, git repositories included.
///
/// - Parameters:
///   - arguments: The arguments, without the program's own name.
///   - server: What serves the API, in the program that does.
///   - sync: What talks to hosted APIs, in the program that does.
/// - Returns: The exit code.
public func runWithGit(
  _ arguments: [String], server: (any ServerSupport)? = nil, sync: (any SyncSupport)? = nil
) -> Int32 {
  run(arguments, git: LibGit2Support(), server: server, sync: sync)
}

/// Opens git repositories through libgit2, each once.
final class LibGit2Support: GitSupport {
  private let opened = Mutex<[String: GitRepository]>([:])

  func open(_ folder: String) throws(RepositoryError) -> any GitAccess {
    if let repository = opened.withLock({ $0[folder] }) { return repository }
    let repository = try GitRepository(opening: folder)
    opened.withLock { $0[folder] = repository }
    return repository
  }
}
