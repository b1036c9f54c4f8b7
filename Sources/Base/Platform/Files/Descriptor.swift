#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

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
