public import APIKeys
public import HTTPMessages
public import PromptRepo
public import PromptsAPI
internal import Synchronization

/// Prompts over HTTP: requests in, responses out, without any transport.
///
/// The Prompts API is always on; other surfaces are what whoever makes the service gives it.
public final class PromptService: Sendable {
  let configuration: ServiceConfiguration
  let authenticator: any Authenticator
  let ledgers: any LedgerSource
  let limiter: RateLimiter
  /// How often those who want to sign in may try, by their addresses.
  let signIns = RateLimiter(perMinute: PromptService.signInsPerMinute)
  /// The Prompts API, which is always on.
  let standard: any Surface = PromptsAPISurface()
  let router: Router
  let advice: [PathAdvice]
  /// What is counted and timed.
  public let metrics = Metrics()
  private let readiness = Mutex(Readiness.starting)

  /// How often one address may try to sign in within a minute.
  private static let signInsPerMinute = 10

  /// Whether requests are taken.
  enum Readiness: Sendable {
    case starting
    case ready
    case draining
  }

  /// Makes a service; it takes requests after ``prepare()``.
  ///
  /// - Parameters:
  ///   - surfaces: Those beside the Prompts API.
  ///   - advice: What is said of paths that none of them has.
  public init(
    _ configuration: ServiceConfiguration, ledgers: any LedgerSource,
    authenticator: any Authenticator, surfaces: [any Surface] = [],
    advice: [PathAdvice] = []
  ) {
    router = Router(standard, surfaces)
    self.advice = advice
    self.configuration = configuration
    self.ledgers = ledgers
    self.authenticator = authenticator
    limiter = RateLimiter(perMinute: configuration.requestsPerMinute)
  }

  /// Whether requests are taken.
  var state: Readiness { readiness.withLock { $0 } }

  /// Builds the indexes of the ledgers that are open, and takes requests from then on.
  public func prepare() throws(RepositoryError) {
    for ledger in ledgers.open { try ledger.prepare() }
    readiness.withLock { $0 = .ready }
  }

  /// Takes no more requests; those that have begun are finished.
  public func drain() {
    readiness.withLock { $0 = .draining }
  }

  /// Begins a request whose head has arrived.
  ///
  /// Where two create a version of one prompt at the same time, the later one finds here what the
  /// earlier one has not changed yet, and ends as a conflict.
  public func begin(_ request: HTTPRequest) -> PendingRequest {
    var exchange = PendingRequest(
      step: .respond(ServiceResponse(response: HTTPResponse(.ok), failure: nil)))
    if let operational = operational(request) {
      exchange.operation = operational.name
      exchange.step = .respond(ServiceResponse(response: operational.response, failure: nil))
      return exchange
    }
    exchange.step = step(for: request, &exchange)
    return exchange
  }

  /// Answers a request whose body is there already.
  public func respond(to request: HTTPRequest, body: [UInt8] = []) -> HTTPResponse {
    switch begin(request).step {
    case .respond(let answer): answer.response
    case .receive(let reception):
      body.count > reception.limit
        ? reception.refusal(.bodyTooLarge(limit: reception.limit))
        : reception.finish(body).response
    }
  }
}

/// How a service behaves.
public struct ServiceConfiguration: Sendable {
  /// The longest body of a request, in bytes.
  public var maximumBody: Int
  /// How many requests a minute each key may make, at least 1; `nil` for any number.
  public var requestsPerMinute: Int?
  /// Whether callers without a key may read.
  public var allowsAnonymousReads: Bool
  /// The hosts that requests without a key may be for; `nil` for any.
  public var hosts: AllowedHosts?
  /// The sessions of those who sign in; `nil` where nobody does.
  public var sessions: SessionFile?
  /// How long a session lasts, in milliseconds.
  public var sessionLength: Int64
  /// Where browsers have the pages, if the server was told; else they say it themselves.
  public var origin: PageOrigin?
  /// Whether the server itself encrypts what it sends.
  public var isSecure: Bool
  /// The program's version, for `openapi.json` and metrics.
  public var version: String
  /// The time of day.
  public var now: @Sendable () -> Timestamp

  /// The longest body of a request if nobody says otherwise: 2 MiB.
  public static let defaultMaximumBody = 2 << 20

  /// How long a session lasts if nobody says otherwise: 12 hours, in milliseconds.
  public static let defaultSessionLength: Int64 = 12 * 3_600_000

  /// Makes a configuration.
  public init(
    maximumBody: Int = defaultMaximumBody, requestsPerMinute: Int? = nil,
    allowsAnonymousReads: Bool = false, hosts: AllowedHosts? = nil,
    sessions: SessionFile? = nil, sessionLength: Int64 = defaultSessionLength,
    origin: PageOrigin? = nil, isSecure: Bool = false, version: String,
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.maximumBody = maximumBody
    self.requestsPerMinute = requestsPerMinute
    self.allowsAnonymousReads = allowsAnonymousReads
    self.hosts = hosts
    self.sessions = sessions
    self.sessionLength = sessionLength
    self.origin = origin
    self.isSecure = isSecure
    self.version = version
    self.now = now
  }
}

/// What becomes of a request whose head has arrived.
public struct PendingRequest: Sendable {
  /// The operation's name, for the log; `nil` for a path that there is not.
  public internal(set) var operation: String?
  /// The surface's name, for the log; `nil` for requests about the server itself.
  public internal(set) var surface: String?
  /// The id of the caller's key, for the log.
  public internal(set) var key: String?
  /// The owner of the caller's key, for the log.
  public internal(set) var owner: String?
  /// What to do next.
  public internal(set) var step: Step

  init(step: Step) {
    self.step = step
  }

  /// A request that is answered with an error, whatever it is about.
  public init(answering error: APIError) {
    step = .respond(ServiceResponse(error))
  }

  /// A request that is answered with an error and ends its connection, since where the next one
  /// begins is not known.
  public init(ending error: APIError) {
    var response = HTTPResponse(error)
    response.fields[.connection] = "close"
    step = .respond(ServiceResponse(response: response, failure: nil))
  }

  /// The same, with an answer that ends its connection.
  public var ending: PendingRequest {
    guard case .respond(let answer) = step else { return self }
    var response = answer.response
    response.fields[.connection] = "close"
    var exchange = self
    exchange.step = .respond(ServiceResponse(response: response, failure: answer.failure))
    return exchange
  }

  /// What to do with a request.
  public enum Step: Sendable {
    /// Answer at once; a body that comes is of no interest.
    case respond(ServiceResponse)
    /// Receive the body, then answer. What goes wrong before that is answered in the surface's shape.
    case receive(Reception)
  }

  /// How a body is received and answered.
  public struct Reception: Sendable {
    /// How many bytes it may have.
    public let limit: Int
    /// Whose shape an error has.
    let surface: any Surface
    /// What is answered.
    let request: HTTPRequest
    /// Whether the answer may wait for a disk, or take long.
    public let waits: Bool
    /// Makes the answer.
    public let finish: @Sendable (_ body: [UInt8]) -> ServiceResponse

    /// The answer where the body is not received.
    public func refusal(_ error: ServiceError) -> HTTPResponse {
      surface.response(to: error, for: request)
    }
  }
}

extension PromptService {
  /// Takes over what plain git has changed in the ledgers that are open.
  public func rescan() throws(RepositoryError) {
    var failure: RepositoryError?
    for ledger in ledgers.open {
      // What is wrong with one is nothing to the others.
      do throws(RepositoryError) { try ledger.rescan() } catch { failure = failure ?? error }
    }
    if let failure { throw failure }
  }
}
