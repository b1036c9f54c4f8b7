internal import CLibGit2
internal import CLibGit2Shim
internal import Platform
internal import GitModel
internal import Synchronization

/// The library itself, set up once for the process.
enum LibGit2 {
  /// What setting up gave: nil, or why it failed.
  private static let failure: RepositoryError? = {
    guard git_libgit2_init() > 0 else {
      return RepositoryError(.inputOutput, "libgit2 cannot be set up: \(lastMessage())")
    }
    var version: (major: Int32, minor: Int32, revision: Int32) = (0, 0, 0)
    _ = git_libgit2_version(&version.major, &version.minor, &version.revision)
    guard version.major > 1 || (version.major == 1 && version.minor >= 5) else {
      return RepositoryError(
        .unsupported,
        "this is libgit2 \(version.major).\(version.minor); promptrepo needs 1.5 or later",
        hint: "Install a later libgit2")
    }
    UserSettings.passOverUnreadable(.process)
    // Without it nothing is flushed, and a version that was acknowledged could be lost.
    guard clibgit2shim_enable_fsync(1) == 0 else {
      return RepositoryError(
        .inputOutput, "libgit2 cannot be told to flush what it writes: \(lastMessage())")
    }
    guard setExtensions(GitRepository.knownExtensions) == 0 else {
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
