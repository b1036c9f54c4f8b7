internal import Platform
internal import Synchronization

/// The connections that are open, for the watch over slow clients.
///
/// libmicrohttpd's own timeout counts from the last byte, so a client that sends one now and then
/// would never meet it.
final class ConnectionTable: Sendable {
  private let connections = Mutex<[ObjectIdentifier: Connection]>([:])
  private let headSeconds: Int
  private let bodySeconds: Int

  init(headSeconds: Int, bodySeconds: Int) {
    self.headSeconds = headSeconds
    self.bodySeconds = bodySeconds
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
      connection.check(at: now, headSeconds: headSeconds, bodySeconds: bodySeconds)
    }
  }
}
