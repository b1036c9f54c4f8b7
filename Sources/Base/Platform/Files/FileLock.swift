#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

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
