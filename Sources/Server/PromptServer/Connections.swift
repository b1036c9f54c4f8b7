internal import Platform
internal import Synchronization

/// The connections that are open, for the watch over slow clients and for room for new ones.
///
/// libmicrohttpd's own timeout counts from the last byte, so a client that sends or takes one now
/// and then would never meet it. Where it has all the connections that it may have, it takes no
/// more, and whoever holds them without a word shuts out everybody else.
final class ConnectionTable: Sendable {
  private struct State: Sendable {
    var connections: [ObjectIdentifier: Connection] = [:]
    /// How many of them have been told to end.
    var ending = 0
    /// How many of them have one of the places that are kept.
    var spare = 0
    /// How many there have ever been.
    var taken = 0
  }

  private let state = Mutex(State())
  private let settings: ServerSettings

  init(_ settings: ServerSettings) {
    self.settings = settings
  }

  /// How many connections there have been.
  var taken: Int { state.withLock { $0.taken } }

  /// Adds a connection; where there are too many, those that have been idle for longest end.
  func add(_ connection: Connection) {
    let (crowd, excess) = state.withLock { state -> ([Connection], Int) in
      state.connections[ObjectIdentifier(connection)] = connection
      state.taken += 1
      // Each address has a daemon, and none of them knows how many the others have.
      let most = settings.maximumConnections + ServerSettings.spareConnections
      if state.connections.count - state.ending > most, connection.turnAway() {
        state.ending += 1
        return ([], 0)
      }
      let regular = state.connections.count - state.ending - state.spare
      let excess = regular - settings.maximumConnections
      return (excess > 0 ? Array(state.connections.values) : [], excess)
    }
    guard excess > 0 else { return }
    let ended = endIdle(crowd.filter { $0 !== connection }, atLeast: excess)
    // Only who had a regular place leaves one.
    let isSpare = ended.regular < excess && connection.takeReservedSlot()
    state.withLock { state in
      state.ending += ended.regular + ended.spare
      state.spare += (isSpare ? 1 : 0) - ended.spare
    }
  }

  func remove(_ connection: Connection) {
    connection.forget()
    let standing = connection.standing
    state.withLock { state in
      guard state.connections.removeValue(forKey: ObjectIdentifier(connection)) != nil else {
        return
      }
      switch standing {
      case .regular: break
      case .spare: state.spare -= 1
      case .ending: state.ending -= 1
      }
    }
  }

  /// Ends some that nobody is waiting for; several at once, since looking for them takes time.
  ///
  /// - Parameter excess: How many regular places have to come free.
  /// - Returns: How many that had regular places and spare ones end.
  private func endIdle(
    _ connections: [Connection], atLeast excess: Int
  ) -> (regular: Int, spare: Int) {
    var idle: [(connection: Connection, rank: Int, since: UInt64)] = []
    for connection in connections {
      guard let (rank, since) = connection.evictionRank else { continue }
      idle.append((connection, rank, since))
    }
    idle.sort { ($0.rank, $0.since) < ($1.rank, $1.since) }
    var ended = (regular: 0, spare: 0)
    for (connection, _, since) in idle {
      // Other threads may be ending the same ones.
      switch connection.end(ifIdleSince: since) {
      case .regular: ended.regular += 1
      case .spare: ended.spare += 1
      case .ending, nil: continue
      }
      if ended.regular >= max(excess, settings.maximumConnections / 64) { break }
    }
    return ended
  }

  /// Ends those that have been waited for too long.
  func endTimedOut() {
    let now = SystemClock.monotonicNanoseconds()
    for connection in state.withLock({ Array($0.connections.values) }) {
      connection.check(at: now, settings)
    }
  }
}

/// A connection of a client, as the watch over slow clients sees it.
final class Connection: Sendable {
  /// What the connection is waited for, and since when, in nanoseconds.
  enum Phase: Sendable {
    /// For a request's head.
    case head(since: UInt64)
    /// For a request's body.
    case body(since: UInt64)
    /// For a body that is thrown away, since the answer is known already.
    case discardedBody(since: UInt64)
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
    /// The id of the request that is under way.
    var requestID: String?
  }

  /// The peer's address, for the log.
  let peer: String
  /// Whether the peer is a proxy that says whom its requests are from.
  let isTrustedProxy: Bool
  private let receiver: RequestReceiver
  private let state: Mutex<State>

  init(socket: Int32, peer: String, receiver: RequestReceiver) {
    self.peer = peer
    self.receiver = receiver
    isTrustedProxy = receiver.proxies.trust(peer)
    state = Mutex(State(phase: .head(since: SystemClock.monotonicNanoseconds()), socket: socket))
  }

  func enter(_ phase: Phase) {
    state.withLock { $0.phase = phase }
  }

  /// Begins a request.
  func begin(_ id: String) {
    let now = SystemClock.monotonicNanoseconds()
    state.withLock { state in
      state.phase = .body(since: now)
      state.requestID = id
    }
  }

  /// Ends a request, and waits for the next one.
  func end() {
    let now = SystemClock.monotonicNanoseconds()
    state.withLock { state in
      state.phase = .head(since: now)
      state.requestID = nil
    }
  }

  /// Notes that libmicrohttpd refuses what has come, and ends the connection.
  ///
  /// - Parameter given: The id that the client gave the request, if that much could be read.
  /// - Returns: The request's id.
  func refuse(status: Int, given: String?) -> String {
    let known = state.withLock { $0.requestID }
    let id = known ?? RequestTrace.id(given)
    receiver.noteRefusal(id, status: status, peer: peer, isNew: known == nil)
    return id
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
  func takeReservedSlot() -> Bool {
    state.withLock { state in
      guard state.standing == .regular else { return false }
      state.standing = .spare
      return true
    }
  }

  /// How well others can have its place, and since when: best where nothing is under way.
  var evictionRank: (rank: Int, since: UInt64)? {
    state.withLock { state in
      guard state.socket != nil, state.standing != .ending else { return nil }
      switch state.phase {
      case .head(let start): return (0, start)
      case .discardedBody(let start): return (1, start)
      case .body, .answer: return nil
      }
    }
  }

  /// Ends the connection, which has just been opened.
  ///
  /// - Returns: Whether it was not ending already.
  func turnAway() -> Bool {
    state.withLock { state in
      guard let socket = state.socket, state.standing != .ending else { return false }
      state.standing = .ending
      Sockets.shutDown(socket)
      return true
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
      case .head(let start), .discardedBody(let start):
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
      case .body(let start), .discardedBody(let start):
        (since, limit) = (start, settings.bodySeconds)
      case .answer(let start): (since, limit) = (start, settings.answerSeconds)
      }
      guard now > since, (now - since) / 1_000_000_000 >= UInt64(limit) else { return }
      Sockets.shutDown(socket)
    }
  }
}
