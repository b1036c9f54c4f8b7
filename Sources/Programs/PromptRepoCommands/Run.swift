internal import CommandKit
internal import Platform
internal import PromptRepo
internal import Synchronization

/// Runs the program with the process's arguments.
///
/// - Parameters:
///   - arguments: The arguments, without the program's own name.
///   - git: What opens git repositories; without it, those with something out of the common are
///     handed over to the companion program, `promptrepo-git`, in the same folder.
///   - server: What serves the API; without it, `serve` is handed over to `promptrepo-server`.
///   - sync: What talks to hosted APIs; without it, that is handed over to `promptrepo-sync`.
/// - Returns: The exit code: 0 success, 1 failure, 2 conflict, 64 wrong usage; with
///   `--exit-code`, 1 means differs and 3 failure. A closed pipe is silent, as 141.
package func run(
  _ arguments: [String], git: (any GitSupport)? = nil, server: (any ServerSupport)? = nil,
  sync: (any SyncSupport)? = nil
) -> Int32 {
  Signals.ignoreFailedWrites()
  CurrentProcess.openStandardStreams()
  let context = OpenedContext()
  let errors = Console(.error, environment: .process)
  do {
    let code: Int32
    do {
      code = try perform(arguments, git, server, sync, context, errors)
    } catch {
      guard let handOver = HandOver(error) else { throw error }
      try handOver.perform(arguments)
    }
    try StreamWriter.output.flush()
    return code
  } catch let error as SystemError where error.errno == .brokenPipe {
    // Readers such as `head` end early on purpose; a change that stands is told of all the same.
    if let done = context.value?.done.last { _ = report(error, done, arguments, errors) }
    return brokenPipe
  } catch {
    return report(error, context.value?.done.last, arguments, errors)
  }
}

/// What a shell reports of a program that a closed pipe ended.
private let brokenPipe: Int32 = 141

private func perform(
  _ arguments: [String], _ git: (any GitSupport)?, _ server: (any ServerSupport)?,
  _ sync: (any SyncSupport)?, _ context: OpenedContext, _ errors: Console
) throws -> Int32 {
  if let place = CurrentProcess.firstNonUTF8Argument {
    throw RepositoryError(
      .invalid, "argument \(place) is not UTF-8, and would be stored as other text",
      hint: "`iconv` converts text to UTF-8")
  }
  let width = Terminal.width(of: .output) ?? 80
  let program = PromptRepoProgram.make(git: git, server: server, sync: sync, opened: context.set)
  switch program.parse(arguments, width: width) {
  case .print(let text):
    try StreamWriter.output.write(text)
  case .complete(let request):
    for line in try request.lines() { try StreamWriter.output.write("\(line)\n") }
  case .refuse(let failure):
    try errors.text(failure.text)
    return failure.exitCode
  case .run(let invocation):
    do {
      try invocation.run()
    } catch let exit as CommandExit {
      return exit.code
    } catch let failure as UsageFailure {
      try errors.text(failure.text)
      return failure.exitCode
    } catch let error as RepositoryError {
      throw try context.value?.explaining(error) ?? error
    }
  }
  return 0
}

/// Shows an error after what was printed before it.
///
/// - Parameter done: What was done before that stands.
private func report(
  _ error: any Error, _ done: CompletedWork.Item?, _ arguments: [String], _ errors: Console
) -> Int32 {
  let report = ErrorReport(error, after: done)
  // Where standard output is what fails, the error is still to be seen.
  do { try StreamWriter.output.flush() } catch {}
  do {
    if arguments.contains("--json") {
      try errors.json(report.json)
    } else {
      try errors.text(report.text)
    }
  } catch {
    // Nobody listens on standard error; the exit code still tells.
    return report.exitCode
  }
  return report.exitCode
}

/// The context that a command ran in, for those who explain its errors.
final class OpenedContext: Sendable {
  private let context = Mutex<CommandContext?>(nil)

  /// The context; nil before a command has one.
  var value: CommandContext? { context.withLock(\.self) }

  /// Notes the context.
  @Sendable func set(_ context: CommandContext) {
    self.context.withLock { $0 = context }
  }
}
