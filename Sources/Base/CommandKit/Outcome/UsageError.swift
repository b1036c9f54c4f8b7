/// A mistake in how a command is called.
///
/// The parser makes them, and a command may throw one for what it finds itself, such as two options
/// that exclude each other; it is shown with the command's usage and exits with 64.
public struct UsageError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong, and if possible how to put it right.
  public let message: String

  /// An error with this message.
  public init(_ message: String) {
    self.message = message
  }

  /// The message.
  public var description: String { message }
}
