import APIKeys
import CanonicalJSON
import HTTPMessages
import MemoryStore
import PromptRepo
import PromptService
import PromptsClient
import Synchronization
import TestSupport

/// A hosted API: the real service over a ledger in memory, reached without a network.
final class Hosted: HTTPTransport {
  let service: PromptService
  let repository: Repository
  /// What comes between a request and the service; called with the request's number.
  let fault = Mutex<(@Sendable (Int, HTTPRequest) -> Fault)?>(nil)
  private let log = Mutex<[HTTPRequest]>([])
  let givesTips: Bool

  /// What happens to a request.
  enum Fault: Sendable {
    case none
    /// The request does not arrive.
    case unsent
    /// The request arrives, and its answer is lost.
    case unanswered
    /// The server or a proxy answers with this status; the request does not arrive.
    case status(Int, retryAfter: String?)
    /// The request arrives, and a proxy answers with this status.
    case statusAfter(Int)
    /// The request arrives, and its answer is cut off.
    case garbled
    /// The request arrives, and its answer is no JSON.
    case malformed
    /// The sender gives up; what is to be written arrives when `deliver` is called.
    case late
  }

  private let delayed = Mutex<[(HTTPRequest, [UInt8]?)]>([])
  /// How this API keeps what it is given: rewrites the body of a request.
  let rendition = Mutex<(@Sendable (JSONObject) -> JSONObject)?>(nil)

  /// The key that may do all.
  let key: String
  private let keys: TemporaryDirectory

  /// A hosted API without prompts.
  ///
  /// - Parameter givesTips: Whether it has this project's extensions, as our own server, or none.
  init(givesTips: Bool = true) throws {
    self.givesTips = givesTips
    keys = try TemporaryDirectory()
    let path = keys.appending("keys.json")
    key = try KeyFile(path).create(
      owner: Owner("hosted"), role: .admin, expiresAt: nil, now: Timestamp(milliseconds: 0)
    ).secret
    let store = MemoryStore()
    repository = Repository(store: store)
    service = PromptService(
      ServiceConfiguration(version: "test", now: { Hosted.now() }),
      ledgers: SingleLedger(Ledger(store)), authenticator: KeyRing(path: path))
    try service.prepare()
  }

  /// Each look at the clock is a second later.
  private static let clock = Mutex<Int64>(1_773_570_600_000)

  private static func now() -> Timestamp {
    clock.withLock { clock in
      clock += 1_000
      return Timestamp(milliseconds: clock)
    }
  }

  /// How many versions there are of all prompts.
  var versionCount: Int {
    ((try? repository.prompts()) ?? []).reduce(0) { $0 + ($1.latest?.number ?? 0) }
  }

  /// The requests that came, by method and path.
  var requests: [String] {
    log.withLock { $0.map { "\($0.method.rawValue) \($0.target)" } }
  }

  var writes: [String] { requests.filter { !$0.hasPrefix("GET") } }

  func forgetRequests() { log.withLock { $0 = [] } }

  func send(_ request: HTTPRequest, body: [UInt8]?) throws(TransportError) -> HTTPResponse {
    let number = log.withLock { log in
      log.append(request)
      return log.count
    }
    switch fault.withLock({ $0 })?(number, request) ?? .none {
    case .none: return respond(request, body)
    case .unsent: throw TransportError("connection refused", wasNotSent: true)
    case .unanswered:
      _ = respond(request, body)
      throw TransportError("the connection was reset")
    case .status(let status, let retryAfter):
      var response = HTTPResponse(
        HTTPStatus(rawValue: status), fields: [.contentType: "text/html"], body: Array("<p>".utf8))
      response.fields[.retryAfter] = retryAfter
      return response
    case .statusAfter(let status):
      _ = respond(request, body)
      return HTTPResponse(
        HTTPStatus(rawValue: status), fields: [.contentType: "text/html"], body: Array("<p>".utf8))
    case .malformed:
      var response = respond(request, body)
      response.body = Array("{]".utf8)
      return response
    case .late:
      if request.method != .get { delayed.withLock { $0.append((request, body)) } }
      throw TransportError("it takes too long")
    case .garbled:
      var response = respond(request, body)
      response.body = Array(response.body.prefix(response.body.count / 2))
      return response
    }
  }

  /// Lets what was given up arrive now; returns how many versions and prompts were created.
  @discardableResult
  func deliver() -> Int {
    let requests = delayed.withLock { delayed in
      defer { delayed = [] }
      return delayed
    }
    return requests.count { request, body in
      respond(request, body).status == .created
    }
  }

  /// Answers a request without a fault.
  func respond(_ request: HTTPRequest, _ body: [UInt8]?) -> HTTPResponse {
    var (request, body) = (request, body)
    if let rendition = rendition.withLock({ $0 }), let bytes = body,
      let json = try? JSONValue(parsing: bytes).object
    {
      body = JSONValue.object(rendition(json)).utf8(.canonical)
    }
    if !givesTips {
      for name in [HTTPFieldName.ifMatch, .ifActiveTip, .idempotencyKey] {
        request.fields[name] = nil
      }
    }
    var response = service.respond(to: request, body: body ?? [])
    if !givesTips {
      for name in [HTTPFieldName.versionsTip, .activeTip, .infoTip] { response.fields[name] = nil }
    }
    return response
  }
}
