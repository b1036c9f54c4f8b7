public import PromptRepo

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
  /// The program's version, for `openapi.json` and metrics.
  public var version: String
  /// The time of day.
  public var now: @Sendable () -> Timestamp

  /// The longest body of a request if nobody says otherwise: 2 MiB.
  public static let defaultMaximumBody = 2 << 20

  /// Makes a configuration.
  public init(
    maximumBody: Int = defaultMaximumBody, requestsPerMinute: Int? = nil,
    allowsAnonymousReads: Bool = false, hosts: AllowedHosts? = nil, version: String,
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.maximumBody = maximumBody
    self.requestsPerMinute = requestsPerMinute
    self.allowsAnonymousReads = allowsAnonymousReads
    self.hosts = hosts
    self.version = version
    self.now = now
  }
}
