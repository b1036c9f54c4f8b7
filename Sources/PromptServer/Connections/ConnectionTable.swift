internal import Platform
internal import Synchronization

/// The connections that are open, for the watch over slow clients.
///
/// libmicrohttpd's own timeout counts from the last byte, so a client that sends or takes one now
/// and then would never meet it.
final class ConnectionTable: Sendable {
  private let connections = Mutex<[ObjectIdentifier: Connection]>([:])
  private let settings: ServerSettings

  init(_ settings: ServerSettings) {
    self.settings = settings
  }

  func add(_ connection: Connection) {
    connections.withLock { $0[ObjectIdentifier(connection)] = connection }
  }

  func remove(_ connection: Connection) {
    connection.forget()
    _ = connections.withLock { $0.removeValue(forKey: ObjectIdentifier(connection)) }
  }

  /// Ends those that have been waited for too long.
  func endSlow() {
    let now = SystemClock.monotonicNanoseconds()
    for connection in connections.withLock({ Array($0.values) }) {
      connection.check(at: now, settings)
    }
  }
}
