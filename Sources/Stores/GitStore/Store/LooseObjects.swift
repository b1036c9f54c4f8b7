internal import CLibGit2
internal import GitModel

/// The library's writer of loose objects, which flushes them.
///
/// `git_odb_write` would leave a damaged object as it is, since something of that name exists.
struct LooseObjects: ~Copyable {
  private let database: OpaquePointer
  private let backend: UnsafeMutablePointer<git_odb_backend>
  private let folder: String

  /// - Parameter folder: The repository's `objects`.
  init(folder: String) throws(RepositoryError) {
    var database: OpaquePointer?
    try LibGit2.check(git_odb_new(&database), "git_odb_new", folder)
    var backend: UnsafeMutablePointer<git_odb_backend>?
    do throws(RepositoryError) {
      try LibGit2.check(
        git_odb_backend_loose(&backend, folder, -1, 1, 0, 0), "git_odb_backend_loose", folder)
      // The database frees the back end from here on.
      try LibGit2.check(git_odb_add_backend(database, backend, 1), "git_odb_add_backend", folder)
    } catch {
      git_odb_free(database)
      throw error
    }
    guard let database, let backend else {
      throw RepositoryError(.inputOutput, "libgit2 gave no object database for '\(folder)'")
    }
    self.database = database
    self.backend = backend
    self.folder = folder
  }

  deinit { git_odb_free(database) }

  /// How often an object is written again when its folder goes away in the middle.
  private static let attempts = 20

  /// Writes an object, in the place of what its file holds now.
  func write(_ object: GitObject) throws(RepositoryError) {
    guard var id = object.id.libGit2, let write = backend.pointee.write else {
      throw RepositoryError(.unsupported, "objects named by SHA-256 cannot be written")
    }
    var code: Int32 = 0
    for _ in 0..<LooseObjects.attempts {
      code = object.bytes.withUnsafeBytes { bytes in
        write(backend, &id, bytes.baseAddress, bytes.count, object.kind.libGit2)
      }
      // `git gc` removes folders that are empty at that moment, new ones too.
      guard code < 0, git_error_last()?.pointee.klass == Int32(GIT_ERROR_OS.rawValue) else { break }
    }
    try LibGit2.check(code, "git_odb_backend.write", "object \(object.id) in '\(folder)'")
  }
}
