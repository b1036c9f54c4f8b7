internal import Platform

/// The file that says which process a server is.
enum PIDFile {
  /// Writes the number of this process.
  static func write(_ path: String) throws(SystemError) {
    try FileSystem().replaceFile(
      path, with: Array("\(CurrentProcess.id)\n".utf8), permissions: 0o644, durably: false)
  }

  /// Removes the file.
  static func remove(_ path: String) {
    // A file that somebody else removed is gone as well; the server ends either way.
    do { try FileSystem().unlink(path) } catch {}
  }
}
