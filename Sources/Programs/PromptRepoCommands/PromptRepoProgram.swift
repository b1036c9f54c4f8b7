internal import CommandKit
internal import Platform
internal import PromptRepo
internal import Synchronization

/// The declarations of the program: every command, its parameters and its help.
enum PromptRepoProgram {
  /// What `promptrepo --version` prints.
  static let version = "0.1.0"

  /// The program in an environment: the process's own, or one that a tour makes.
  static func make(
    environment: EnvironmentVariables = .process, files: FileSystem = FileSystem(),
    git: (any GitSupport)? = nil,
    server: (any ServerSupport)? = nil, sync: (any SyncSupport)? = nil,
    opened: @escaping @Sendable (CommandContext) -> Void = { _ in }
  ) -> Program<CommandContext> {
    Program<CommandContext>(
      "promptrepo", version: version,
      abstract: "Version, review, roll back and render prompts.",
      .option(
        "-C", valueName: "dir", help: "Run as if started in this folder.", completion: .directory),
      .flag("--json", help: "Print JSON for programs: one object, or one per line."),
      context: { (directory: String?, json: Bool) in
        let context = try CommandContext(
          directory: directory, json: json, environment: environment, files: files, git: git,
          server: server, sync: sync)
        opened(context)
        return context
      },
      groups: CommandGroup<CommandContext>.all,
      completer: completer(of:))
  }

  /// What completes the names of a kind; it reads the repository of the command that is typed.
  @Sendable private static func completer(of kind: String) -> Program<CommandContext>.Completer? {
    switch kind {
    case "prompt": { try $0.repository().names(under: $1).map(\.rawValue) }
    case "environment":
      { context, _ in try context.repository().environments().map(\.name.rawValue) }
    case "release":
      { context, _ in try context.repository().releases().map(\.name.rawValue) }
    default: nil
    }
  }
}

extension CommandGroup<CommandContext> {
  /// All commands, in the order in which help lists them.
  static let all: [CommandGroup<CommandContext>] = [
    CommandGroup("Setup", [.init("init", initCommand), .init("tour", tourCommand)]),
    CommandGroup(
      "Working file",
      [
        .init("new", newCommand), .init("edit", editCommand), .init("status", statusCommand),
        .init("diff", diffCommand), .init("commit", commitCommand),
        .init("checkout", checkoutCommand),
        .init("set", setCommand),
      ]),
    CommandGroup(
      "Review",
      [
        .init("review", reviewCommand), .init("lint", lintCommand), .init("blame", blameCommand),
        .init("bisect", bisectCommand),
        .family(
          CommandFamily(
            "hook", abstract: "Manage what git does with prompt files.",
            [
              .init("install", hookInstallCommand), .init("remove", hookRemoveCommand),
              .init("receive", hookReceiveCommand),
            ])),
        .init("merge-file", mergeFileCommand),
      ]),
    CommandGroup(
      "Reading",
      [
        .init("list", listCommand), .init("show", showCommand), .init("log", logCommand),
        .init("render", renderCommand), .init("grep", grepCommand),
      ]),
    CommandGroup(
      "Activation", [.init("rollback", rollbackCommand), .init("activate", activateCommand)]),
    CommandGroup(
      "Environment",
      [
        .init("deploy", deployCommand), .init("promote", promoteCommand),
        .init("matrix", matrixCommand),
        .family(
          CommandFamily(
            "env", abstract: "Manage environments and their rules.",
            [
              .init("add", envAddCommand), .init("set", envSetCommand),
              .init("list", envListCommand), .init("remove", envRemoveCommand),
            ])),
        .family(
          CommandFamily(
            "release", abstract: "Manage releases: named sets of versions.",
            [
              .init("create", releaseCreateCommand), .init("deploy", releaseDeployCommand),
              .init("rollback", releaseRollbackCommand), .init("list", releaseListCommand),
              .init("show", releaseShowCommand),
            ])),
      ]),
    CommandGroup("History", [.init("audit", auditCommand), .init("undo", undoCommand)]),
    CommandGroup(
      "Exchange",
      [
        .init("import", importCommand), .init("export", exportCommand),
        .init("adopt", adoptCommand),
      ]),
    CommandGroup(
      "Remote",
      [
        .init("fetch", fetchCommand), .init("pull", pullCommand), .init("push", pushCommand),
        .init("ci", ciCommand),
        .family(
          CommandFamily(
            "remote", abstract: "Manage the remotes that prompts are shared with.",
            [
              .init("setup", remoteSetupCommand), .init("add", remoteAddCommand),
              .init("list", remoteListCommand), .init("remove", remoteRemoveCommand),
            ])),
        .init("sync", syncCommand), .init("verify-remote", verifyRemoteCommand),
      ]),
    CommandGroup(
      "Server",
      [
        .init("serve", serveCommand),
        .family(
          CommandFamily(
            "key", abstract: "Manage the API keys of a server.",
            [
              .init("create", keyCreateCommand), .init("list", keyListCommand),
              .init("revoke", keyRevokeCommand),
            ])),
      ]),
    CommandGroup(
      "Maintenance",
      [
        .init("mv", moveCommand), .init("archive", archiveCommand),
        .init("unarchive", unarchiveCommand), .init("delete", deleteCommand),
        .init("gc", gcCommand), .init("convert", convertCommand),
      ]),
  ]
}

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
  // A word that is being completed is only compared.
  if arguments.first != completionHook, let place = CurrentProcess.firstNonUTF8Argument {
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
    // What follows `--` may be another program's.
    if arguments.prefix(while: { $0 != "--" }).contains("--json") {
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
