#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What signals do to this process.
public enum Signals {
  /// Makes a write fail instead of ending the process: with `.brokenPipe` to a pipe without a reader,
  /// and with `EFBIG` to a file that would become longer than the process may make it.
  ///
  /// Processes started by ``Subprocess`` get the default back.
  public static func ignoreFailedWrites() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }

  /// A signal that a server waits for.
  public enum Signal: Sendable {
    /// `SIGTERM` or `SIGINT`: end.
    case terminate
    /// `SIGHUP`: read settings again.
    case reload
  }

  /// Keeps the signals of ``wait(atMost:)`` from ending the process, in this thread and in those
  /// that it starts from now on.
  public static func hold() {
    var set = signals
    _ = pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// Waits for a signal that ``hold()`` keeps back.
  ///
  /// - Returns: `nil` when none came within the time, or another one interrupted the wait.
  public static func wait(atMost milliseconds: Int) -> Signal? {
    var set = signals
    #if canImport(Darwin)
      // There is no wait with an end, so pending ones are looked for.
      var pending = sigset_t()
      pause(atMost: milliseconds)
      guard sigpending(&pending) == 0, pending & set != 0 else { return nil }
      var number: Int32 = 0
      guard sigwait(&set, &number) == 0 else { return nil }
    #else
      var time = timespec(
        tv_sec: milliseconds / 1_000, tv_nsec: milliseconds % 1_000 * 1_000_000)
      let number = sigtimedwait(&set, nil, &time)
    #endif
    switch number {
    case SIGTERM, SIGINT: return .terminate
    case SIGHUP: return .reload
    default: return nil
    }
  }

  private static var signals: sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for number in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, number) }
    return set
  }
}
