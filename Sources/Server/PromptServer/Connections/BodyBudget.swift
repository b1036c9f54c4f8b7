internal import Synchronization

/// How many bytes of requests' bodies are held, over all connections.
final class BodyBudget: Sendable {
  private let left: Atomic<Int>

  init(_ bytes: Int) {
    left = Atomic(bytes)
  }

  /// Takes so many bytes; `false` when they are not left.
  func take(_ bytes: Int) -> Bool {
    if left.subtract(bytes, ordering: .relaxed).newValue >= 0 { return true }
    give(bytes)
    return false
  }

  /// Gives bytes back.
  func give(_ bytes: Int) {
    left.add(bytes, ordering: .relaxed)
  }
}
