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
