internal import CMicroHTTPD
internal import CMicroHTTPDShim
internal import HTTPMessages
internal import Platform
internal import PromptService
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

// The functions that libmicrohttpd calls. Each pointer that comes back is one that went out here.
extension RequestReceiver {
  /// All callbacks, with the receiver as their context.
  static func callbacks(_ context: UnsafeMutableRawPointer) -> cmicrohttpdshim_callbacks {
    cmicrohttpdshim_callbacks(
      context: context, begin: begin, handle: handle, end: end, connection: connection)
  }

  private static let begin:
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?
    ) -> UnsafeMutableRawPointer? = { _, target, _ in
      target.map { Unmanaged.passRetained(IncomingRequest(target: $0)).toOpaque() }
    }

  private static let handle: MHD_AccessHandlerCallback = {
    context, connection, _, method, version, data, size, pointer in
    guard let context, let connection, let size, let pointer = pointer?.pointee else {
      return .NO
    }
    let receiver = Unmanaged<RequestReceiver>.fromOpaque(context).takeUnretainedValue()
    let request = Unmanaged<IncomingRequest>.fromOpaque(pointer).takeUnretainedValue()
    let incoming = MHDConnection(raw: connection)
    if request.withState({ $0.exchange == nil }) {
      let method = method.map { String(cString: $0) } ?? ""
      receiver.begin(
        request, method, isVersion11: version.map { String(cString: $0) == "HTTP/1.1" } ?? false,
        isWhole: request.isFollowed(by: version),
        isFolded: request.isFolded(after: version, method: method, head: incoming.headSize),
        on: incoming)
      // To most the body's end is waited for, so that they can read the answer.
      let answer = request.withState { $0.answersBeforeBody ? $0.answer : nil }
      return answer.map { send($0, request, incoming) } ?? .YES
    }
    if size.pointee > 0 {
      let bytes = UnsafeRawBufferPointer(start: data, count: size.pointee)
      size.pointee = 0
      return receiver.receive(bytes, request) ? .YES : .NO
    }
    return complete(receiver, request, incoming)
  }

  private static func complete(
    _ receiver: RequestReceiver, _ request: IncomingRequest, _ incoming: MHDConnection
  ) -> MHD_Result {
    incoming.context?.enter(.answer(since: SystemClock.monotonicNanoseconds()))
    if request.withState({ !$0.isWhole }), let answer = receiver.mismatch(of: request) {
      request.withState { $0.answer = answer }
    }
    if let answer = request.withState({ $0.answer }) { return send(answer, request, incoming) }
    // This is called again at once, and libmicrohttpd then no longer looks for more to read. Would
    // it look when the connection goes on, a client that has sent all it has to send and says so
    // would be taken for one that is gone.
    guard request.withState({ $0.isWhole }) else {
      request.withState { $0.isWhole = true }
      return .YES
    }
    // The connection must be suspended before the answer can resume it.
    MHD_suspend_connection(incoming.raw)
    let raw = UInt(bitPattern: incoming.raw)
    let answer = receiver.complete(request) {
      MHD_resume_connection(OpaquePointer(bitPattern: raw))
    }
    if let answer {
      request.withState { $0.answer = answer }
      MHD_resume_connection(incoming.raw)
    }
    return .YES
  }

  private static func send(
    _ answer: ServiceResponse, _ request: IncomingRequest, _ incoming: MHDConnection
  ) -> MHD_Result {
    let id = request.withState { state in
      state.isSent = true
      return state.trace?.id
    }
    return incoming.send(answer.response, requestID: id)
  }

  private static let end: MHD_RequestCompletedCallback = { context, connection, pointer, _ in
    guard let context, let connection, let request = pointer?.pointee else { return }
    pointer?.pointee = nil
    let receiver = Unmanaged<RequestReceiver>.fromOpaque(context).takeUnretainedValue()
    let owned = Unmanaged<IncomingRequest>.fromOpaque(request).takeRetainedValue()
    receiver.end(owned, on: MHDConnection(raw: connection))
  }

  /// libmicrohttpd refuses by itself what it cannot read.
  fileprivate static let refusal: cmicrohttpdshim_refusal = { connection, status, given, id, size in
    guard let connection, let id, let context = MHDConnection(raw: connection).context else {
      return
    }
    let name = context.refuse(status: Int(status), given: given.map { String(cString: $0) })
    guard name.utf8.count < size else { return }
    for (place, byte) in name.utf8.enumerated() { id[place] = CChar(bitPattern: byte) }
    id[name.utf8.count] = 0
  }

  private static let connection: MHD_NotifyConnectionCallback = {
    context, connection, pointer, code in
    guard let context, let connection, let pointer else { return }
    let receiver = Unmanaged<RequestReceiver>.fromOpaque(context).takeUnretainedValue()
    if code == .CONNECTION_NOTIFY_STARTED {
      let peer = cmicrohttpdshim_peer(connection).flatMap { Sockets.host(UnsafeRawPointer($0)) }
      let opened = Connection(
        socket: cmicrohttpdshim_socket(connection), peer: peer ?? "", receiver: receiver)
      receiver.connections.add(opened)
      pointer.pointee = Unmanaged.passRetained(opened).toOpaque()
    } else if let closed = pointer.pointee {
      receiver.connections.remove(
        Unmanaged<Connection>.fromOpaque(closed).takeRetainedValue())
      pointer.pointee = nil
    }
  }
}

/// A connection as libmicrohttpd hands it over, for the length of one callback.
struct MHDConnection {
  let raw: OpaquePointer

  /// What is known of the connection since it was opened.
  var context: Connection? {
    cmicrohttpdshim_socket_context(raw).map {
      Unmanaged<Connection>.fromOpaque($0).takeUnretainedValue()
    }
  }

  /// The length of the request's head in bytes.
  var headSize: Int { cmicrohttpdshim_head_size(raw) }

  /// Sends an answer.
  ///
  /// - Parameter requestID: What the answer calls its request.
  func send(_ response: HTTPResponse, requestID: String?) -> MHD_Result {
    let native = response.body.withUnsafeBytes { bytes in
      MHD_create_response_from_buffer(
        bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress), .RESPMEM_MUST_COPY)
    }
    guard let native else { return .NO }
    defer { MHD_destroy_response(native) }
    response.fields.forEach { name, value in
      // An argument of type String would be copied to the heap first.
      name.rawValue.withCString { name in
        value.withCString { _ = MHD_add_response_header(native, name, $0) }
      }
    }
    if let requestID { _ = MHD_add_response_header(native, "x-request-id", requestID) }
    return cmicrohttpdshim_send(raw, UInt32(response.status.rawValue), native)
  }
}
