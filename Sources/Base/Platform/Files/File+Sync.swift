#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

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
