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
    if descriptor.close() == -1, ErrorNumber.current != .interrupted {
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
