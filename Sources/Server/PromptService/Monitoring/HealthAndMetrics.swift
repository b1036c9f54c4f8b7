internal import CanonicalJSON
public import HTTPMessages
internal import PromptRepo
internal import PromptsAPI
internal import Synchronization

extension PromptService {
  /// Whether a request is about the server itself.
  public func isOperational(_ request: HTTPRequest) -> Bool {
    let path = request.target.prefix { $0 != "?" }
    return ["/healthz", "/readyz", "/metrics", "/openapi.json"].contains(path)
  }

  /// The answer to a request about the server itself; `nil` for any other path.
  func operational(_ request: HTTPRequest) -> (name: String, response: HTTPResponse)? {
    // What is asked most is none of these.
    guard !request.target.utf8.starts(with: "/api/".utf8) else { return nil }
    let path = request.target.prefix { $0 != "?" }
    let name = String(path.dropFirst())
    let response: HTTPResponse
    switch path {
    case "/healthz": response = HTTPResponse(.ok, json: ["status": "ok"])
    case "/readyz":
      response =
        isReady
        ? HTTPResponse(.ok, json: ["status": "ready"]) : HTTPResponse(.unavailable)
    case "/metrics":
      response = HTTPResponse(
        .ok, fields: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
        body: Array(metricsText().utf8))
    case "/openapi.json":
      response = HTTPResponse(
        .ok, json: OpenAPIDocument.make(version: configuration.version))
    default: return nil
    }
    guard request.method.isRead else {
      return (name, HTTPResponse(.method(allowed: ["GET"])))
    }
    do throws(ServiceError) {
      // Probes may name any host, and are told nothing.
      if path != "/healthz", path != "/readyz" { try checkHost(of: request) }
      try PromptService.checkQuery(PromptService.target(of: request).query, known: [])
    } catch {
      return (name, standard.response(to: error))
    }
    return (name, response)
  }
}

extension PromptService {
  /// Whether requests about prompts are answered.
  private var isReady: Bool {
    guard state == .ready else { return false }
    do throws(RepositoryError) {
      try ledgers.check()
      return true
    } catch {
      return false
    }
  }
}

/// What is counted and timed, in the text form that Prometheus reads.
public final class Metrics: Sendable {
  struct Series: Hashable, Sendable {
    let operation: String
    let status: Int
  }

  struct Timing: Sendable {
    var buckets = [Int](repeating: 0, count: Metrics.bounds.count)
    var count = 0
    var seconds = 0.0

    mutating func add(_ seconds: Double) {
      if let bucket = Metrics.bounds.firstIndex(where: { seconds <= $0 }) { buckets[bucket] += 1 }
      count += 1
      self.seconds += seconds
    }
  }

  struct State: Sendable {
    var requests: [Series: Int] = [:]
    var timings: [String: Timing] = [:]
    var inFlight = 0
  }

  /// The upper ends of the buckets of durations, in seconds.
  static let bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 1, 5]

  private let state = Mutex(State())

  /// Notes that a request has begun.
  public func begin() {
    state.withLock { $0.inFlight += 1 }
  }

  /// Notes that a request has been answered.
  ///
  /// - Parameters:
  ///   - operation: The operation's name; `nil` for a path that there is not.
  ///   - seconds: From the arrival of the head to the answer.
  public func end(operation: String?, status: Int, seconds: Double) {
    let operation = operation ?? "none"
    state.withLock { state in
      state.inFlight -= 1
      state.requests[Series(operation: operation, status: status), default: 0] += 1
      state.timings[operation, default: Timing()].add(seconds)
    }
  }

  /// How many requests have no answer yet.
  public var inFlight: Int { state.withLock { $0.inFlight } }

  var current: State { state.withLock { $0 } }
}
