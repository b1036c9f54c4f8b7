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

/// Puts the calling thread to sleep for a time, and no less.
public func pause(milliseconds: Int) {
  let end = SystemClock.monotonicNanoseconds() + UInt64(max(0, milliseconds)) * 1_000_000
  while true {
    let now = SystemClock.monotonicNanoseconds()
    guard now < end else { return }
    // A signal may end a sleep early.
    usleep(UInt32(clamping: min((end - now) / 1_000 + 1, 500_000)))
  }
}
