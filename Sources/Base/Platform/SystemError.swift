#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A call of the operating system that failed: which call, on which path, and why.
public struct SystemError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The operation that failed.
  public let call: SystemCall
  /// The path (or program, or stream) it was performed on.
  public let path: String
  /// Why it failed.
  public let errno: Errno

  /// Describes a failed call.
  public init(call: SystemCall, path: String, errno: Errno) {
    self.call = call
    self.path = path
    self.errno = errno
  }

  /// The system's text for the error, without the path.
  public var message: String { errno.message }

  /// What can be done about it, where that is known.
  public var hint: String? {
    switch errno {
    case .noSpace: "free some space on the disk that holds it, then try again"
    case .quotaExceeded: "free some of your disk quota, then try again"
    case .accessDenied, .notPermitted: "check the owner and the permissions of the path"
    case .readOnlyFileSystem: "the file system is mounted read-only"
    case .tooManyOpenFiles: "raise the limit with 'ulimit -n'"
    case .wouldBlock where call == .lock: "another process holds the lock; try again when it ended"
    case .inputOutput: "the disk reports errors; check the system's log"
    default: nil
    }
  }

  /// For example `cannot open '/x/y': No such file or directory`.
  public var description: String {
    let what = "cannot \(call.rawValue) '\(path)': \(message)"
    guard let hint else { return what }
    return "\(what) (\(hint))"
  }
}

/// The operation of the operating system that a call of this module performs.
///
/// Names faults and recorded calls, and appears in error messages.
public enum SystemCall: String, Sendable, Hashable, CaseIterable {
  case open, read, write, close
  case fsync, fdatasync, syncfs
  case truncate, stat, map, lock
  case rename, link, unlink, mkdir, rmdir, list
  case chmod, realpath, readlink, utimes
  case getcwd, pipe, poll, spawn, wait
  case socket, bind, listen, dup
}

/// An error number of the operating system (`errno`), with names for those callers decide on.
public struct Errno: RawRepresentable, Hashable, Sendable {
  /// The number as the system defines it; negative numbers are this module's own.
  public let rawValue: Int32

  /// Wraps a number as the system defines it.
  public init(rawValue: Int32) { self.rawValue = rawValue }

  /// The calling thread's last error.
  static var current: Errno { Errno(rawValue: errno) }

  /// A simulated death of the process; see ``FaultPlan/Effect/kill``.
  public static let killed = Errno(rawValue: -1)
  /// No such file or directory (`ENOENT`).
  public static let noEntry = Errno(rawValue: ENOENT)
  /// The file exists (`EEXIST`).
  public static let exists = Errno(rawValue: EEXIST)
  /// No space left on the device (`ENOSPC`).
  public static let noSpace = Errno(rawValue: ENOSPC)
  /// The user's disk quota is used up (`EDQUOT`).
  public static let quotaExceeded = Errno(rawValue: EDQUOT)
  /// Permission denied (`EACCES`).
  public static let accessDenied = Errno(rawValue: EACCES)
  /// Operation not permitted (`EPERM`).
  public static let notPermitted = Errno(rawValue: EPERM)
  /// The file system is mounted read-only (`EROFS`).
  public static let readOnlyFileSystem = Errno(rawValue: EROFS)
  /// A part of the path is not a directory (`ENOTDIR`).
  public static let notDirectory = Errno(rawValue: ENOTDIR)
  /// The path is a directory (`EISDIR`).
  public static let isDirectory = Errno(rawValue: EISDIR)
  /// The directory is not empty (`ENOTEMPTY`).
  public static let notEmpty = Errno(rawValue: ENOTEMPTY)
  /// An input or output error of the device (`EIO`).
  public static let inputOutput = Errno(rawValue: EIO)
  /// The reader of a pipe is gone (`EPIPE`).
  public static let brokenPipe = Errno(rawValue: EPIPE)
  /// The operation would block; a lock is held by another (`EWOULDBLOCK`).
  public static let wouldBlock = Errno(rawValue: EWOULDBLOCK)
  /// An invalid argument, such as a path with a NUL byte (`EINVAL`).
  public static let invalidArgument = Errno(rawValue: EINVAL)
  /// The file is larger than the caller allows (`EFBIG`).
  public static let fileTooLarge = Errno(rawValue: EFBIG)
  /// The path is too long (`ENAMETOOLONG`).
  public static let nameTooLong = Errno(rawValue: ENAMETOOLONG)
  /// Too many symbolic links in the path (`ELOOP`).
  public static let tooManyLinks = Errno(rawValue: ELOOP)
  /// The file has as many names as the file system allows (`EMLINK`).
  public static let linkLimit = Errno(rawValue: EMLINK)
  /// The two paths are on different file systems (`EXDEV`).
  public static let crossDevice = Errno(rawValue: EXDEV)
  /// The file system does not support the operation (`ENOTSUP`).
  public static let notSupported = Errno(rawValue: ENOTSUP)
  /// The system has no such call (`ENOSYS`).
  public static let notImplemented = Errno(rawValue: ENOSYS)
  /// The process has too many open files (`EMFILE`).
  public static let tooManyOpenFiles = Errno(rawValue: EMFILE)
  /// There is no such device, or nobody reads the pipe (`ENXIO`).
  public static let noDevice = Errno(rawValue: ENXIO)
  /// There is no such process (`ESRCH`).
  public static let noProcess = Errno(rawValue: ESRCH)
  /// The file is not the one that was opened any more (`ESTALE`).
  public static let stale = Errno(rawValue: ESTALE)
  /// Interrupted by a signal (`EINTR`); calls of this module retry it.
  public static let interrupted = Errno(rawValue: EINTR)
  /// Another socket has the address (`EADDRINUSE`).
  public static let addressInUse = Errno(rawValue: EADDRINUSE)
  /// No interface has the address (`EADDRNOTAVAIL`).
  public static let addressNotAvailable = Errno(rawValue: EADDRNOTAVAIL)

  /// The system's text for this number (`strerror`).
  public var message: String {
    if self == .killed { return "the process was killed (simulated)" }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      buffer.initialize(repeating: 0)
      guard let base = buffer.baseAddress, strerror_r(rawValue, base, buffer.count - 1) == 0 else {
        return "error \(rawValue)"
      }
      return String(cString: base)
    }
  }
}
