#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

extension FileSystem {
  /// The status of what a path names.
  ///
  /// - Parameter followingLinks: whether a symbolic link stands for its target (`stat`) or for
  ///   itself (`lstat`).
  public func status(
    _ path: String, followingLinks: Bool = true
  ) throws(SystemError) -> FileStatus {
    var status = stat()
    _ = try performOnPath(.stat, path, faults) {
      Int(followingLinks ? stat(path, &status) : lstat(path, &status))
    }
    return FileStatus(status)
  }

  /// The status of what a path names, or nil if there is nothing.
  public func statusIfPresent(
    _ path: String, followingLinks: Bool = true
  ) throws(SystemError) -> FileStatus? {
    do {
      return try status(path, followingLinks: followingLinks)
    } catch  where error.errno == .noEntry || error.errno == .notDirectory {
      return nil
    }
  }

  /// Whether a path names something; a link that leads nowhere does not.
  public func exists(_ path: String) throws(SystemError) -> Bool {
    try statusIfPresent(path) != nil
  }

  /// Whether a path names a directory, or a link to one.
  public func isDirectory(_ path: String) throws(SystemError) -> Bool {
    try statusIfPresent(path)?.type == .directory
  }

  /// Whether the last component of a path is a symbolic link.
  public func isSymbolicLink(_ path: String) throws(SystemError) -> Bool {
    try statusIfPresent(path, followingLinks: false)?.type == .symbolicLink
  }
}
