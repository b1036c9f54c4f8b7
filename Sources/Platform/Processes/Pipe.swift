#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The two ends of a pipe, neither inherited by children unless handed to them.
struct Pipe: ~Copyable {
  let reader: Descriptor
  let writer: Descriptor

  init() throws(SystemError) {
    var ends: [Int32] = [-1, -1]
    let made = systemPipe2.map { $0(&ends, O_CLOEXEC) } ?? pipe(&ends)
    if made == -1 { throw SystemError(call: .pipe, path: "pipe", errno: .current) }
    reader = Descriptor(ends[0])
    writer = Descriptor(ends[1])
    if systemPipe2 == nil {
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }
  }

  /// Keeps the reading end and closes the other.
  consuming func takeReader() -> Descriptor { reader }
  /// Keeps the writing end and closes the other.
  consuming func takeWriter() -> Descriptor { writer }
}

/// `pipe2(2)`, which the headers show only under `_GNU_SOURCE`.
private let systemPipe2: (@convention(c) @Sendable (UnsafeMutablePointer<Int32>, Int32) -> Int32)? =
  {
    #if os(Linux)
      guard let symbol = dlsym(nil, "pipe2") else { return nil }
      return unsafeBitCast(
        symbol,
        to: (@convention(c) @Sendable (UnsafeMutablePointer<Int32>, Int32) -> Int32).self)
    #else
      return nil
    #endif
  }()
