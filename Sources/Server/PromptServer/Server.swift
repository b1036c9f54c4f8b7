public import Platform
public import PromptService
internal import Synchronization

/// A server of the Prompts API: a service behind a socket.
///
/// Its functions are for one thread, the one that made it.
public final class Server {
  /// Where it listens, with the ports that the system has chosen.
  public var addresses: [SocketAddress] { listeners.map(\.address) }

  private let receiver: RequestReceiver
  private let listeners: [Listener]
  private var settings: ServerSettings
  /// Daemons with an earlier certificate, until their connections have ended.
  private var retired: [DrainingDaemon] = []

  /// Listens, and answers from then on.
  ///
  /// - Throws: ``ServerError``.
  public init(
    _ service: PromptService, _ settings: ServerSettings, log: AccessLog
  ) throws(ServerError) {
    // Where one address is taken, nobody is answered at another.
    var listeners: [Listener] = []
    for address in settings.addresses {
      listeners.append(try Listener(address, besides: settings.addresses))
    }
    self.listeners = listeners
    self.settings = settings
    receiver = RequestReceiver(service, settings, log: log)
    do throws(ServerError) {
      try start(settings)
    } catch {
      for listener in listeners { listener.stop() }
      throw error
    }
  }

  /// Starts a daemon at each address; those that are there already retire.
  ///
  /// - Throws: ``ServerError``; then all is as it was.
  private func start(_ settings: ServerSettings) throws(ServerError) {
    do throws(ServerError) {
      for listener in listeners { try listener.prepare(settings, like: receiver) }
    } catch {
      for listener in listeners { retired += listener.abandon() }
      throw error
    }
    for listener in listeners { retired += listener.switchOver() }
  }

  /// Serves new connections with another certificate; those that are open keep the old one.
  ///
  /// - Throws: ``ServerError/badCertificate``; then nothing has changed.
  public func use(_ certificate: ServerSettings.Certificate) throws(ServerError) {
    var settings = settings
    settings.certificate = certificate
    try start(settings)
    self.settings = settings
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
    for listener in listeners { listener.quiesce() }
    for _ in 0..<(seconds * 20) where receiver.service.metrics.inFlight > 0 {
      pause(atMost: 50)
    }
    for listener in listeners { listener.stop() }
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
