/// What a command line asks for.
public enum Outcome: Sendable {
  /// Run this command.
  case run(Invocation)
  /// Print this text, which ends with a line feed, to standard output and exit with 0.
  case print(String)
  /// A shell asks for completions: print each candidate on a line of its own and exit with 0.
  case complete(CompletionRequest)
  /// The command line is wrong: print ``UsageFailure/text`` to standard error and exit with
  /// ``UsageFailure/exitCode``.
  case refuse(UsageFailure)
}
