internal import CPlatform

extension FileSystem {
  /// Flushes a directory, so that names made or moved in it survive a power cut.
  public func syncDirectory(_ path: String) throws(SystemError) {
    try open(path, .directory).sync()
  }

  /// Flushes the whole file system that holds a path, if the system has a call for it.
  ///
  /// - Returns: false where there is none (macOS): the caller must flush each file instead.
  public func syncFileSystem(of path: String) throws(SystemError) -> Bool {
    let file = try open(path, .read)
    do {
      _ = try perform(.syncfs, path, faults) { Int(promptrepo_syncfs(file.descriptor.raw)) }
    } catch  where error.errno == .notImplemented {
      return false
    }
    return true
  }
}
