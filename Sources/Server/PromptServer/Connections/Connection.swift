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
    /// For a body that is thrown away, since the answer is known already.
    case unwantedBody(since: UInt64)
    /// For our answer to be taken.
    case answer(since: UInt64)
  }

  /// Whether there is a place for the connection.
  enum Standing: Sendable {
    /// It has one.
    case regular
    /// It has one of the few that are kept for questions about the server itself.
    case spare
    /// It has to give up its own.
    case ending
  }

  private struct State: Sendable {
    var phase: Phase
    var standing = Standing.regular
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

  /// Whether there is a place for it.
  var standing: Standing { state.withLock { $0.standing } }

  /// Gives it one of the places that are kept.
  ///
  /// - Returns: False where it has been told to end by now.
  func takeSparePlace() -> Bool {
    state.withLock { state in
      guard state.standing == .regular else { return false }
      state.standing = .spare
      return true
    }
  }

  /// How well others can have its place, and since when: best where nothing is under way.
  var idleness: (rank: Int, since: UInt64)? {
    state.withLock { state in
      guard state.socket != nil, state.standing != .ending else { return nil }
      switch state.phase {
      case .head(let start): return (0, start)
      case .unwantedBody(let start): return (1, start)
      case .body, .answer: return nil
      }
    }
  }

  /// Ends the connection if nothing has come of it since it was looked at.
  ///
  /// - Returns: The place that it had; `nil` where it goes on, or was ending.
  func end(ifIdleSince time: UInt64) -> Standing? {
    state.withLock { state in
      let had = state.standing
      guard let socket = state.socket, had != .ending else { return nil }
      switch state.phase {
      case .head(let start), .unwantedBody(let start):
        guard start == time else { return nil }
      case .body, .answer: return nil
      }
      state.standing = .ending
      Sockets.shutDown(socket)
      return had
    }
  }

  /// Ends the connection if it has been waited for too long.
  func check(at now: UInt64, _ settings: ServerSettings) {
    state.withLock { state in
      guard let socket = state.socket else { return }
      let (since, limit): (UInt64, Int)
      switch state.phase {
      case .head(let start): (since, limit) = (start, settings.headSeconds)
      case .body(let start), .unwantedBody(let start):
        (since, limit) = (start, settings.bodySeconds)
      case .answer(let start): (since, limit) = (start, settings.answerSeconds)
      }
      guard now > since, (now - since) / 1_000_000_000 >= UInt64(limit) else { return }
      Sockets.shutDown(socket)
    }
  }
}
