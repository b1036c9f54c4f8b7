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
    let (crowd, excess) = state.withLock { state in
      state.connections[ObjectIdentifier(connection)] = connection
      state.taken += 1
      let excess = state.connections.count - state.ending - settings.maximumConnections
      return (excess > 0 ? Array(state.connections.values) : [], excess)
    }
    guard excess > 0 else { return }
    let ended = endIdle(crowd.filter { $0 !== connection }, atLeast: excess)
    if ended > 0 {
      state.withLock { $0.ending += ended }
    } else {
      connection.takeSparePlace()
    }
  }

  func remove(_ connection: Connection) {
    connection.forget()
    let wasEnding = connection.standing == .ending
    state.withLock { state in
      let removed = state.connections.removeValue(forKey: ObjectIdentifier(connection))
      if removed != nil, wasEnding { state.ending -= 1 }
    }
  }

  /// Ends some that nobody is waiting for; several at once, since looking for them takes time.
  ///
  /// - Returns: How many.
  private func endIdle(_ connections: [Connection], atLeast excess: Int) -> Int {
    var idle: [(connection: Connection, rank: Int, since: UInt64)] = []
    for connection in connections {
      guard let (rank, since) = connection.idleness else { continue }
      idle.append((connection, rank, since))
    }
    idle.sort { ($0.rank, $0.since) < ($1.rank, $1.since) }
    // Other threads may be ending the same ones.
    var ended = 0
    for (connection, _, since) in idle where connection.end(ifIdleSince: since) {
      ended += 1
      if ended >= max(excess, settings.maximumConnections / 64) { break }
    }
    return ended
  }

  /// Ends those that have been waited for too long.
  func endSlow() {
    let now = SystemClock.monotonicNanoseconds()
    for connection in state.withLock({ Array($0.connections.values) }) {
      connection.check(at: now, settings)
    }
  }
}
