internal import CPlatform

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

extension FileSystem {
  /// Reads a whole file.
  ///
  /// Throws `.noEntry` if there is none, `.fileTooLarge` if it has more than `maxBytes` bytes.
  public func readFile(_ path: String, maxBytes: Int = .max) throws(SystemError) -> [UInt8] {
    try open(path, .read).readToEnd(maxBytes: maxBytes)
  }

  /// Reads a whole file, or answers nil if there is none (nor a directory that could hold it).
  public func readFileIfPresent(
    _ path: String, maxBytes: Int = .max
  ) throws(SystemError) -> [UInt8]? {
    do {
      return try readFile(path, maxBytes: maxBytes)
    } catch  where error.errno == .noEntry || error.errno == .notDirectory {
      return nil
    }
  }

  /// Writes a whole file in place, without a flush.
  ///
  /// A crash leaves it torn; ``replaceFile(_:with:permissions:durably:)`` does not.
  public func writeFile(
    _ path: String, _ bytes: [UInt8], mode: OpenMode = .truncate, permissions: UInt16 = 0o666
  ) throws(SystemError) {
    let file = try open(path, mode, permissions: permissions)
    try file.write(bytes)
    try file.close()
  }

  /// Puts new content in the place of a file, so that readers see the old or the new, never a part.
  ///
  /// Writes a temporary file beside it, flushes that if `durably`, renames it over the path, then
  /// flushes the directory if `durably`. On failure the temporary file is removed.
  ///
  /// - Parameters:
  ///   - permissions: The bits of the file, before the umask.
  ///   - old: The file whose bits and owner the new one has instead.
  public func replaceFile(
    _ path: String, with bytes: [UInt8], permissions: UInt16 = 0o666,
    keeping old: FileStatus? = nil,
    durably: Bool = true
  ) throws(SystemError) {
    let temporary = "\(path).\(CurrentProcess.id).\(UInt32.random(in: 0 ... .max)).tmp"
    do throws(SystemError) {
      // Nobody else may read what only the owner of the old file might.
      let file = try open(
        temporary, .createExclusive, permissions: old.map { $0.permissions & 0o700 } ?? permissions)
      try file.write(bytes)
      if let old {
        if old.owner != CurrentProcess.userID { file.setOwner(as: old) }
        try file.setPermissions(old.permissions)
      }
      if durably { try file.sync() }
      try file.close()
      try rename(temporary, to: path)
    } catch {
      // The first failure is the one to report.
      do { try unlink(temporary) } catch {}
      throw error
    }
    if durably { try syncDirectory(path.parentDirectory) }
  }
}

extension File {
  /// Flushes content and status to the device (`fsync`; `F_FULLFSYNC` on macOS).
  public func sync() throws(SystemError) {
    _ = try perform(.fsync, path, faults) { flush(descriptor.raw) }
  }

  /// Flushes the content, and of the status only what is needed to read it (`fdatasync`;
  /// `F_FULLFSYNC` on macOS).
  public func syncData() throws(SystemError) {
    _ = try perform(.fdatasync, path, faults) {
      #if canImport(Darwin)
        flush(descriptor.raw)
      #else
        Int(fdatasync(descriptor.raw))
      #endif
    }
  }
}

private func flush(_ descriptor: Int32) -> Int {
  #if canImport(Darwin)
    // File systems without F_FULLFSYNC (network volumes) still know fsync.
    if fcntl(descriptor, F_FULLFSYNC) != -1 { return 0 }
  #endif
  return Int(fsync(descriptor))
}

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
