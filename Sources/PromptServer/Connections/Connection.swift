internal import Platform
internal import Synchronization

/// A connection of a client, as the watch over slow clients sees it.
final class Connection: Sendable {
  /// What the connection is waited for, and since when, in nanoseconds.
  enum Phase: Sendable {
    /// For a request's head.
    case head(since: UInt64)
    /// For a request's body.
    case body(since: UInt64)
    /// For our answer to be taken.
    case answer(since: UInt64)
  }

  private struct State: Sendable {
    var phase: Phase
    /// The descriptor; `nil` once it is closed, when its number may be that of another one.
    var socket: Int32?
  }

  /// The peer's address, for the log.
  let peer: String
  private let state: Mutex<State>

  init(socket: Int32, peer: String) {
    self.peer = peer
    state = Mutex(State(phase: .head(since: SystemClock.monotonicNanoseconds()), socket: socket))
  }

  func enter(_ phase: Phase) {
    state.withLock { $0.phase = phase }
  }

  /// Notes that the descriptor is about to be closed.
  func forget() {
    state.withLock { $0.socket = nil }
  }

  /// Ends the connection if it has been waited for too long.
  func check(at now: UInt64, _ settings: ServerSettings) {
    state.withLock { state in
      guard let socket = state.socket else { return }
      let (since, limit): (UInt64, Int)
      switch state.phase {
      case .head(let start): (since, limit) = (start, settings.headSeconds)
      case .body(let start): (since, limit) = (start, settings.bodySeconds)
      case .answer(let start): (since, limit) = (start, settings.answerSeconds)
      }
      guard now > since, (now - since) / 1_000_000_000 >= UInt64(limit) else { return }
      Sockets.shutDown(socket)
    }
  }
}
