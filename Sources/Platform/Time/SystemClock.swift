#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The time of day, time that only grows, and the local time zone.
public enum SystemClock {
  /// Milliseconds since 1970 UTC.
  public static func nowMilliseconds() -> Int64 {
    let time = read(CLOCK_REALTIME)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  /// Nanoseconds since some point in the past; never goes back.
  public static func monotonicNanoseconds() -> UInt64 {
    let time = read(CLOCK_MONOTONIC)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// How many minutes local time is ahead of UTC at a time in seconds since 1970 UTC.
  ///
  /// 0 for a time the system cannot convert.
  public static func localOffsetMinutes(atSeconds seconds: Int64) -> Int {
    var time = time_t(seconds)
    var local = tm()
    tzset()
    guard localtime_r(&time, &local) != nil else { return 0 }
    return Int(local.tm_gmtoff) / 60
  }

  private static func read(_ clock: clockid_t) -> timespec {
    var time = timespec()
    clock_gettime(clock, &time)
    return time
  }
}
