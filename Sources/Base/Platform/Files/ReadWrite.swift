#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

extension File {
  /// Reads up to `count` bytes at an offset; fewer only at the end of the file (`pread`).
  public func read(at offset: Int, count: Int) throws(SystemError) -> [UInt8] {
    var failure: SystemError?
    let bytes = [UInt8](unsafeUninitializedCapacity: max(0, count)) { buffer, initialized in
      do throws(SystemError) {
        initialized = try read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
      } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Fills a buffer from an offset; answers less than its size only at the end of the file.
  public func read(
    at offset: Int, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemError) -> Int {
    var done = 0
    while done < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let count = try perform(.read, path, faults) {
        pread(descriptor.raw, rest.baseAddress, rest.count, off_t(offset + done))
      }
      if count == 0 { break }
      done += count
    }
    return done
  }

  /// Reads the whole file from its start, whatever kind it is.
  ///
  /// Throws `.fileTooLarge` if there are more than `maxBytes` bytes. Starts at the descriptor's
  /// position, which is the start for a file just opened.
  public func readToEnd(maxBytes: Int = .max) throws(SystemError) -> [UInt8] {
    // Most files of a store are tiny: one read into the stack, one to see the end.
    var failure: SystemError?
    var filled = 0
    var bytes = withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 16) { buffer -> [UInt8] in
      do throws(SystemError) {
        while filled < buffer.count {
          let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
          let count = try readNext(into: rest)
          if count == 0 { break }
          filled += count
        }
      } catch { failure = error }
      return [UInt8](UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
    }
    if let failure { throw failure }
    if filled == 1024 { try readRest(after: &bytes, maxBytes: maxBytes) }
    if bytes.count > maxBytes {
      throw SystemError(call: .read, path: path, errno: .fileTooLarge)
    }
    return bytes
  }

  /// Reads what one call gives (`read`): 0 at the end of the file, perhaps less than there is.
  public func readNext(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
    try perform(.read, path, faults) {
      Platform.readRaw(descriptor.raw, buffer.baseAddress, buffer.count)
    }
  }

  private func readRest(after bytes: inout [UInt8], maxBytes: Int) throws(SystemError) {
    // One byte more than the status says, so that the read that fills the file also sees its end.
    let expected = max(0, try status().size - bytes.count)
    var chunk = min(max(expected, 4096), max(0, maxBytes - bytes.count)) + 1
    bytes.reserveCapacity(bytes.count + chunk)
    while bytes.count <= maxBytes {
      var failure: SystemError?
      var atEnd = false
      let part = [UInt8](unsafeUninitializedCapacity: chunk) { buffer, initialized in
        do throws(SystemError) {
          while initialized < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(buffer)[initialized...]
            let count = try readNext(into: UnsafeMutableRawBufferPointer(rebasing: rest))
            if count == 0 {
              atEnd = true
              return
            }
            initialized += count
          }
        } catch { failure = error }
      }
      if let failure { throw failure }
      bytes.append(contentsOf: part)
      if atEnd { return }
      chunk = 65_536
    }
  }
}

@inline(__always)
func readRaw(_ descriptor: Int32, _ base: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, base, count)
}

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
    var failure: Errno?
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

/// A file that is written from its start on, in large pieces.
public struct BufferedFileWriter: ~Copyable {
  private static let limit = 256 << 10

  private let file: File
  private var buffer: [UInt8] = []
  private var written = 0

  /// Writes to an open file from its position on, which has to be the start.
  public init(_ file: consuming File) {
    self.file = file
  }

  /// How many bytes there are so far.
  public var count: Int { written + buffer.count }

  /// Adds bytes.
  public mutating func append(_ bytes: some Collection<UInt8>) throws(SystemError) {
    buffer += bytes
    try drainIfFull()
  }

  /// Adds the bytes that a closure appends to what it is given.
  public mutating func append(
    _ body: (inout [UInt8]) -> Void
  ) throws(SystemError) {
    body(&buffer)
    try drainIfFull()
  }

  private mutating func drainIfFull() throws(SystemError) {
    if buffer.count >= BufferedFileWriter.limit { try drain() }
  }

  private mutating func drain() throws(SystemError) {
    try file.write(buffer)
    written += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes what is left, and gives the file back.
  public consuming func finish() throws(SystemError) -> File {
    if !buffer.isEmpty { try drain() }
    return file
  }
}
