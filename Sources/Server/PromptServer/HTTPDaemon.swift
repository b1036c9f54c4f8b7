internal import CMicroHTTPD
internal import CMicroHTTPDShim
internal import Platform
internal import Synchronization

/// One running daemon of libmicrohttpd.
///
/// The pointer is used by whoever starts and stops it alone; libmicrohttpd's own threads call back
/// with theirs.
struct HTTPDaemon: ~Copyable {
  private let daemon: OpaquePointer
  /// What the daemon calls; held until it has stopped.
  private let context: Unmanaged<RequestReceiver>
  /// The socket that was listened at, once it is not any more.
  private var socket: Int32?

  /// Starts a daemon on a socket; `nil` when libmicrohttpd refuses.
  init?(
    _ settings: ServerSettings, socket: Int32, isIPv6: Bool, calling receiver: RequestReceiver
  ) {
    cmicrohttpdshim_on_refusal(RequestReceiver.refusal)
    let context = Unmanaged.passRetained(receiver)
    var callbacks = RequestReceiver.callbacks(context.toOpaque())
    var native = cmicrohttpdshim_settings()
    native.socket = socket
    native.is_ipv6 = isIPv6 ? 1 : 0
    // A thread that wakes takes all connections that came at once; with more of them than
    // processors, no processor is left idle by that.
    let threads = max(4, min(16, 2 * CurrentProcess.processorCount))
    native.threads = UInt32(max(2, threads / settings.addresses.count))
    native.connections = UInt32(
      clamping: settings.maximumConnections + ServerSettings.spareConnections)
    native.timeout = UInt32(clamping: settings.idleSeconds)
    native.memory = ServerSettings.connectionMemory
    let daemon = HTTPDaemon.start(&native, &callbacks, settings.certificate)
    guard let daemon else {
      context.release()
      Sockets.close(socket)
      return nil
    }
    self.daemon = daemon
    self.context = context
  }

  private static func start(
    _ settings: inout cmicrohttpdshim_settings, _ callbacks: inout cmicrohttpdshim_callbacks,
    _ certificate: ServerSettings.Certificate?
  ) -> OpaquePointer? {
    guard let certificate else { return cmicrohttpdshim_start(&settings, &callbacks) }
    return certificate.chain.withCString { chain in
      certificate.key.withCString { key in
        settings.certificate = chain
        settings.key = key
        return cmicrohttpdshim_start(&settings, &callbacks)
      }
    }
  }

  /// How many connections it has.
  var connections: Int { Int(cmicrohttpdshim_connections(daemon)) }

  /// Takes no new connections from now on.
  ///
  /// - Parameter isLast: Whether nobody else takes them, so that clients are told at once.
  mutating func quiesce(isLast: Bool) {
    let socket = MHD_quiesce_daemon(daemon)
    guard socket != -1 else { return }
    // A thread may be about to use it, so it is closed once all have ended.
    self.socket = socket
    if isLast { Sockets.shutDown(socket) }
  }

  /// Ends all connections and stops.
  consuming func stop() {
    context.takeUnretainedValue().writes.close()
    MHD_stop_daemon(daemon)
    if let socket { Sockets.close(socket) }
    context.release()
  }
}

/// A daemon that takes no new connections and ends with its last one.
final class DrainingDaemon {
  private var daemon: HTTPDaemon?
  private let retiredAt = SystemClock.monotonicNanoseconds()

  init(_ daemon: consuming HTTPDaemon) {
    daemon.quiesce(isLast: false)
    self.daemon = consume daemon
  }

  /// Stops it if it has no connection left, or after so many seconds.
  ///
  /// - Returns: Whether it has stopped.
  func stopIfDone(after seconds: Int) -> Bool {
    let age = (SystemClock.monotonicNanoseconds() - retiredAt) / 1_000_000_000
    guard (daemon?.connections ?? 0) == 0 || age >= UInt64(seconds) else { return false }
    stop()
    return true
  }

  /// Stops it now.
  func stop() {
    if let daemon = daemon.take() { daemon.stop() }
  }
}

/// Counts the writes of a daemon whose connections wait for them.
///
/// libmicrohttpd ends the process when it is stopped while a connection is suspended, so the last
/// write is waited for, however long a disk takes.
final class PendingWrites: Sendable {
  private struct State: Sendable {
    var count = 0
    var isClosed = false
  }

  private let state = Mutex(State())

  /// Begins one; `false` when no more are taken.
  func begin() -> Bool {
    state.withLock { state in
      guard !state.isClosed else { return false }
      state.count += 1
      return true
    }
  }

  /// Ends one.
  func end() {
    state.withLock { $0.count -= 1 }
  }

  /// Takes no more, and waits for the last.
  func close() {
    while state.withLock({ state in
      state.isClosed = true
      return state.count > 0
    }) {
      pause(atMost: 10)
    }
  }
}
