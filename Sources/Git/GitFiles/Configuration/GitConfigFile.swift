package import GitModel
package import Platform

/// A file of settings, written by git's rules: one writer at a time, by the lock `FILE.lock`, and
/// whole or not at all.
package struct GitConfigFile {
  /// Where the file is; a symbolic link stays one, and its target is written.
  package let path: String
  private let files: FileSystem

  /// How long another writer is waited for.
  private static let patience: UInt64 = 1_000_000_000

  /// Names a file, which must be there.
  package init(_ path: String, files: FileSystem) {
    self.path = path
    self.files = files
  }

  /// Gives a setting one value, or with `nil` none; everything else stays byte for byte.
  ///
  /// - Returns: Whether there was something to change.
  /// - Throws: ``RepositoryError/Code/locked`` where another program writes the file.
  package func write(_ key: String, _ value: String?) throws(RepositoryError) -> Bool {
    let target = try mappingSystemErrors { () throws(SystemError) in try files.realPath(path) }
    let lock = "\(target).lock"
    let file = try takeLock(lock)
    do throws(RepositoryError) {
      let bytes = try mappingSystemErrors { () throws(SystemError) in try files.readFile(target) }
      let edited = try GitConfig.edited(bytes, path: path, setting: key, to: value)
      if edited == bytes {
        try mappingSystemErrors { () throws(SystemError) in try files.unlink(lock) }
        return false
      }
      try mappingSystemErrors { () throws(SystemError) in
        try file.write(edited)
        try file.setPermissions(files.status(target).permissions)
        try file.sync()
        try files.rename(lock, to: target)
        try files.syncDirectory(target.parentDirectory)
      }
      return true
    } catch {
      // The first failure is the one to report.
      do { try files.unlinkIfPresent(lock) } catch {}
      throw error
    }
  }

  private func takeLock(_ lock: String) throws(RepositoryError) -> File {
    let end = SystemClock.monotonicNanoseconds() + GitConfigFile.patience
    while true {
      do {
        return try files.open(lock, .createExclusive)
      } catch  where error.errno == .exists {
        guard SystemClock.monotonicNanoseconds() < end else {
          throw RepositoryError(
            .locked, "'\(lock)' is there: another program is writing these settings",
            hint: "Try again when it is done; if no program runs here, one was killed: "
              + "then remove the file")
        }
        pause(atMost: 20)
      } catch {
        throw .failedCall(error)
      }
    }
  }
}
