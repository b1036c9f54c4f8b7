/// A usage error together with what is printed for it.
public struct UsageFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong, in one or two sentences, without `Error: `.
  public let message: String
  /// What to print to standard error; ends with a line feed.
  public let text: String
  /// `EX_USAGE` of `sysexits.h`.
  public let exitCode: Int32 = 64

  init(_ error: UsageError, usage: Usage) {
    message = error.message
    text = """
      Error: \(error.message)
      Usage: \(usage.lines(indent: 7))
        See '\(usage.helpCommand)' for more information.

      """
  }

  /// The message.
  public var description: String { message }
}
