internal import Platform

/// One address that a server listens at, and the daemon that answers there.
final class Listener {
  /// The address, with the port that the system has chosen.
  let address: SocketAddress
  /// `nil` once nothing is listened for any more.
  private var socket: ListeningSocket?
  private var daemon: HTTPDaemon?
  /// A daemon that has started and is to take the other's place.
  private var next: HTTPDaemon?

  /// Listens; connections wait until there is a daemon.
  ///
  /// - Parameter all: All addresses of the server: `[::]` leaves IPv4 to another one at its port.
  init(_ address: SocketAddress, besides all: [SocketAddress]) throws(ServerError) {
    let isIPv6Only = all.contains { !$0.isIPv6 && $0.port == address.port }
    do throws(SystemError) {
      let socket = try ListeningSocket(address, isIPv6Only: isIPv6Only)
      self.address = socket.address
      self.socket = consume socket
    } catch {
      throw .cannotListen(address, error)
    }
  }

  /// Starts another daemon, which answers from now on beside the one that there is.
  func prepare(_ settings: ServerSettings, like receiver: RequestReceiver) throws(ServerError) {
    let descriptor: Int32?
    do throws(SystemError) {
      descriptor = try socket?.duplicate()
    } catch {
      throw .cannotListen(address, error)
    }
    guard let descriptor else { throw .cannotStart }
    let daemon = HTTPDaemon(
      settings, socket: descriptor, isIPv6: address.isIPv6,
      calling: RequestReceiver(like: receiver))
    guard let daemon else {
      throw settings.certificate == nil ? .cannotStart : .badCertificate
    }
    next = consume daemon
  }

  /// Puts the daemon that has started last in the place of the one before it.
  ///
  /// - Returns: That one, which ends with its last connection.
  func switchOver() -> [DrainingDaemon] {
    let old = retire(&daemon)
    daemon = next.take()
    return old
  }

  /// Gives up the daemon that has started last.
  ///
  /// - Returns: That one, which ends with its last connection.
  func abandon() -> [DrainingDaemon] {
    retire(&next)
  }

  private func retire(_ daemon: inout HTTPDaemon?) -> [DrainingDaemon] {
    guard let daemon = daemon.take() else { return [] }
    return [DrainingDaemon(daemon)]
  }

  /// Takes no new connections from now on.
  func quiesce() {
    daemon?.quiesce(isLast: true)
    // Or new connections would wait for an answer that never comes.
    socket = nil
  }

  /// Ends all connections and stops.
  func stop() {
    if let daemon = daemon.take() { daemon.stop() }
    socket = nil
  }
}
