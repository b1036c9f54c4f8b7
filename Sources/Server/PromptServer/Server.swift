public import Platform
public import PromptService
internal import Synchronization

/// A server of the Prompts API: a service behind a socket.
///
/// Its functions are for one thread, the one that made it.
public final class Server {
  /// Where it listens, with the port that the system has chosen.
  public let address: SocketAddress

  private let receiver: RequestReceiver
  /// `nil` once nothing is listened for any more.
  private var socket: ListeningSocket?
  private var settings: ServerSettings
  private var daemon: HTTPDaemon?
  /// Daemons with an earlier certificate, until their connections have ended.
  private var retired: [DrainingDaemon] = []

  /// Listens, and answers from then on.
  ///
  /// - Throws: ``ServerError``.
  public init(
    _ service: PromptService, _ settings: ServerSettings, log: AccessLog
  ) throws(ServerError) {
    let socket: ListeningSocket
    do throws(SystemError) {
      socket = try ListeningSocket(settings.address)
    } catch {
      throw .cannotListen(settings.address, error)
    }
    address = socket.address
    self.socket = consume socket
    self.settings = settings
    receiver = RequestReceiver(service, settings, log: log)
    daemon = try start(settings)
  }

  private func start(_ settings: ServerSettings) throws(ServerError) -> HTTPDaemon {
    let descriptor: Int32?
    do throws(SystemError) {
      descriptor = try socket?.duplicate()
    } catch {
      throw .cannotListen(address, error)
    }
    guard let descriptor else { throw .cannotStart }
    let receiver = RequestReceiver(like: receiver)
    guard let daemon = HTTPDaemon(settings, socket: descriptor, calling: receiver) else {
      throw settings.certificate == nil ? .cannotStart : .badCertificate
    }
    return daemon
  }

  /// Serves new connections with another certificate; those that are open keep the old one.
  ///
  /// - Throws: ``ServerError/badCertificate``; then nothing has changed.
  public func use(_ certificate: ServerSettings.Certificate) throws(ServerError) {
    var settings = settings
    settings.certificate = certificate
    let fresh = try start(settings)
    self.settings = settings
    if let old = daemon.take() { retired.append(DrainingDaemon(old)) }
    daemon = consume fresh
  }

  /// How many connections it has taken since it started.
  package var connectionsTaken: Int { receiver.connections.taken }

  /// What has to be done about every second: ends slow connections and daemons that are done.
  public func performMaintenance() {
    receiver.connections.endTimedOut()
    retired.removeAll { $0.stopIfDone(after: settings.idleSeconds + settings.bodySeconds) }
  }

  /// Takes no new connections and no new requests, finishes those that have begun, and stops.
  ///
  /// - Parameter seconds: How long requests are waited for at most.
  public func drain(atMost seconds: Int) {
    receiver.service.drain()
    daemon?.quiesce(isLast: true)
    // Or new connections would wait for an answer that never comes.
    socket = nil
    for _ in 0..<(seconds * 20) where receiver.service.metrics.inFlight > 0 {
      pause(atMost: 50)
    }
    if let daemon = daemon.take() { daemon.stop() }
    for old in retired { old.stop() }
    retired = []
  }
}

/// Why a server does not start.
public enum ServerError: Error, Sendable {
  /// The address cannot be listened at.
  case cannotListen(SocketAddress, SystemError)
  /// The certificate or its key cannot be read, or they do not belong together.
  case badCertificate
  /// libmicrohttpd does not start, and does not say why.
  case cannotStart
}
