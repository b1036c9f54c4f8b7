public import HTTPMessages

/// What carries requests to a server and brings the answers.
public protocol HTTPTransport: Sendable {
  /// Sends a request and waits for the answer.
  ///
  /// A request that writes goes over a connection of its own and is sent once: a library that
  /// repeats it when a connection breaks would write twice.
  ///
  /// - Parameter target: The path and the query, below the server's address.
  /// - Throws: ``TransportError`` when there is no answer, or not a whole one.
  func send(_ request: HTTPRequest, body: [UInt8]?) throws(TransportError) -> HTTPResponse
}

/// Why a request has no answer.
public struct TransportError: Error, Sendable, Hashable {
  /// What happened, for people.
  public let message: String
  /// Whether the server cannot have received the request: there was no connection.
  public let wasNotSent: Bool
  /// Whether sending it again would fail alike: the server is not the one that is meant.
  public let isPermanent: Bool
  /// Whether the answer was longer than any that is read.
  public let isOversized: Bool

  /// Makes an error from its parts.
  public init(
    _ message: String, wasNotSent: Bool = false, isPermanent: Bool = false,
    isOversized: Bool = false
  ) {
    self.message = message
    self.wasNotSent = wasNotSent
    self.isPermanent = isPermanent
    self.isOversized = isOversized
  }
}
