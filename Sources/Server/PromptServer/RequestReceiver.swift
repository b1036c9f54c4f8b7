internal import CMicroHTTPD
internal import CMicroHTTPDShim
internal import Dispatch
internal import HTTPMessages
internal import Platform
internal import PromptService
internal import PromptsAPI
internal import Synchronization

/// Brings what libmicrohttpd receives to the service, and the service's answers back.
final class RequestReceiver: Sendable {
  let service: PromptService
  let connections: ConnectionTable
  let budget: BodyBudget
  let log: AccessLog
  let proxies: TrustedProxies
  /// Where writes wait for disks, so that no thread of libmicrohttpd has to.
  let workers = DispatchQueue(label: "promptrepo.writes", attributes: .concurrent)
  /// The writes that are under way in the daemon that this one is for.
  let writes = PendingWrites()

  init(_ service: PromptService, _ settings: ServerSettings, log: AccessLog) {
    self.service = service
    self.log = log
    proxies = TrustedProxies(settings.trustedProxies)
    connections = ConnectionTable(settings)
    budget = BodyBudget(settings.maximumBodies)
  }

  /// The same for another daemon, which counts its own writes.
  init(like other: RequestReceiver) {
    service = other.service
    log = other.log
    proxies = other.proxies
    connections = other.connections
    budget = other.budget
  }

  /// A body that is thrown away is read up to this size, so that its sender can read the answer.
  static let patience = 64 << 20

  /// The head of a request has arrived.
  ///
  /// - Parameters:
  ///   - isVersion11: Whether the request is of HTTP 1.1.
  ///   - isWhole: Whether all of the target is known.
  ///   - isFolded: Whether a field goes on on the next line.
  func begin(
    _ request: IncomingRequest, _ method: String, isVersion11: Bool, isWhole: Bool,
    isFolded: Bool, on connection: MHDConnection
  ) {
    var (fields, fault) = connection.fields()
    let trace = RequestTrace(fields, from: connection.context, proxies)
    // From here on the connection is at work, and not ended for another one.
    connection.context?.begin(trace.id)
    service.metrics.begin()
    var exchange: PendingRequest
    var answersBeforeBody = false
    var declared: Int?
    do throws(APIError) {
      guard let target = request.target, isWhole else {
        throw .malformed("The path or the query is not UTF-8, or holds NUL")
      }
      if isFolded { throw .malformed("A header goes on on the next line") }
      if let fault { throw fault }
      try fields.checkFraming(isVersion11: isVersion11)
      if let authority = RequestTarget.authority(of: target) { fields[.host] = authority }
      // So that an answer can name what the log calls the request.
      fields[.requestID] = trace.id
      let sent = HTTPRequest(
        HTTPMethod(rawValue: method), RequestTarget.origin(of: target), fields: fields,
        client: trace.client ?? connection.context?.peer)
      exchange =
        tooLong(target, connection).map { PendingRequest(answering: $0) }
        ?? begin(sent, on: connection)
      declared = fields.length
      answersBeforeBody = fields.expectsContinue || (fields.length ?? 0) > RequestReceiver.patience
    } catch {
      exchange = PendingRequest(ending: error)
      answersBeforeBody = true
    }
    request.withState { state in
      state.method = method
      state.trace = trace
      state.exchange = exchange
      state.answersBeforeBody = answersBeforeBody
      state.declared = declared
      if case .respond(let answer) = exchange.step { state.answer = answer }
    }
    let now = SystemClock.monotonicNanoseconds()
    connection.context?.enter(
      request.withState { $0.answer == nil } ? .body(since: now) : .discardedBody(since: now))
  }

  /// Begins a request, where the connection has a place for it.
  private func begin(_ request: HTTPRequest, on connection: MHDConnection) -> PendingRequest {
    switch connection.context?.standing {
    case nil, .regular?: return service.begin(request)
    case .spare?:
      return service.isOperational(request)
        ? service.begin(request).ending : PendingRequest(ending: .unavailable)
    case .ending?: return PendingRequest(ending: .unavailable)
    }
  }

  /// libmicrohttpd has refused what it could not read.
  ///
  /// - Parameter isNew: Whether it is no request that has begun, and will end, as any other.
  func noteRefusal(_ id: String, status: Int, peer: String, isNew: Bool) {
    if isNew {
      service.metrics.begin()
      service.metrics.end(operation: nil, status: status, seconds: 0)
    }
    log.write(refusal: id, status: status, peer: peer)
  }

  private func tooLong(_ target: String, _ connection: MHDConnection) -> APIError? {
    if target.utf8.count > Limits.target {
      return .uriTooLong(limit: Limits.target)
    }
    if connection.headSize - target.utf8.count > Limits.fields {
      return .fieldsTooLarge(limit: Limits.fields)
    }
    return nil
  }

  /// A part of the body has arrived.
  ///
  /// - Returns: `false` to end the connection.
  func receive(_ bytes: UnsafeRawBufferPointer, _ request: IncomingRequest) -> Bool {
    request.withState { state in
      state.received += bytes.count
      guard state.answer == nil, case .receive(let reception)? = state.exchange?.step else {
        return state.received <= RequestReceiver.patience
      }
      let limit = reception.limit
      if state.received > limit {
        state.answer = ServiceResponse(
          response: reception.refusal(.bodyTooLarge(limit: limit)), failure: nil)
      } else if !budget.take(bytes.count) {
        state.answer = ServiceResponse(
          response: reception.refusal(.unavailable), failure: nil)
      } else {
        state.taken += bytes.count
        state.body.append(contentsOf: bytes)
        return true
      }
      state.body = []
      return true
    }
  }

