#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A whole file mapped read-only into memory, for files that never change once they have a name.
///
/// It keeps what the file held when it was mapped even if the name is replaced or removed. Cutting
/// the file itself short would end the process (`SIGBUS`), so map only files that are replaced
/// by rename.
public final class MappedFile: Sendable {
  /// The path it was mapped from.
  public let path: String
  /// Its length in bytes.
  public let count: Int
  /// Its status when it was mapped, to see whether the path names another file by now.
  public let status: FileStatus
  /// The address as a number: 0 for an empty file, which cannot be mapped.
  private let address: UInt

  init(_ file: borrowing File) throws(SystemError) {
    let status = try file.status()
    var address: UInt = 0
    if status.size > 0 {
      let raw = file.descriptor.raw
      _ = try perform(.map, file.path, file.faults) {
        let mapped = mmap(nil, status.size, PROT_READ, MAP_PRIVATE, raw, 0)
        guard let mapped, mapped != MAP_FAILED else { return -1 }
        address = UInt(bitPattern: mapped)
        return 0
      }
    }
    self.path = file.path
    self.status = status
    self.count = status.size
    self.address = address
  }

  deinit {
    if let base = UnsafeMutableRawPointer(bitPattern: address) { munmap(base, count) }
  }

  /// Lends the content; accesses are bounds-checked.
  public func withBytes<Result, Failure>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let buffer = UnsafeRawBufferPointer(
      start: UnsafeRawPointer(bitPattern: address), count: address == 0 ? 0 : count)
    return try body(buffer.bytes)
  }

  /// Lets go of the memory that the content takes up (`madvise`); it is read again when it is needed.
  public func releasePages() {
    guard let base = UnsafeMutableRawPointer(bitPattern: address) else { return }
    _ = madvise(base, count, Int32(MADV_DONTNEED))
  }

  /// A copy of some bytes, or nil if the range is not wholly inside the file.
  public func bytes(in range: Range<Int>) -> [UInt8]? {
    guard range.lowerBound >= 0, range.upperBound <= count else { return nil }
    return withBytes { span in
      span.extracting(range).withUnsafeBytes { [UInt8]($0) }
    }
  }
}

extension FileSystem {
  /// Maps a whole file into memory (`mmap`).
  public func map(_ path: String) throws(SystemError) -> MappedFile {
    try MappedFile(open(path, .read))
  }
}
