internal import CanonicalJSON
internal import CommandKit
internal import DirectoryStore
internal import GitFiles
internal import Platform
internal import PromptFiles
internal import PromptLint
internal import PromptRepo
internal import PromptTemplate
internal import VisibleText

/// An error as the command line shows it: what happened, what to do, and the exit code.
struct ErrorReport {
  var code: String
  var message: String
  var hint: String?
  var exitCode: Int32
  /// Whether something was done before that stands.
  var isAfterChange = false

  /// The exit code of a conflict.
  static let conflict: Int32 = 2
  /// The exit code of a failure under `--exit-code`.
  static let comparisonFailure: Int32 = 3
  /// The exit code of a failed `merge-file`, as of git's: smaller ones are conflicts.
  static let mergeFileFailure: Int32 = 255

  init(_ error: any Error) {
    switch error {
    case let failure as ComparisonFailure:
      self.init(failure.cause)
      exitCode = ErrorReport.comparisonFailure
    case let failure as MergeFileFailure:
      self.init(failure.cause)
      exitCode = ErrorReport.mergeFileFailure
    case let error as RepositoryError:
      self.init(
        code: error.code.rawValue, message: error.shellMessage, hint: error.shellHint,
        exitCode: error.code == .conflict ? ErrorReport.conflict : 1)
    case let error as SystemError:
      self.init(RepositoryError.failedCall(error))
    case let failure as UsageFailure:
      self.init(
        code: "usage",
        message: failure.cause is HabitAdvice
          ? failure.message.naming(failure.arguments) : failure.message, hint: failure.hint,
        exitCode: failure.exitCode)
    case let refusal as RenderRefusal:
      self.init(
        code: "invalid", message: refusal.sentence, hint: refusal.commandLineHint, exitCode: 1)
    default:
      self.init(code: "failure", message: "\(error)", hint: nil, exitCode: 1)
    }
  }

  /// An error after something was done.
  init(_ error: any Error, after done: CompletedWork.Item?) {
    self.init(error)
    guard let done else { return }
    isAfterChange = true
    // These tell by themselves how far the change went.
    let code = (error as? RepositoryError)?.code
    guard code != .partial, code != .uncertain else { return }
    message = "\(done.what), but \(message)"
    hint = hint.map { "\($0); \(done.hint)" } ?? done.hint
  }

  /// The error of one prompt among several.
  init(_ error: RepositoryError, about name: PromptName) {
    self.init(error)
    message = "prompt '\(name)': \(error.message)"
  }

  private init(code: String, message: String, hint: String?, exitCode: Int32) {
    self.code = code
    self.message = message
    self.hint = hint
    self.exitCode = exitCode
  }

  /// The same, with the folder that `-C` was given in what it tells people to type.
  func inFolder(_ folder: String?) -> ErrorReport {
    guard folder != nil else { return self }
    var report = self
    report.message = message.inFolder(folder)
    report.hint = hint?.inFolder(folder)
    return report
  }

  /// What people read on standard error.
  var text: String { text(with: []) }

  /// The same, with lines between what happened and what to do.
  func text(with details: [String]) -> String {
    let sentence = ErrorReport.ended(message)
    let hint = hint.map { ErrorReport.ended($0.prefix(1).uppercased() + $0.dropFirst()) }
    let text =
      "Error: \(sentence)\n" + details.map { "\($0)\n" }.joined()
      + (hint.map { "  \($0)\n" } ?? "")
    return text.visible
  }

  static func ended(_ sentence: String) -> String {
    sentence.utf8.last == UInt8(ascii: ".") ? sentence : "\(sentence)."
  }

  /// What programs read on standard error with `--json`.
  var json: JSONObject {
    var error = JSONObject()
    error["code"] = .string(code)
    error["message"] = .string(message)
    if let hint { error["hint"] = .string(hint) }
    if isAfterChange { error["changed"] = true }
    return ["error": .object(error)]
  }
}

extension CommandContext {
  /// Ends a command that has shown what it could: with failures they follow, and it has failed.
  func finish(_ failures: [ErrorReport]) throws {
    guard !failures.isEmpty else { return }
    try output.flush()
    let errors = Console(.error, environment: environment)
    for failure in failures {
      let failure = failure.inFolder(typedDirectory)
      if json { try errors.json(failure.json) } else { try errors.text(failure.text) }
    }
    throw CommandExit.failed
  }
}

/// Ends a command with an exit code of its own, when that is not an error.
struct CommandExit: Error {
  let code: Int32

  /// With `--exit-code`: what was compared differs.
  static let differs = CommandExit(code: 1)
  /// Nothing matched a search.
  static let noMatch = CommandExit(code: 1)
  /// Conflicts are left, and have been shown.
  static let conflicts = CommandExit(code: 2)
  /// Something failed, and has been shown.
  static let failed = CommandExit(code: 1)
}

/// An error of a command under `--exit-code`, where 1 already means "differs".
struct ComparisonFailure: Error {
  let cause: any Error
}

/// Runs a command under `--exit-code`, so that its failures do not look like a difference.
func withComparisonExitCodes(_ usesExitCode: Bool, _ body: () throws -> Void) throws {
  guard usesExitCode else { return try body() }
  do {
    try body()
  } catch let exit as CommandExit {
    throw exit
  } catch let usage as UsageError {
    // What was typed is wrong, whatever it would have compared.
    throw usage
  } catch {
    if HandOver(error) != nil { throw error }
    throw ComparisonFailure(cause: error)
  }
}
