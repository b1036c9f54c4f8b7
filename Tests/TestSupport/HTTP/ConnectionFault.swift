/// What went wrong with a connection.
public struct ConnectionFault: Error, CustomStringConvertible {
  /// What happened.
  public let description: String

  /// Makes a fault of a text.
  public init(_ description: String) { self.description = description }
}
