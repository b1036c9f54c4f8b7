/// Why an object that was received is not what it should be.
public struct FormatError: Error, Hashable, Sendable {
  /// The member that it is about, if it is about one.
  public let member: String?
  /// What is wrong, and what is expected.
  public let message: String

  /// Makes an error from its parts.
  public init(_ member: String?, _ message: String) {
    self.member = member
    self.message = message
  }
}

extension FormatError: CustomStringConvertible {
  /// The message.
  public var description: String { message }
}
