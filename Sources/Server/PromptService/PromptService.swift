public import HTTPMessages
public import PromptRepo
internal import PromptsAPI
internal import Synchronization

/// The Prompts API over ledgers: requests in, responses out, without any transport.
public final class PromptService: Sendable {
  let configuration: ServiceConfiguration
  let authenticator: any Authenticator
  let ledgers: any LedgerSource
  let limiter: RateLimiter
  /// What is counted and timed.
  public let metrics = Metrics()
  private let readiness = Mutex(Readiness.starting)

  /// Whether requests are taken.
  enum Readiness: Sendable {
    case starting
    case ready
    case draining
  }

  /// Makes a service; it takes requests after ``prepare()``.
  public init(
    _ configuration: ServiceConfiguration, ledgers: any LedgerSource,
    authenticator: any Authenticator
  ) {
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
  public func begin(_ request: HTTPRequest) -> Exchange {
    var exchange = Exchange(step: .respond(Answer(response: HTTPResponse(.ok), failure: nil)))
    if let operational = operational(request) {
      exchange.operation = operational.name
      exchange.step = .respond(Answer(response: operational.response, failure: nil))
      return exchange
    }
    do {
      exchange.step = try step(for: request, &exchange)
    } catch {
      exchange.step = .respond(answer { throw error })
    }
    return exchange
  }

  /// Answers a request whose body is there already.
  public func respond(to request: HTTPRequest, body: [UInt8] = []) -> HTTPResponse {
    switch begin(request).step {
    case .respond(let answer): answer.response
    case .receive(let limit, let finish):
      body.count > limit
        ? HTTPResponse(.tooLarge(limit: limit)) : finish(body).response
    }
  }
}
