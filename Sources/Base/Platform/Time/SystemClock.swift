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

  /// How many minutes local time is ahead of UTC when its clocks show a time.
  ///
  /// - Parameter seconds: What they show, in seconds since 1970 as if it were UTC.
  public static func localOffsetMinutes(ofLocal seconds: Int64) -> Int {
    var time = time_t(seconds)
    var shown = tm()
    tzset()
    guard gmtime_r(&time, &shown) != nil else { return 0 }
    // Whether it is summer time is for the system to find out.
    shown.tm_isdst = -1
    return Int((seconds - Int64(mktime(&shown))) / 60)
  }

  /// How long ago something was changed, as people say it: `12 seconds`, `3 hours`.
  public static func age(of status: FileStatus) -> String {
    let seconds = max(0, nowMilliseconds() / 1_000 - status.modificationNanoseconds / 1_000_000_000)
    let (count, unit): (Int64, String) =
      switch seconds {
      case ..<120: (seconds, "second")
      case ..<7_200: (seconds / 60, "minute")
      case ..<172_800: (seconds / 3_600, "hour")
      default: (seconds / 86_400, "day")
      }
    return "\(count) \(unit)\(count == 1 ? "" : "s")"
  }

  private static func read(_ clock: clockid_t) -> timespec {
    var time = timespec()
    clock_gettime(clock, &time)
    return time
  }
}
