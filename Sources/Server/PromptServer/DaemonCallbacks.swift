internal import CMicroHTTPD
internal import CMicroHTTPDShim
internal import Platform
internal import PromptService

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
  static let refusal: cmicrohttpdshim_refusal = { connection, status, given, id, size in
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