  /// What a request is answered whose body is said to be of another length than libmicrohttpd found
  /// it to be: what follows may be a part of it. `nil` if there is none such.
  func mismatch(of request: IncomingRequest) -> ServiceResponse? {
    let isOther = request.withState { $0.declared != nil && $0.declared != $0.received }
    guard isOther else { return nil }
    let error = APIError.malformed("The body is not as long as the header content-length says")
    guard case .respond(let answer) = PendingRequest(ending: error).step else { return nil }
    return answer
  }

  /// All of a request has arrived.
  ///
  /// - Returns: The answer; `nil` when it is being made, and `resume` will be called.
  func complete(_ request: IncomingRequest, resume: @escaping @Sendable () -> Void)
    -> ServiceResponse?
  {
    let (answer, reception, body) = request.withState { state in
      guard state.answer == nil, case .receive(let reception)? = state.exchange?.step else {
        return (state.answer, nil as PendingRequest.Reception?, [UInt8]())
      }
      let body = state.body
      state.body = []
      return (nil, reception, body)
    }
    guard let reception else { return answer ?? ServiceResponse(APIError.internalFailure) }
    guard reception.waits else {
      let answer = reception.finish(body)
      request.withState { $0.answer = answer }
      return answer
    }
    guard writes.begin() else { return ServiceResponse(APIError.unavailable) }
    workers.async { [writes] in
      let answer = reception.finish(body)
      request.withState { $0.answer = answer }
      resume()
      writes.end()
    }
    return nil
  }

  /// A request is over, with an answer or without one.
  func end(_ request: IncomingRequest, on connection: MHDConnection) {
    connection.context?.end()
    let state = request.takeState()
    budget.give(state.taken)
    guard let exchange = state.exchange else { return }
    let status = state.isSent ? state.answer?.response.status.rawValue ?? 0 : 0
    service.metrics.end(operation: exchange.operation, status: status, seconds: request.seconds)
    log.write(request, state, status: status, peer: connection.context?.peer)
  }
}

/// A request on its way in, from its first line to its answer.
///
/// libmicrohttpd calls for one request from one thread at a time; only the answer comes from a
/// thread of ours.
final class IncomingRequest: Sendable {
  /// What has happened so far.
  struct State: Sendable {
    /// What the service makes of the head; `nil` until it has arrived.
    var exchange: PendingRequest?
    var method = ""
    /// What ties the request to what other programs log of it.
    var trace: RequestTrace?
    /// Whether the answer is sent without waiting for the body.
    var answersBeforeBody = false
    var body: [UInt8] = []
    /// How many bytes the body has, as the head says; `nil` for chunks, and for none.
    var declared: Int?
    /// How many bytes of the body have come, those that were thrown away included.
    var received = 0
    /// How many bytes of the budget the body holds.
    var taken = 0
    /// Whether all of it has come.
    var isWhole = false
    /// The answer, once there is one.
    var answer: ServiceResponse?
    var isSent = false
  }

  /// The path and the query as they were sent; `nil` for what is not UTF-8.
  let target: String?
  /// Where the target begins and ends in memory.
  private let start: UInt
  private let end: UInt
  let startedAt = SystemClock.monotonicNanoseconds()
  private let state = Mutex(State())

  init(target: UnsafePointer<CChar>) {
    let text = String(validatingCString: target)
    self.target = text
    start = UInt(bitPattern: target)
    end = start + UInt(text?.utf8.count ?? 0)
  }

  /// Whether there is nothing between the target and the version but a space; NUL, which ends a
  /// text of C, could be there.
  func isFollowed(by version: UnsafePointer<CChar>?) -> Bool {
    let distance = UInt(bitPattern: version) &- end
    return distance <= 1 || distance > UInt(ServerSettings.connectionMemory)
  }

  /// Whether a field of the head goes on on the next line, which RFC 9112 has servers refuse, and
  /// libmicrohttpd reads in its own way.
  ///
  /// It looks at the head in memory, where zeros stand for the ends of lines and for colons.
  ///
  /// - Parameters:
  ///   - version: The version on the request line.
  ///   - head: The length of the head, from the method on.
  func isFolded(after version: UnsafePointer<CChar>?, method: String, head: Int) -> Bool {
    guard let version, head <= ServerSettings.connectionMemory else { return false }
    let first = UInt(bitPattern: version)
    let last = start + UInt(head) &- UInt(method.utf8.count + 1)
    guard first > start, first < last, last - first <= UInt(head) else { return false }
    var ends = 0
    for byte in UnsafeRawBufferPointer(start: version, count: Int(last - first)) {
      if byte == 0 || byte == 0x0a || byte == 0x0d {
        ends += 1
      } else {
        if ends > 1, byte == 0x20 || byte == 0x09 { return true }
        ends = 0
      }
    }
    return false
  }

  func withState<Result: Sendable>(_ body: (inout sending State) -> sending Result) -> Result {
    state.withLock(body)
  }

  /// What has happened, which is not asked for again.
  func takeState() -> State {
    state.withLock { state in
      var taken = State()
      swap(&taken, &state)
      return taken
    }
  }

  /// How long it has taken so far, in seconds.
  var seconds: Double {
    Double(SystemClock.monotonicNanoseconds() - startedAt) / 1e9
  }
}

/// How many bytes of requests' bodies are held, over all connections.
final class BodyBudget: Sendable {
  private let left: Atomic<Int>

  init(_ bytes: Int) {
    left = Atomic(bytes)
  }

  /// Takes so many bytes; `false` when they are not left.
  func take(_ bytes: Int) -> Bool {
    if left.subtract(bytes, ordering: .relaxed).newValue >= 0 { return true }
    give(bytes)
    return false
  }

  /// Gives bytes back.
  func give(_ bytes: Int) {
    left.add(bytes, ordering: .relaxed)
  }
}
