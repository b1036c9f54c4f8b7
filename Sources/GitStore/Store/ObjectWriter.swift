internal import CLibGit2
internal import DirectoryStore
internal import Platform
internal import PromptRepo

/// Writes the objects of a change, so that all of them are on the disk at the end.
struct ObjectWriter: ~Copyable {
  /// More objects than this are written as one pack.
  private static let bulk = 200

  private let objects: ObjectDatabaseHandle
  private let folder: String
  private let files: FileSystem

  /// - Parameter folder: The repository's `objects`.
  init(objects: consuming ObjectDatabaseHandle, folder: String, files: FileSystem) {
    self.objects = objects
    self.folder = folder
    self.files = files
  }

  /// Writes the objects, flushed; what is there already is compared, not trusted, and flushed.
  ///
  /// Git itself does not flush loose objects unless `core.fsync` says so.
  func write(_ added: [GitObject]) throws(RepositoryError) {
    if added.count > ObjectWriter.bulk { return try writePack(added) }
    let loose = try LooseObjects(folder: folder)
    for object in added {
      if try isSound(object) {
        try objects.freshen(object)
        try flush(object.id)
      } else {
        try loose.write(object)
      }
    }
  }

  /// Writes all objects, whether they are there or not: a pack is read before loose objects.
  private func writePack(_ added: [GitObject]) throws(RepositoryError) {
    let pack = try ObjectPack()
    for object in added { try pack.add(object) }
    let directory = "\(folder)/pack"
    try mappingSystemErrors { () throws(SystemError) in try files.makeDirectories(directory) }
    try pack.write(to: directory)
    try mappingSystemErrors { () throws(SystemError) in try files.syncDirectory(directory) }
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
  private func flush(_ id: ObjectID) throws(RepositoryError) {
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
