import APIKeys
import CanonicalJSON
import HTTPMessages
import Platform
import PromptRepo
import PromptServer
import PromptService
import TestSupport
import Testing

/// A service over a store, and what a test needs around it.
final class Served {
  let service: PromptService
  let keys: TestKeys
  let clock: TestClock
  /// Opens the same store once more.
  let open: @Sendable () throws -> any Store
  let transport: Transport
  private(set) var server: Server?
  private var connection: RawConnection?

  /// How a service differs from the usual one.
  struct Options: Sendable {
    var requestsPerMinute: Int?
    var allowsAnonymousReads = false
    var maximumBody = ServiceConfiguration.defaultMaximumBody
    var hosts: AllowedHosts?
    var surfaces: [any Surface] = []
    var advice: [PathAdvice] = []
    var sessions: SessionFile?
    var authenticator: (any Authenticator)?
    var origin: PageOrigin?
    var isSecure = false
    var settings = ServerSettings(addresses: [SocketAddress(loopbackPort: 0)])
  }

  init(
    _ transport: Transport, ledgers: any LedgerSource,
    open: @escaping @Sendable () throws -> any Store, _ options: Options = Options()
  ) throws {
    let clock = TestClock()
    self.clock = clock
    self.open = open
    self.transport = transport
    keys = try TestKeys.shared()
    service = PromptService(
      ServiceConfiguration(
        maximumBody: options.maximumBody, requestsPerMinute: options.requestsPerMinute,
        allowsAnonymousReads: options.allowsAnonymousReads, hosts: options.hosts,
        sessions: options.sessions, origin: options.origin, isSecure: options.isSecure,
        version: "1.2.3", now: { clock.now }),
      ledgers: ledgers, authenticator: options.authenticator ?? keys, surfaces: options.surfaces,
      advice: options.advice)
    try service.prepare()
    guard transport == .live else { return }
    let log = AccessLog(now: { "now" }, write: { _ in })
    server = try Server(service, options.settings, log: log)
  }

  convenience init(
    _ transport: Transport, open: @escaping @Sendable () throws -> any Store,
    _ options: Options = Options()
  ) throws {
    try self.init(transport, ledgers: SingleLedger(Ledger(open())), open: open, options)
  }

  deinit { server?.drain(atMost: 5) }

  /// The port of the live server.
  var port: UInt16 { server?.addresses.first?.port ?? 0 }

  /// Another program's view of the ledger.
  func repository() throws -> Repository { Repository(store: try open()) }

  /// A new connection to the live server.
  func connect(receiveBuffer: Int32? = nil) throws -> RawConnection {
    try RawConnection(port: port, receiveBuffer: receiveBuffer)
  }

  /// The fields that every request of a role has.
  func fields(_ role: Role?, _ more: HTTPFields = HTTPFields()) -> HTTPFields {
    var fields = more
    if fields[.authorization] == nil, let secret = role.flatMap({ keys.secrets[$0] }) {
      fields[.authorization] = "Bearer \(secret)"
    }
    return fields
  }

  /// Sends a request and answers what comes back.
  func send(
    _ method: HTTPMethod, _ target: String, as role: Role? = .admin,
    _ more: HTTPFields = HTTPFields(), body: [UInt8] = []
  ) throws -> HTTPResponse {
    var fields = fields(role, more)
    if !body.isEmpty, fields[.contentType] == nil { fields[.contentType] = "application/json" }
    let request = HTTPRequest(method, target, fields: fields)
    guard transport == .live else { return service.respond(to: request, body: body) }
    // A server may have ended a connection that stood idle.
    for _ in 0..<2 {
      let connection = try self.connection ?? connect()
      self.connection = connection
      connection.send(request.bytes(body: body))
      let answer = try connection.answer(hasBody: method != .head)
      if answer == nil || answer?.fields[.connection]?.lowercased() == "close" {
        self.connection = nil
      }
      if let answer { return answer }
    }
    throw ConnectionFault("no answer")
  }

  /// Sends a request, and does something after its head has arrived and before its body does.
  func send(
    _ method: HTTPMethod, _ target: String, _ more: HTTPFields = HTTPFields(), body: JSONObject,
    meanwhile: () throws -> Void
  ) throws -> HTTPResponse {
    let bytes = JSONValue.object(body).utf8()
    var request = HTTPRequest(method, target, fields: fields(.admin, more))
    request.fields[.contentType] = "application/json"
    guard transport == .live else {
      let exchange = service.begin(request)
      try meanwhile()
      switch exchange.step {
      case .respond(let answer): return answer.response
      case .receive(let reception): return reception.finish(bytes).response
      }
    }
    request.fields[.contentLength] = "\(bytes.count)"
    request.fields[.expect] = "100-continue"
    let connection = try connect()
    connection.send(request.bytes())
    let sign = try #require(try connection.answer())
    guard sign.status.rawValue == 100 else { return sign }
    try meanwhile()
    connection.send(bytes)
    return try #require(try connection.answer())
  }
}
