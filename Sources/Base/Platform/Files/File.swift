#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// An open file, closed at the end of its life.
public struct File: ~Copyable, Sendable {
  let descriptor: Descriptor
  let faults: FaultPlan?
  /// The path it was opened by.
  public let path: String

  init(_ descriptor: consuming Descriptor, path: String, faults: FaultPlan?) {
    self.descriptor = descriptor
    self.path = path
    self.faults = faults
  }

  /// Closes the file now and reports what the end of its life could not.
  public consuming func close() throws(SystemError) {
    let path = self.path
    if let faults, let effect = faults.consult(.close, path) {
      switch effect {
      case .kill: throw SystemError(call: .close, path: path, errno: .killed)
      case .fail(let errno), .performThenFail(let errno), .tear(_, let errno):
        throw SystemError(call: .close, path: path, errno: errno)
      }
    }
    if descriptor.close() == -1, Errno.current != .interrupted {
      throw SystemError(call: .close, path: path, errno: .current)
    }
  }

  /// The file's status (`fstat`).
  public func status() throws(SystemError) -> FileStatus {
    var status = stat()
    _ = try perform(.stat, path, faults) { Int(fstat(descriptor.raw, &status)) }
    return FileStatus(status)
  }

  /// Cuts or extends the file to a length in bytes (`ftruncate`).
  public func truncate(to length: Int) throws(SystemError) {
    _ = try perform(.truncate, path, faults) { Int(ftruncate(descriptor.raw, off_t(length))) }
  }

  /// Sets the permission bits (`fchmod`).
  public func setPermissions(_ permissions: UInt16) throws(SystemError) {
    _ = try perform(.chmod, path, faults) { Int(fchmod(descriptor.raw, mode_t(permissions))) }
  }

  /// Gives the file to the user and group of another one, where this process may (`fchown`).
  func setOwner(as other: FileStatus) {
    _ = fchown(descriptor.raw, other.owner, other.group)
  }

  /// Has later calls wait for what they need, after an opening that did not.
  func setBlocking() throws(SystemError) {
    _ = try retrying(.open, path) {
      let flags = fcntl(descriptor.raw, F_GETFL)
      return flags == -1 ? -1 : Int(fcntl(descriptor.raw, F_SETFL, flags & ~O_NONBLOCK))
    }
  }
}

/// How a file is opened. Descriptors are never inherited by child processes (`O_CLOEXEC`).
public enum OpenMode: Sendable, Hashable {
  /// Reading; the file must exist.
  case read
  /// Reading and writing; the file must exist.
  case readWrite
  /// Reading and writing; created empty if absent.
  case readWriteCreate
  /// Writing at the end; created empty if absent.
  case append
  /// Reading and writing a file that must not exist yet (`O_CREAT | O_EXCL`).
  case createExclusive
  /// Writing to what must exist, from its start; a pipe that nobody reads fails at once with
  /// `.noDevice` (`O_NONBLOCK`).
  case write
  /// Writing from the start; created if absent, emptied if not.
  case truncate
  /// A directory, to flush it.
  case directory

  var flags: Int32 {
    switch self {
    case .read: O_RDONLY | O_CLOEXEC
    case .readWrite: O_RDWR | O_CLOEXEC
    case .readWriteCreate: O_RDWR | O_CREAT | O_CLOEXEC
    case .append: O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC
    case .createExclusive: O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC
    case .write: O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
    case .truncate: O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
    case .directory: O_RDONLY | O_DIRECTORY | O_CLOEXEC
    }
  }
}

/// An open file descriptor, closed at the end of its life.
struct Descriptor: ~Copyable {
  let raw: Int32

  init(_ raw: Int32) { self.raw = raw }

  /// Closes it and reports the result; never retried, since the descriptor is gone either way.
  consuming func close() -> Int {
    let raw = self.raw
    discard self
    return Int(closeRaw(raw))
  }

  deinit { _ = closeRaw(raw) }
}

@inline(__always)
private func closeRaw(_ raw: Int32) -> Int32 { close(raw) }

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

/// A lock of the kernel on a file, held until the end of this value's life or of the process.
///
/// It is `flock(2)`: advisory, bound to this one opening of the file. Two openings exclude each
/// other in one process as well as in two, and children inherit neither file nor lock. The lock
/// file is never removed: a removed name would let two holders lock two files.
public struct FileLock: ~Copyable, Sendable {
  /// Whether others may hold it too.
  public enum Kind: Sendable, Hashable {
    /// Any number of holders, all of them shared.
    case shared
    /// One holder.
    case exclusive
  }

  let file: File

  /// The path of the lock file.
  public var path: String { file.path }

  /// Whether the locked file still has its name; false once its folder was moved or removed.
  public func isStillAtPath(in files: FileSystem) throws(SystemError) -> Bool {
    let named = try files.statusIfPresent(path)
    let locked = try file.status()
    return named?.inode == locked.inode && named?.device == locked.device
  }

  /// Releases the lock now.
  public consuming func release() {}

  // Said outright, since a child that is just being started may hold the file a little longer.
  deinit {
    _ = flock(file.descriptor.raw, LOCK_UN)
  }
}

extension FileSystem {
  /// Takes a lock if nobody is in the way, else answers nil. Creates the file if absent.
  public func tryLock(
    _ path: String, _ kind: FileLock.Kind = .exclusive
  ) throws(SystemError) -> FileLock? {
    let file = try openLockFile(path, kind, 0o666)
    guard try tryLock(file, kind) else { return nil }
    return FileLock(file: file)
  }

  /// Takes a lock, waiting up to a time for others to release it. Creates the file if absent.
  ///
  /// Throws `.wouldBlock` when the time is over. It asks again with growing pauses, at most
  /// 20 ms, so a lock that stays taken costs next to nothing and a free one is had at once.
  ///
  /// - Parameter permissions: the bits of the file if it is created, before the umask.
  public func lock(
    _ path: String, _ kind: FileLock.Kind = .exclusive, timeout: Duration,
    permissions: UInt16 = 0o666
  ) throws(SystemError) -> FileLock {
    let file = try openLockFile(path, kind, permissions)
    guard try !tryLock(file, kind) else { return FileLock(file: file) }
    let wait = LockWaits.begin()
    defer { wait.end() }
    let start = ContinuousClock.now
    var pause: UInt32 = 100
    while try !tryLock(file, kind) {
      if ContinuousClock.now - start >= timeout {
        throw SystemError(call: .lock, path: path, errno: .wouldBlock)
      }
      // Spread out, so that waiters do not ask in step.
      usleep(UInt32.random(in: (pause / 2)...pause))
      pause = min(pause * 2, 20_000)
    }
    return FileLock(file: file)
  }

  private func openLockFile(
    _ path: String, _ kind: FileLock.Kind, _ permissions: UInt16
  ) throws(SystemError) -> File {
    do {
      return try open(path, .readWriteCreate, permissions: permissions)
    } catch {
      // Who may only read can still keep writers out.
      guard kind == .shared, error.errno == .accessDenied || error.errno == .readOnlyFileSystem
      else { throw error }
      return try open(path, .read)
    }
  }

  private func tryLock(_ file: borrowing File, _ kind: FileLock.Kind) throws(SystemError) -> Bool {
    let raw = file.descriptor.raw
    let operation = (kind == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB
    do {
      _ = try perform(.lock, file.path, faults) { Int(flock(raw, operation)) }
      return true
    } catch  where error.errno == .wouldBlock {
      return false
    }
  }
}
