public import HTTPMessages
public import PromptsClient
import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Carries requests over the network with URLSession.
///
/// TLS certificates are always checked, and redirects are refused: a key must not go elsewhere. For
/// HTTPS, proxies are taken from the environment as the system does it; plain HTTP, which is for
/// servers of this machine, goes past them. What reads shares connections; what writes has a session
/// of its own each time, since HTTP libraries repeat a request by themselves when a connection that
/// was used before turns out to be dead.
public final class URLSessionTransport: HTTPTransport {
  private let base: URL
  private let timeout: TimeInterval
  private let reading: URLSession

  /// Carries requests to a server.
  ///
  /// - Parameters:
  ///   - base: The server's address, such as `https://api.example.com`; `nil` is returned for what
  ///     is no address of HTTP.
  ///   - timeout: How many seconds an answer may take.
  public init?(_ base: String, timeout: Double = 60) {
    guard let url = URL(string: base), ["http", "https"].contains(url.scheme ?? ""),
      url.host != nil, url.user == nil, url.query == nil, url.fragment == nil
    else { return nil }
    self.base = url
    self.timeout = timeout
    if url.scheme == "http" { URLSessionTransport.leaveProxiesAlone() }
    reading = URLSession(
      configuration: URLSessionTransport.configuration(timeout), delegate: NoRedirects(),
      delegateQueue: nil)
  }

  /// Keeps the key of a plain request from a proxy, which could read it.
  ///
  /// The library takes proxies from the environment and has no other setting for them.
  private static func leaveProxiesAlone() {
    for variable in ["no_proxy", "NO_PROXY"] { setenv(variable, "*", 1) }
  }

  private static func configuration(_ timeout: TimeInterval) -> URLSessionConfiguration {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = timeout
    configuration.timeoutIntervalForResource = timeout
    configuration.httpCookieStorage = nil
    configuration.urlCache = nil
    configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
    configuration.httpMaximumConnectionsPerHost = 16
    return configuration
  }

  /// Sends a request and waits for the answer.
  public func send(
    _ request: HTTPRequest, body: [UInt8]?
  ) throws(TransportError) -> HTTPResponse {
    guard let native = native(request, body) else {
      throw TransportError("the request's address cannot be written", isUnsent: true)
    }
    guard !request.method.isRead else { return try URLSessionTransport.wait(reading, native) }
    let session = URLSession(
      configuration: URLSessionTransport.configuration(timeout), delegate: NoRedirects(),
      delegateQueue: nil)
    defer { session.invalidateAndCancel() }
    return try URLSessionTransport.wait(session, native)
  }

  private func native(_ request: HTTPRequest, _ body: [UInt8]?) -> URLRequest? {
    var path = base.absoluteString
    while path.hasSuffix("/") { path.removeLast() }
    guard let url = URL(string: path + request.target) else { return nil }
    var native = URLRequest(url: url, timeoutInterval: timeout)
    native.httpMethod = request.method.rawValue
    request.fields.forEach { native.setValue($1, forHTTPHeaderField: $0.rawValue) }
    native.setValue("application/json", forHTTPHeaderField: "Accept")
    native.setValue("promptrepo", forHTTPHeaderField: "User-Agent")
    if let body {
      native.httpBody = Data(body)
    }
    return native
  }

  private static func wait(
    _ session: URLSession, _ request: URLRequest
  ) throws(TransportError) -> HTTPResponse {
    let outcome = Outcome()
    let task = session.dataTask(with: request) { data, response, error in
      outcome.finish(data, response, error)
    }
    task.resume()
    return try outcome.wait().get()
  }
}
