#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

extension File {
  /// Writes all bytes at the descriptor's position (`write`, repeated until done).
  public func write(_ bytes: [UInt8]) throws(SystemError) {
    try write(bytes.span.bytes)
  }

  /// Writes all bytes at the descriptor's position (`write`, repeated until done).
  public func write(_ bytes: RawSpan) throws(SystemError) {
    try writeAll(bytes) { base, count, _ in writeRaw(descriptor.raw, base, count) }
  }

  /// Writes all bytes at an offset (`pwrite`, repeated until done).
  public func write(_ bytes: [UInt8], at offset: Int) throws(SystemError) {
    try write(bytes.span.bytes, at: offset)
  }

  /// Writes all bytes at an offset (`pwrite`, repeated until done).
  public func write(_ bytes: RawSpan, at offset: Int) throws(SystemError) {
    try writeAll(bytes) { base, count, done in
      pwrite(descriptor.raw, base, count, off_t(offset + done))
    }
  }

  private func writeAll(
    _ bytes: RawSpan, _ body: (UnsafeRawPointer?, Int, Int) -> Int
  ) throws(SystemError) {
    var end = bytes.byteCount
    var failure: ErrorNumber?
    if let faults {
      switch faults.consult(.write, path) {
      case nil: break
      case .kill: throw SystemError(call: .write, path: path, errno: .killed)
      case .fail(let errno): throw SystemError(call: .write, path: path, errno: errno)
      case .performThenFail(let errno): failure = errno
      case .tear(let count, let errno):
        end = min(max(0, count), end)
        failure = errno
      }
    }
    let path = self.path
    try bytes.withUnsafeBytes { (buffer) throws(SystemError) in
      var done = 0
      while done < end {
        let start = buffer.baseAddress.map { $0 + done }
        let count = try retrying(.write, path) { body(start, end - done, done) }
        // A device that takes nothing and reports nothing would be asked for ever.
        if count == 0 { throw SystemError(call: .write, path: path, errno: .noSpace) }
        done += count
      }
    }
    if let failure { throw SystemError(call: .write, path: path, errno: failure) }
  }
}

@inline(__always)
func writeRaw(_ descriptor: Int32, _ base: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, base, count)
}
