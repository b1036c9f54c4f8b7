internal import CLibGit2
internal import GitFiles
internal import Platform
internal import GitModel

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
