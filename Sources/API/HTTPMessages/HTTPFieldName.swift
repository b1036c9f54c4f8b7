/// The name of a header field; names compare without regard to case.
public struct HTTPFieldName: RawRepresentable, Sendable, Hashable {
  /// The name in lower case.
  public let rawValue: String

  /// A name, in any case.
  public init(rawValue: String) {
    self.rawValue = rawValue.lowercased()
  }

  /// The methods that a path has.
  public static let allow = HTTPFieldName(rawValue: "allow")
  /// Who asks.
  public static let authorization = HTTPFieldName(rawValue: "authorization")
  /// Whether others may keep an answer.
  public static let cacheControl = HTTPFieldName(rawValue: "cache-control")
  /// Whether the connection goes on.
  public static let connection = HTTPFieldName(rawValue: "connection")
  /// How long a body is.
  public static let contentLength = HTTPFieldName(rawValue: "content-length")
  /// What a body is.
  public static let contentType = HTTPFieldName(rawValue: "content-type")
  /// A name for exactly this answer.
  public static let etag = HTTPFieldName(rawValue: "etag")
  /// What the client waits for before it sends a body.
  public static let expect = HTTPFieldName(rawValue: "expect")
  /// Which server is meant.
  public static let host = HTTPFieldName(rawValue: "host")
  /// A name that a client gives one write, to repeat it safely.
  public static let idempotencyKey = HTTPFieldName(rawValue: "idempotency-key")
  /// What must be current for a write to happen.
  public static let ifMatch = HTTPFieldName(rawValue: "if-match")
  /// The answers that a client has already.
  public static let ifNoneMatch = HTTPFieldName(rawValue: "if-none-match")
  /// The site whose page makes a browser ask.
  public static let origin = HTTPFieldName(rawValue: "origin")
  /// How many seconds to wait before the next try.
  public static let retryAfter = HTTPFieldName(rawValue: "retry-after")
  /// How a body is encoded on its way.
  public static let transferEncoding = HTTPFieldName(rawValue: "transfer-encoding")
  /// How to authenticate.
  public static let wwwAuthenticate = HTTPFieldName(rawValue: "www-authenticate")
}
