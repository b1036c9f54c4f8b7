internal import CLibGit2
internal import Platform
internal import PromptRepo

/// Writes objects as loose files, flushed, whether or not they are there already.
///
/// `git_odb_write` would trust an object that exists, damaged or not yet flushed as it may be:
/// git itself does not flush loose objects unless `core.fsync` says so.
struct LooseObjectWriter: ~Copyable {
  private let pointer: OpaquePointer
  private let backend: UnsafeMutablePointer<git_odb_backend>
  private let folder: String
  private let files = FileSystem()

  /// - Parameter folder: The repository's `objects`.
  init(folder: String) throws(RepositoryError) {
    var pointer: OpaquePointer?
    try LibGit2.check(git_odb_new(&pointer), "git_odb_new", folder)
    var backend: UnsafeMutablePointer<git_odb_backend>?
    do throws(RepositoryError) {
      try LibGit2.check(
        git_odb_backend_loose(&backend, folder, -1, 1, 0, 0), "git_odb_backend_loose", folder)
      // The database owns the back end from here on.
      try LibGit2.check(git_odb_add_backend(pointer, backend, 1), "git_odb_add_backend", folder)
    } catch {
      git_odb_free(pointer)
      throw error
    }
    guard let pointer, let backend else {
      throw RepositoryError(.inputOutput, "libgit2 gave no object database for '\(folder)'")
    }
    self.pointer = pointer
    self.backend = backend
    self.folder = folder
  }

  deinit { git_odb_free(pointer) }

  /// Writes an object that is not there, or replaces the file of one that is damaged.
  func write(_ object: GitObject) throws(RepositoryError) {
    guard var id = object.id.libGit2, let write = backend.pointee.write else {
      throw RepositoryError(.unsupported, "objects named by SHA-256 cannot be written")
    }
    let code = object.bytes.withUnsafeBytes { bytes in
      write(backend, &id, bytes.baseAddress, bytes.count, object.kind.libGit2)
    }
    try LibGit2.check(code, "git_odb_backend.write", "object \(object.id) in '\(folder)'")
  }

  /// Flushes the loose file of an object that is there, if it has one.
  ///
  /// Git flushes the packs it writes, and what is in an alternate is that repository's affair.
  func flush(_ id: ObjectID) throws(RepositoryError) {
    let hex = id.hex
    let directory = "\(folder)/\(hex.prefix(2))"
    do throws(SystemError) {
      try files.open("\(directory)/\(hex.dropFirst(2))", .read).sync()
      try files.syncDirectory(directory)
    } catch {
      if error.errno == .noEntry { return }
      throw .failedCall(error)
    }
  }
}

extension RepositoryError {
  /// A call of the operating system failed.
  static func failedCall(_ error: SystemError) -> RepositoryError {
    RepositoryError(
      .inputOutput, "cannot \(error.call.rawValue) '\(error.path)': \(error.message)",
      hint: error.hint, cause: error)
  }
}
