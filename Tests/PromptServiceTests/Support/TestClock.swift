import PromptRepo
import Synchronization

/// A clock that stands still until a test moves it.
final class TestClock: Sendable {
  private let time = Mutex<Int64>(1_750_000_000_000)

  /// The time of day.
  var now: Timestamp { Timestamp(milliseconds: time.withLock { $0 }) }

  /// Moves it on.
  func advance(milliseconds: Int64) {
    time.withLock { $0 += milliseconds }
  }
}
