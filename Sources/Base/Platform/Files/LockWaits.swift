internal import Synchronization

/// How often and for how long this process has waited for locks that others held.
public enum LockWaits {
  private static let finished = Atomic<Int>(0)
  private static let nanoseconds = Atomic<UInt64>(0)

  /// How many waits are over, those included that were given up.
  public static var count: Int { finished.load(ordering: .relaxed) }

  /// How long they took together.
  public static var seconds: Double { Double(nanoseconds.load(ordering: .relaxed)) / 1e9 }

  /// A wait that goes on.
  public struct Wait: Sendable {
    fileprivate let since: UInt64

    /// Notes that it is over.
    public func end() {
      LockWaits.finished.add(1, ordering: .relaxed)
      LockWaits.nanoseconds.add(
        SystemClock.monotonicNanoseconds() - since, ordering: .relaxed)
    }
  }

  /// Begins a wait.
  public static func begin() -> Wait { Wait(since: SystemClock.monotonicNanoseconds()) }
}
