internal import GitStore
internal import PromptRepo
internal import PromptRepoCommands
internal import Synchronization

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
