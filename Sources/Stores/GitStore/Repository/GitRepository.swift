internal import CLibGit2
public import GitModel
internal import Synchronization

/// A git repository, opened through libgit2: bare, with a work tree, or a linked work tree.
///
/// May be used from several threads; calls go one at a time. No handle of the library leaves it.
public final class GitRepository: Sendable {
  /// The git directory of this work tree: `.git`, or the folder that a linked work tree has there.
  public let gitDirectory: String
  /// The git directory that all work trees share; the same one without linked work trees.
  public let commonDirectory: String
  /// The top folder of the work tree; nil for a bare repository.
  public let workTree: String?

  private let handle: Mutex<RepositoryHandle>

  /// Opens the repository of a folder, or of the nearest folder above it; nil if there is none.
  ///
  /// - Throws: ``RepositoryError/Code/unsupported`` for a format that libgit2 does not handle and
  ///   for a repository that belongs to somebody else.
  public static func discover(from folder: String) throws(RepositoryError) -> GitRepository? {
    try LibGit2.begin()
    do throws(RepositoryError) {
      return try GitRepository(folder, flags: 0)
    } catch {
      if let refusal = refusal(error, folder) { throw refusal }
      return nil
    }
  }

  /// Opens the repository whose git directory or work tree a path is.
  ///
  /// - Throws: ``RepositoryError/Code/notFound`` when it is none.
  public convenience init(opening path: String) throws(RepositoryError) {
    try LibGit2.begin()
    do throws(RepositoryError) {
      try self.init(path, flags: GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue)
    } catch {
      throw GitRepository.refusal(error, path) ?? error
    }
  }

  private init(_ path: String, flags: UInt32) throws(RepositoryError) {
    let handle = try RepositoryHandle(path, flags: flags)
    gitDirectory = handle.path(git_repository_path)
    commonDirectory = handle.path(git_repository_commondir)
    workTree =
      git_repository_is_bare(handle.pointer) == 1 ? nil : handle.path(git_repository_workdir)
    self.handle = Mutex(handle)
    try GitRepository.checkFormat(commonDirectory)
  }

  /// Calls `body` with the library's handle; nothing of the library may leave it.
  func withHandle<Result: Sendable>(
    _ body: (OpaquePointer) throws(RepositoryError) -> Result
  ) throws(RepositoryError) -> Result {
    try handle.withLock { handle throws(RepositoryError) in try body(handle.pointer) }
  }
}
