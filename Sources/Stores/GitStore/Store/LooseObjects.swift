internal import CLibGit2
internal import GitFiles
internal import GitModel
internal import Platform

/// Writes the objects of a change, so that all of them are on the disk at the end.
struct ObjectWriter: ~Copyable {
  private let objects: ObjectDatabaseHandle
  private let folder: String
  private let files: FileSystem

  /// - Parameter folder: The repository's `objects`.
  init(objects: consuming ObjectDatabaseHandle, folder: String, files: FileSystem) {
    self.objects = objects
    self.folder = folder
    self.files = files
  }

  /// Writes the objects one by one, flushed; what is there already is compared, not trusted, and
  /// flushed.
  ///
  /// Git itself does not flush loose objects unless `core.fsync` says so.
  ///
  /// - Returns: Those that have a file of their own.
  func write(_ added: [GitObject]) throws(RepositoryError) -> [ObjectID] {
    let loose = try LooseObjects(folder: folder)
    var written: [ObjectID] = []
    for object in added {
      if try isSound(object) {
        try objects.freshen(object)
        if try !flush(object.id) { continue }
      } else {
        try loose.write(object)
      }
      written.append(object.id)
    }
    return written
  }

  /// Whether an object is there and is what it should be.
  private func isSound(_ object: GitObject) throws(RepositoryError) -> Bool {
    do throws(RepositoryError) {
      return try objects.read(object.id) == object
    } catch {
      guard error.code == .damaged else { throw error }
      return false
    }
  }

  /// Flushes the loose file of an object, if it has one.
  ///
  /// Git flushes the packs it writes, and what is in an alternate is that repository's affair.
  ///
  /// - Returns: Whether it has one.
  private func flush(_ id: ObjectID) throws(RepositoryError) -> Bool {
    let path = ObjectWriter.loosePath(id, in: folder)
    do throws(SystemError) {
      try files.open(path, .read).sync()
      try files.syncDirectory(path.parentDirectory)
      return true
    } catch {
      if error.errno == .noEntry { return false }
      throw .failedCall(error)
    }
  }

  /// The file of a loose object.
  static func loosePath(_ id: ObjectID, in folder: String) -> String {
    let hex = id.hex
    return "\(folder)/\(hex.prefix(2))/\(hex.dropFirst(2))"
  }
}

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
