internal import Synchronization

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

/// Calls a closure ten times a second on a thread of its own, until it is stopped.
///
/// A plain thread, since starting the concurrency runtime costs a short command a third of a
/// millisecond.
public final class Ticker: Sendable {
  private let isStopped = Mutex(false)
  private let tick: @Sendable (Int) -> Void

  /// Prepares a ticker; nothing runs before ``start()``.
  ///
  /// - Parameter tick: Gets the tenths of a second since the start. Never runs after ``stop()`` has returned.
  public init(_ tick: @escaping @Sendable (Int) -> Void) {
    self.tick = tick
  }

  /// Starts the thread; without one, where the system gives none, nothing ticks.
  public func start() {
    let box = Unmanaged.passRetained(self)
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let result = pthread_create(&thread, nil, runTicker, box.toOpaque())
    if result != 0 { return box.release() }
    #if canImport(Darwin)
      if let thread { pthread_detach(thread) }
    #else
      pthread_detach(thread)
    #endif
  }

  /// Stops it, after a tick that is under way.
  public func stop() {
    isStopped.withLock { $0 = true }
  }

  fileprivate func run() {
    var tenths = 0
    while true {
      usleep(100_000)
      tenths += 1
      let goesOn = isStopped.withLock { isStopped in
        if !isStopped { tick(tenths) }
        return !isStopped
      }
      if !goesOn { return }
    }
  }
}

#if canImport(Darwin)
  private func runTicker(_ box: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    Unmanaged<Ticker>.fromOpaque(box).takeRetainedValue().run()
    return nil
  }
#else
  private func runTicker(_ box: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let box { Unmanaged<Ticker>.fromOpaque(box).takeRetainedValue().run() }
    return nil
  }
#endif
