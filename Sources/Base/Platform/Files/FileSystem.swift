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
