#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The file system, reached by paths, with an optional plan of faults for tests.
///
/// Paths are taken as they are: relative ones are relative to the current directory. A path with
/// a NUL byte is refused with `.invalidArgument`. Calls that a signal interrupts are repeated.
public struct FileSystem: Sendable {
  /// The faults to inject, if any.
  public let faults: FaultPlan?

  /// The file system, with faults if a plan is given.
  public init(faults: FaultPlan? = nil) { self.faults = faults }

  /// Opens a file.
  ///
  /// - Parameter permissions: the bits of a file that this call creates, before the umask.
  public func open(
    _ path: String, _ mode: OpenMode, permissions: UInt16 = 0o666
  ) throws(SystemError) -> File {
    let raw = try performOnPath(.open, path, faults) {
      Int(openRaw(path, mode.flags, mode_t(permissions)))
    }
    return File(Descriptor(Int32(raw)), path: path, faults: faults)
  }
}

@inline(__always)
private func openRaw(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 {
  open(path, flags, mode)
}

extension FileSystem {
  /// Renames a file, replacing what has the new name; atomic (`rename`).
  public func rename(_ path: String, to newPath: String) throws(SystemError) {
    try performOnPaths(.rename, path, newPath) { renameRaw(path, newPath) }
  }

  /// Gives a file a second name; throws `.exists` if that is taken (`link`).
  public func link(_ path: String, to newPath: String) throws(SystemError) {
    try performOnPaths(.link, path, newPath) { linkRaw(path, newPath) }
  }

  /// Removes a name of a file (`unlink`).
  public func unlink(_ path: String) throws(SystemError) {
    _ = try performOnPath(.unlink, path, faults) { Int(unlinkRaw(path)) }
  }

  /// Removes a name of a file if it is there; answers whether it was.
  @discardableResult
  public func unlinkIfPresent(_ path: String) throws(SystemError) -> Bool {
    do {
      try unlink(path)
      return true
    } catch  where error.errno == .noEntry {
      return false
    }
  }

  /// Sets the permission bits of a file (`chmod`).
  public func setPermissions(_ path: String, _ permissions: UInt16) throws(SystemError) {
    _ = try performOnPath(.chmod, path, faults) { Int(chmod(path, mode_t(permissions))) }
  }

  /// Sets the times of last access and modification, in nanoseconds since 1970 UTC (`utimensat`).
  public func setTimes(_ path: String, nanoseconds: Int64) throws(SystemError) {
    let seconds =
      nanoseconds >= 0 ? nanoseconds / 1_000_000_000 : (nanoseconds + 1) / 1_000_000_000 - 1
    var time = timespec()
    time.tv_sec = time_t(seconds)
    time.tv_nsec = Int(nanoseconds - seconds * 1_000_000_000)
    let times = [time, time]
    _ = try performOnPath(.utimes, path, faults) { Int(utimensat(AT_FDCWD, path, times, 0)) }
  }

  /// The absolute path without symbolic links, `.` and `..` (`realpath`).
  public func realPath(_ path: String) throws(SystemError) -> String {
    var resolved = ""
    _ = try performOnPath(.realpath, path, faults) {
      guard let found = realpath(path, nil) else { return -1 }
      resolved = String(cString: found)
      free(found)
      return 0
    }
    return resolved
  }

  private func performOnPaths(
    _ call: SystemCall, _ path: String, _ newPath: String, _ body: () -> Int32
  ) throws(SystemError) {
    if hasNUL(path) {
      throw SystemError(call: call, path: path, errno: .invalidArgument)
    }
    _ = try performOnPath(call, newPath, faults) { Int(body()) }
  }
}

private func renameRaw(_ path: String, _ newPath: String) -> Int32 { rename(path, newPath) }
private func linkRaw(_ path: String, _ newPath: String) -> Int32 { link(path, newPath) }
private func unlinkRaw(_ path: String) -> Int32 { unlink(path) }

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

extension FileSystem {
  /// Makes one directory; throws `.exists` if the name is taken (`mkdir`).
  public func makeDirectory(_ path: String, permissions: UInt16 = 0o777) throws(SystemError) {
    _ = try performOnPath(.mkdir, path, faults) { Int(mkdir(path, mode_t(permissions))) }
  }

  /// Makes a directory and those above it; one that exists already is fine (`mkdir -p`).
  public func makeDirectories(_ path: String, permissions: UInt16 = 0o777) throws(SystemError) {
    if try makeDirectoryIfAbsent(path, permissions) { return }
    let bytes = path.utf8
    var index = bytes.startIndex
    while let slash = bytes[index...].firstIndex(of: UInt8(ascii: "/")) {
      index = bytes.index(after: slash)
      if slash == bytes.startIndex { continue }
      let prefix = String(path[..<slash])
      if try !isDirectory(prefix) { _ = try makeDirectoryIfAbsent(prefix, permissions) }
    }
    do {
      try makeDirectory(path, permissions: permissions)
    } catch  where error.errno == .exists {
      if try !isDirectory(path) { throw error }
    }
  }

  /// Removes an empty directory (`rmdir`).
  public func removeDirectory(_ path: String) throws(SystemError) {
    _ = try performOnPath(.rmdir, path, faults) { Int(rmdir(path)) }
  }

  /// The entries of a directory without `.` and `..`, in the order the file system gives them.
  public func listDirectory(_ path: String) throws(SystemError) -> [DirectoryEntry] {
    var entries: [DirectoryEntry] = []
    var unknown: [Int] = []
    _ = try performOnPath(.list, path, faults) {
      entries.removeAll()
      unknown.removeAll()
      guard let directory = opendir(path) else { return -1 }
      defer { closedir(directory) }
      while true {
        errno = 0
        guard let entry = readdir(directory) else { return errno == 0 ? 0 : -1 }
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name == "." || name == ".." { continue }
        let kind = Int32(entry.pointee.d_type)
        if kind == Int32(DT_UNKNOWN) { unknown.append(entries.count) }
        entries.append(DirectoryEntry(name: name, type: FileType(directoryEntry: kind)))
      }
    }
    // Some file systems do not keep the kind in the directory.
    for index in unknown {
      let name = entries[index].name
      if let found = try statusIfPresent("\(path)/\(name)", followingLinks: false) {
        entries[index] = DirectoryEntry(name: name, type: found.type)
      }
    }
    return entries
  }

  /// Answers whether the directory is there now; false if its parent is missing.
  private func makeDirectoryIfAbsent(
    _ path: String, _ permissions: UInt16
  ) throws(SystemError) -> Bool {
    do {
      try makeDirectory(path, permissions: permissions)
      return true
    } catch  where error.errno == .exists {
      if try isDirectory(path) { return true }
      throw error
    } catch  where error.errno == .noEntry {
      return false
    }
  }
}

extension FileType {
  fileprivate init(directoryEntry kind: Int32) {
    switch kind {
    case Int32(DT_REG): self = .regular
    case Int32(DT_DIR): self = .directory
    case Int32(DT_LNK): self = .symbolicLink
    default: self = .other
    }
  }
}

/// A name in a directory and the kind of file it names.
public struct DirectoryEntry: Sendable, Hashable {
  /// The name, without the directory; bytes that are no UTF-8 show as U+FFFD.
  public let name: String
  /// The kind of the entry itself; a symbolic link is not followed.
  public let type: FileType

  /// Pairs a name with the kind of file it names.
  public init(name: String, type: FileType) {
    self.name = name
    self.type = type
  }
}

extension String {
  /// The part of a path before its last slash: `.` if there is none.
  public var parentDirectory: String {
    guard let slash = utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == startIndex ? "/" : String(self[..<slash])
  }
}
