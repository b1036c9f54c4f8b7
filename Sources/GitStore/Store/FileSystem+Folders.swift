internal import Platform

extension FileSystem {
  /// Removes directories that are empty, from `path` upwards, but never `root` or what is above.
  func removeEmptyFolders(from path: String, below root: String) throws(SystemError) {
    var directory = path
    while directory.utf8.count > root.utf8.count {
      do {
        try removeDirectory(directory)
      } catch  where error.errno == .notEmpty || error.errno == .exists || error.errno == .noEntry {
        return
      }
      directory = directoryName(directory)
    }
  }
}

/// The part of a path before its last slash: `.` if there is none.
func directoryName(_ path: String) -> String {
  guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
  return slash == path.utf8.startIndex ? "/" : String(path[..<slash])
}
