internal import CCurl
internal import CCurlShim
public import HTTPMessages
public import PromptsClient
internal import Synchronization

/// Carries requests over the network with libcurl.
///
/// TLS certificates are always checked, and redirects are refused: a key must not go elsewhere. For
/// HTTPS, proxies are taken from the environment as the system does it; plain HTTP, which is for
/// servers of this machine, goes past them. What reads keeps connections for the next read; what
/// writes has one of its own each time, since HTTP libraries repeat a request by themselves when a
/// connection that was used before turns out to be dead.
///
/// No answer takes more memory than its limit, however it is compressed, nor more time.
public final class CurlTransport: HTTPTransport {
  /// How much of an answer is read.
  public struct Limits: Sendable {
    /// The longest body, in bytes after decompression.
    public var body: Int
    /// The longest head, in bytes, those of answers before the last one included.
    public var head: Int
    /// How many seconds an answer may take.
    public var seconds: Double

    /// The limits, of which those that are not given suit the largest page of the API.
    public init(body: Int = 64 << 20, head: Int = 256 << 10, seconds: Double = 60) {
      self.body = body
      self.head = head
      self.seconds = seconds
    }
  }

  private let base: String
  private let limits: Limits
  /// Connections for reading that nobody uses now.
  private let idle = Mutex<[CurlHandle]>([])

  /// Carries requests to a server.
  ///
  /// - Parameter base: The server's address, such as `https://api.example.com`; `nil` is returned
  ///   for what is no address of HTTP.
  public init?(_ base: String, limits: Limits = Limits()) {
    var base = base
    while base.utf8.last == UInt8(ascii: "/") { base = String(base.dropLast()) }
    let schemes = ["https://", "http://"].filter { base.utf8.starts(with: $0.utf8) }
    guard let scheme = schemes.first, base.utf8.count > scheme.utf8.count,
      base.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && !"@?#".utf8.contains($0) })
    else { return nil }
    self.base = base
    self.limits = limits
  }

  /// Sends a request and waits for the answer.
  public func send(
    _ request: HTTPRequest, body: [UInt8]?
  ) throws(TransportError) -> HTTPResponse {
    guard request.method.isRead else {
      return try CurlHandle.make().send(request, body: body, to: base, limits, isShared: false)
    }
    let free = idle.withLock { $0.popLast() }
    let handle = if let free { free } else { try CurlHandle.make() }
    let response = try handle.send(request, body: body, to: base, limits, isShared: true)
    // One that failed is not used again.
    idle.withLock { $0.append(handle) }
    return response
  }
}
