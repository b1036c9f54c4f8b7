internal import CanonicalJSON
public import HTTPMessages
internal import PromptsAPI

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
        state == .ready
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
    do throws(APIError) {
      // Probes may name any host, and are told nothing.
      if path != "/healthz", path != "/readyz" { try checkHost(of: request) }
      try PromptService.checkQuery(PromptService.target(of: request).query, known: [])
    } catch {
      return (name, HTTPResponse(error))
    }
    return (name, response)
  }

  private func metricsText() -> String {
    metrics.text(
      version: configuration.version,
      prompts: ledgers.open.reduce(0) { $0 + $1.index.count })
  }
}
