internal import CLibGit2
internal import GitModel

/// What libgit2 said of a call that failed.
public struct LibGit2Failure: Error, Sendable, Hashable {
  /// The result code, such as −14 for a lock that is held.
  public let code: Int32
  /// The function that failed.
  public let call: String
  /// The library's own words.
  public let message: String
  /// The part of the library that failed, as `git_error_t` numbers them; 0 where none was told.
  public let category: Int32

  /// What the library says about a call that just failed on this thread.
  init(code: Int32, call: String) {
    self.code = code
    self.call = call
    category = git_error_last()?.pointee.klass ?? 0
    message = LibGit2.lastMessage()
  }
}

extension LibGit2Failure {
  /// Whether a repository was refused for belonging to another user.
  var isAboutOwner: Bool {
    if code == GIT_EOWNER.rawValue { return true }
    // Without any `safe.directory`, libgit2 1.5 only says that it found no such setting.
    return code == GIT_ENOTFOUND.rawValue && category == Int32(GIT_ERROR_CONFIG.rawValue)
  }
}

extension RepositoryError {
  /// The error that a failed call of libgit2 is for the users of a store.
  init(_ failure: LibGit2Failure, _ subject: String) {
    let kind: RepositoryError.Code =
      switch failure.code {
      case GIT_ENOTFOUND.rawValue: .notFound
      case GIT_EEXISTS.rawValue, GIT_EMODIFIED.rawValue: .conflict
      case GIT_ELOCKED.rawValue: .locked
      case GIT_EINVALIDSPEC.rawValue, GIT_EAMBIGUOUS.rawValue: .invalid
      case GIT_EOWNER.rawValue: .unsupported
      default: .inputOutput
      }
    let hint =
      failure.category == Int32(GIT_ERROR_OS.rawValue) && kind == .inputOutput
      ? "Check the owner, the permissions and the free space of the repository's folders" : nil
    self.init(
      kind, "\(subject): \(failure.message) (\(failure.call))", hint: hint, cause: failure)
  }
}
