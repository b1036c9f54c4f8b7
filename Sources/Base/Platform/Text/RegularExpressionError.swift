/// A pattern that is no regular expression.
public struct RegularExpressionError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The pattern.
  public let pattern: String
  /// What is wrong with it, in the system's words (`regerror`).
  public let message: String

  /// For example `invalid regular expression 'a(': Unmatched ( or \(`.
  public var description: String { "invalid regular expression '\(pattern)': \(message)" }
}
