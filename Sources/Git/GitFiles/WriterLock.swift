package import GitModel
package import Platform

/// The right to change a store: a kernel lock, which ends with the process that holds it.
///
/// Whoever takes it removes the locks of references that a killed holder has left behind.
package struct WriterLock: ~Copyable {
  private let lock: FileLock

  /// What a reference's lock holds, for whoever finds one.
  package static let token = """
    promptrepo holds this lock. If it was killed, the next change that promptrepo makes removes it.

    """

  /// Takes the lock, waiting up to a time; makes the folder of our own where it is missing.
  ///
  /// - Throws: ``RepositoryError/Code/locked``.
  package static func take(
    _ paths: GitDirectory, _ files: FileSystem, timeout: Duration
  ) throws(RepositoryError) -> WriterLock {
    let lock = try kernelLock(paths, files, timeout)
    let isHere = try mappingSystemErrors { () throws(SystemError) in
      try lock.isStillAtPath(in: files)
    }
    guard isHere else { throw .movedStore(paths.root) }
    let token = try mappingSystemErrors { () throws(SystemError) in
      let status = try files.statusIfPresent(paths.token)
      if status == nil { try files.writeFile(paths.token, Array(WriterLock.token.utf8)) }
      return status
    }
    try ReferenceLocks.removeLeftOvers(files: files, paths: paths, token: token)
    return WriterLock(lock: lock)
  }

  private init(lock: consuming FileLock) {
    self.lock = lock
  }

  /// Gives the lock back.
  package consuming func release() {
    lock.release()
  }

  private static func kernelLock(
    _ paths: GitDirectory, _ files: FileSystem, _ timeout: Duration
  ) throws(RepositoryError) -> FileLock {
    for isFirst in [true, false] {
      do throws(SystemError) {
        return try files.lock(paths.lock, timeout: timeout)
      } catch {
        switch error.errno {
        case .wouldBlock:
          throw .lockedStore(paths.lock, seconds: Int(timeout.components.seconds))
        case .noEntry where isFirst:
          // A copy that version control made, and a repository of git, have no folder of ours.
          // Only that one is made: a store that was moved away must not come back empty.
          do throws(SystemError) {
            try files.makeDirectory(paths.own)
          } catch {
            if error.errno == .noEntry { throw .movedStore(paths.root) }
            if error.errno != .exists { throw .failedCall(error) }
          }
        default:
          throw .failedCall(error)
        }
      }
    }
    throw .lockedStore(paths.lock, seconds: 0)
  }
}
