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
