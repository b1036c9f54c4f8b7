public import PromptRepo
internal import Synchronization

/// A clock that stands still until a test moves it.
public final class TestClock: Sendable {
  private let time = Mutex<Int64>(1_750_000_000_000)

  /// A clock at a day in June 2025.
  public init() {}

  /// The time of day.
  public var now: Timestamp { Timestamp(milliseconds: time.withLock { $0 }) }

  /// Moves it on.
  public func advance(milliseconds: Int64) {
    time.withLock { $0 += milliseconds }
  }
}
