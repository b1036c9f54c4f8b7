import CommandKit

extension Outcome {
  /// The text that goes to standard output, if that is the outcome.
  var printed: String? {
    if case .print(let text) = self { text } else { nil }
  }

  /// The version that is asked for, if that is the outcome.
  var version: String? {
    if case .version(let text) = self { text } else { nil }
  }

  /// The usage failure, if that is the outcome.
  var failure: UsageFailure? {
    if case .refuse(let failure) = self { failure } else { nil }
  }

  /// The invocation, if that is the outcome.
  var invocation: Invocation? {
    if case .run(let invocation) = self { invocation } else { nil }
  }

  /// The candidates, if that is the outcome.
  var candidates: [String]? {
    get throws {
      if case .complete(let request) = self { try request.candidates() } else { nil }
    }
  }

  /// The answer to a shell, if that is the outcome.
  var completion: [String]? {
    get throws {
      if case .complete(let request) = self { try request.lines() } else { nil }
    }
  }
}
