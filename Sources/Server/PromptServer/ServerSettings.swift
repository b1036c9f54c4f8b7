public import Platform

/// Where a server listens, and what it allows connections.
public struct ServerSettings: Sendable {
  /// The addresses and ports; at least one.
  public var addresses: [SocketAddress]
  /// The certificate and its key as PEM text; `nil` for plain HTTP.
  public var certificate: Certificate?
  /// How many connections there may be at once.
  public var maximumConnections: Int
  /// After how many seconds without a byte a connection is closed.
  public var idleSeconds: Int
  /// How many seconds a request's head may take, counted from the request before it.
  public var headSeconds: Int
  /// How many seconds a request's body may take.
  public var bodySeconds: Int
  /// How many seconds an answer may take, from the end of its request until all of it is taken.
  public var answerSeconds: Int
  /// How many bytes of bodies may be held at once, over all connections.
  public var maximumBodies: Int
  /// The proxies whose `X-Forwarded-For` is believed.
  public var trustedProxies: [NetworkRange]

  /// A certificate and its key as PEM text.
  public struct Certificate: Sendable {
    /// The certificate, and those that lead from it to a known authority.
    public let chain: String
    /// The private key.
    public let key: String

    /// Makes a pair.
    public init(chain: String, key: String) {
      self.chain = chain
      self.key = key
    }
  }

  /// Makes settings; all but the addresses have values that suit a small machine.
  public init(
    addresses: [SocketAddress], certificate: Certificate? = nil, maximumConnections: Int = 1_000,
    idleSeconds: Int = 30, headSeconds: Int = 60, bodySeconds: Int = 60, answerSeconds: Int = 300,
    maximumBodies: Int = 256 << 20, trustedProxies: [NetworkRange] = []
  ) {
    self.addresses = addresses
    self.certificate = certificate
    self.maximumConnections = maximumConnections
    self.idleSeconds = idleSeconds
    self.headSeconds = headSeconds
    self.bodySeconds = bodySeconds
    self.answerSeconds = answerSeconds
    self.maximumBodies = maximumBodies
    self.trustedProxies = trustedProxies
  }

  /// How many connections more there may be, so that those who ask how the server is are answered
  /// where all places are taken.
  static let spareConnections = 64

  /// What libmicrohttpd may use for one connection; it clears all of it for each request.
  static let connectionMemory = 144 << 10
}
