internal import Platform
internal import Synchronization

/// Counts the writes of a daemon whose connections wait for them.
///
/// libmicrohttpd ends the process when it is stopped while a connection is suspended, so the last
/// write is waited for, however long a disk takes.
final class WritesUnderWay: Sendable {
  private struct State: Sendable {
    var count = 0
    var isClosed = false
  }

  private let state = Mutex(State())

  /// Begins one; `false` when no more are taken.
  func begin() -> Bool {
    state.withLock { state in
      guard !state.isClosed else { return false }
      state.count += 1
      return true
    }
  }

  /// Ends one.
  func end() {
    state.withLock { $0.count -= 1 }
  }

  /// Takes no more, and waits for the last.
  func close() {
    while state.withLock({ state in
      state.isClosed = true
      return state.count > 0
    }) {
      pause(atMost: 10)
    }
  }
}
