/// A command with its parameters read, ready to run.
public struct Invocation: Sendable {
  /// The command's declared name, also when an alias was typed.
  public let command: String

  let usage: Usage
  let body: @Sendable () throws -> Void

  /// Makes the context and runs the command.
  ///
  /// - Throws: ``UsageFailure`` in place of a ``UsageError`` of the command or the context; every
  ///   other error as it was thrown.
  public func run() throws {
    do {
      try body()
    } catch let error as UsageError {
      throw UsageFailure(error, usage: usage)
    }
  }
}
