internal import CLibGit2
internal import CLibGit2Shim
internal import GitModel
internal import GitStore
internal import Platform
internal import Synchronization

/// The library itself, set up once for the process.
enum LibGit2 {
  /// The version of libgit2 that the process runs.
  static var version: (major: Int32, minor: Int32, revision: Int32) {
    var version: (major: Int32, minor: Int32, revision: Int32) = (0, 0, 0)
    _ = git_libgit2_version(&version.major, &version.minor, &version.revision)
    return version
  }

  /// What setting up gave: nil, or why it failed.
  private static let failure: RepositoryError? = {
    guard git_libgit2_init() > 0 else {
      return RepositoryError(.inputOutput, "libgit2 cannot be set up: \(lastMessage())")
    }
    let version = Self.version
    guard version.major > 1 || (version.major == 1 && version.minor >= 5) else {
      return RepositoryError(
        .unsupported,
        "this is libgit2 \(version.major).\(version.minor); promptrepo needs 1.5 or later",
        hint: "Install a later libgit2")
    }
    UserSettings.passOverUnreadable(.process)
    guard setExtensions(GitStore.knownExtensions) == 0 else {
      return RepositoryError(
        .inputOutput, "libgit2 cannot be told which extensions are handled: \(lastMessage())")
    }
    return nil
  }()

  /// Keeps libgit2 from refusing repositories for extensions that do not concern it.
  private static func setExtensions(_ names: [StaticString]) -> Int32 {
    var pointers = names.map {
      Optional(UnsafeRawPointer($0.utf8Start).assumingMemoryBound(to: CChar.self))
    }
    return pointers.withUnsafeMutableBufferPointer {
      clibgit2shim_set_extensions($0.baseAddress, $0.count)
    }
  }

  /// Sets the library up; has to be called before anything else of it.
  static func begin() throws(RepositoryError) {
    if let failure { throw failure }
  }

  private static let ownerChecks = Mutex(())

  /// Runs a call of the library that would refuse what belongs to other users.
  static func trustingAllOwners<Result>(
    _ body: () throws(RepositoryError) -> sending Result
  ) throws(RepositoryError) -> sending Result {
    try ownerChecks.withLock { (_) throws(RepositoryError) in
      _ = clibgit2shim_check_owners(0)
      defer { _ = clibgit2shim_check_owners(1) }
      return try body()
    }
  }

  /// What the library says about the call that just failed on this thread.
  static func lastMessage() -> String {
    guard let message = git_error_last()?.pointee.message else { return "no reason was given" }
    return String(cString: message)
  }

  /// Turns a result code into an error, at once and on the same thread.
  ///
  /// - Parameters:
  ///   - code: What the call returned.
  ///   - call: The name of the libgit2 function.
  ///   - subject: The path or the name that it was about.
  static func check(
    _ code: Int32, _ call: String, _ subject: @autoclosure () -> String
  ) throws(RepositoryError) {
    guard code < 0 else { return }
    throw RepositoryError(LibGit2Failure(code: code, call: call), subject())
  }
}

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
    let hint: String? =
      switch failure.category {
      case Int32(GIT_ERROR_OS.rawValue) where kind == .inputOutput:
        "Check the owner, the permissions and the free space of the repository's folders"
      case Int32(GIT_ERROR_INDEX.rawValue) where kind == .inputOutput:
        "If git's index is damaged, move it away; `git reset` then makes a new one"
      default: nil
      }
    self.init(
      kind, "\(subject): \(failure.message) (\(failure.call))", hint: hint, cause: failure)
  }
}
