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
    let (crowd, excess) = state.withLock { state in
      state.connections[ObjectIdentifier(connection)] = connection
      state.taken += 1
      let regular = state.connections.count - state.ending - state.spare
      let excess = regular - settings.maximumConnections
      return (excess > 0 ? Array(state.connections.values) : [], excess)
    }
    guard excess > 0 else { return }
    let ended = endIdle(crowd.filter { $0 !== connection }, atLeast: excess)
    // Only who had a regular place leaves one.
    let isSpare = ended.regular < excess && connection.takeSparePlace()
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
      guard let (rank, since) = connection.idleness else { continue }
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
  func endSlow() {
    let now = SystemClock.monotonicNanoseconds()
    for connection in state.withLock({ Array($0.connections.values) }) {
      connection.check(at: now, settings)
    }
  }
}
