#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Puts the calling thread to sleep for up to a time, so that waiters do not ask in step.
///
/// Takes at least half of it. For retries in code that is not asynchronous.
public func pause(atMost milliseconds: Int) {
  let limit = UInt32(clamping: milliseconds * 1_000)
  usleep(UInt32.random(in: (limit / 2)...limit))
}
