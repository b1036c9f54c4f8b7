#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What the system knows about a file (`stat`).
public struct FileStatus: Sendable, Hashable {
  /// The kind of file.
  public let type: FileType
  /// Its length in bytes.
  public let size: Int
  /// The permission bits, such as `0o644`.
  public let permissions: UInt16
  /// The time of the last change of its content, in nanoseconds since 1970 UTC.
  public let modificationNanoseconds: Int64
  /// The time of the last change of content or status, in nanoseconds since 1970 UTC.
  public let changeNanoseconds: Int64
  /// The file's number in its file system.
  public let inode: UInt64
  /// The number of its file system.
  public let device: UInt64
  /// The number of the user it belongs to.
  public let owner: UInt32
  /// The number of the group it belongs to.
  public let group: UInt32
  /// How many names it has.
  public let linkCount: Int

  init(_ status: stat) {
    type = FileType(mode: status.st_mode)
    size = Int(status.st_size)
    permissions = UInt16(truncatingIfNeeded: status.st_mode & 0o7777)
    #if canImport(Darwin)
      modificationNanoseconds = nanoseconds(status.st_mtimespec)
      changeNanoseconds = nanoseconds(status.st_ctimespec)
    #else
      modificationNanoseconds = nanoseconds(status.st_mtim)
      changeNanoseconds = nanoseconds(status.st_ctim)
    #endif
    inode = UInt64(truncatingIfNeeded: status.st_ino)
    device = UInt64(truncatingIfNeeded: status.st_dev)
    owner = status.st_uid
    group = status.st_gid
    linkCount = Int(status.st_nlink)
  }
}

/// Times that 64 bits cannot hold, before 1677 and after 2262, become the nearest they can.
private func nanoseconds(_ time: timespec) -> Int64 {
  let limit = Int64.max / 1_000_000_000 - 1
  return max(-limit, min(limit, Int64(time.tv_sec))) * 1_000_000_000 + Int64(time.tv_nsec)
}

/// The kind of a file.
public enum FileType: Sendable, Hashable {
  case regular, directory, symbolicLink
  /// A device, a socket, a pipe, or unknown.
  case other

  init(mode: mode_t) {
    switch mode & S_IFMT {
    case S_IFREG: self = .regular
    case S_IFDIR: self = .directory
    case S_IFLNK: self = .symbolicLink
    default: self = .other
    }
  }
}

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
