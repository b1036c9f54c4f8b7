internal import Platform

/// A daemon that takes no new connections and ends with its last one.
final class RetiredDaemon {
  private var daemon: HTTPDaemon?
  private let retiredAt = SystemClock.monotonicNanoseconds()

  init(_ daemon: consuming HTTPDaemon) {
    daemon.quiesce(isLast: false)
    self.daemon = consume daemon
  }

  /// Stops it if it has no connection left, or after so many seconds.
  ///
  /// - Returns: Whether it has stopped.
  func stopIfDone(after seconds: Int) -> Bool {
    let age = (SystemClock.monotonicNanoseconds() - retiredAt) / 1_000_000_000
    guard (daemon?.connections ?? 0) == 0 || age >= UInt64(seconds) else { return false }
    stop()
    return true
  }

  /// Stops it now.
  func stop() {
    if let daemon = daemon.take() { daemon.stop() }
  }
}
