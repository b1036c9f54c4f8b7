internal import GitFiles
internal import GitModel
internal import Platform

/// Packs that collections by git leave alone until references reach their objects.
///
/// Git decides what to remove by what it finds when it begins: a pack that has a `.keep` file from
/// its first moment on is never among it. The file is a further name of the writers' token, so the
/// next writer knows those that a killed one has left.
struct KeptPacks {
  private let files: FileSystem
  private let paths: GitDirectory
  private var keeps: [String] = []

  /// What file systems answer that have no hard links, or too few.
  private static let withoutLinks: Set<Errno> = [
    .notSupported, .notPermitted, .notImplemented, .linkLimit, .crossDevice,
  ]

  /// No packs yet; only for the holder of the writer's lock.
  init(files: FileSystem, paths: GitDirectory) {
    self.files = files
    self.paths = paths
  }

  /// Writes objects as one pack, flushed; it is kept until ``release()``.
  ///
  /// A collection without a grace period removes files that have no names yet, and the index of a
  /// pack whose other file it missed: then the pack is written again.
  mutating func write(
    _ added: [GitObject], to objects: ObjectDatabase
  ) throws(RepositoryError) {
    for _ in 0..<20 {
      do throws(RepositoryError) {
        return try writeOnce(added, to: objects)
      } catch {
        guard (error.cause as? SystemError)?.errno == .noEntry else { throw error }
      }
    }
    try writeOnce(added, to: objects)
  }

  private mutating func writeOnce(
    _ added: [GitObject], to objects: ObjectDatabase
  ) throws(RepositoryError) {
    let name = try objects.writePack(added) { (name) throws(SystemError) in
      let path = "\(objects.packDirectory)/\(name).keep"
      if try create(path) { keeps.append(path) }
    }
    guard let name else { return }
    try mappingSystemErrors { () throws(SystemError) in
      _ = try files.status("\(objects.packDirectory)/\(name).idx")
    }
  }

  /// Lets git have the packs: what is to reach them does.
  mutating func release() {
    for keep in keeps {
      // The next writer removes one that stays.
      do { try files.unlinkIfPresent(keep) } catch {}
    }
    keeps = []
  }

  /// Makes the file that keeps a pack.
  ///
  /// - Returns: False when the pack is there, and somebody else keeps it.
  private func create(_ path: String) throws(SystemError) -> Bool {
    do {
      try files.link(paths.token, to: path)
    } catch  where error.errno == .exists {
      return false
    } catch  where KeptPacks.withoutLinks.contains(error.errno) {
      try files.writeFile(path, [], mode: .createExclusive)
    }
    return true
  }
}
