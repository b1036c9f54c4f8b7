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
    run: ProgramRun = ProgramRun()
  ) -> Program<CommandContext> {
    Program<CommandContext>(
      "promptrepo", version: version,
      abstract: "Version, review, roll back and render prompts.",
      .option(
        "-C", valueName: "dir", help: "Run as if started in this folder.", completion: .directory),
      .flag("--json", help: "Print JSON for programs: one object, or one per line."),
      .flag(
        "-q", "--quiet",
        help: "Print what was asked for, errors and warnings; no confirmations, progress or hints."),
      .flag("--no-pager", help: "Show long output as it is, also on a terminal."),
      .flag("--paginate", help: "Show the output of any command through the pager."),
      context: {
        (directory: String?, json: Bool, isQuiet: Bool, hasNoPager: Bool, paginates: Bool) in
        let context = try CommandContext(
          directory: directory, json: json, environment: environment, files: files, git: git,
          server: server, sync: sync, isQuiet: isQuiet,
          paging: Paging(paginates: paginates, hasNoPager: hasNoPager), invocation: run.invocation)
        run.opened(context)
        return context
      },
      groups: CommandGroup<CommandContext>.all,
      aliases: AliasSource(find: { try $0.words(ofAlias: $1) }, all: { try $0.aliases() }),
      respelling: PromptPaths.respelling,
      completer: CompletionSource.completer(of:), guide: guide, habits: Habit.all,
      subjects: HelpSubject.all)
  }

  /// What help begins and ends with.
  private static var guide: ProgramGuide {
    ProgramGuide(
      firstSteps: [
        .init("init", "Begin a repository in this folder."),
        .init("new NAME --template TEXT", "Write the file of a prompt; `edit NAME` opens it."),
        .init("commit -m MESSAGE", "Make versions of all changed files, and make them live."),
        .init("show NAME", "Print what is live; `render` fills in its variables."),
      ],
      readMore: "'promptrepo help' also explains versions, names, templates, exit-codes and each "
        + "setting. 'promptrepo tour' shows the main commands on real prompts. "
        + "'man promptrepo' and README.md tell the rest.",
      examples: ProgramGuide.Example.all)
  }
}

extension CommandGroup<CommandContext> {
  /// All commands, in the order in which help lists them.
  static let all: [CommandGroup<CommandContext>] = [
    CommandGroup(
      "Setup",
      [
        .init("init", initCommand), .init("tour", tourCommand),
        .family(
          CommandFamily(
            "config", abstract: "Manage settings and aliases.",
            discussion: "`config NAME` and `config NAME VALUE` work too, as with git.",
            otherwise: .init("config", configShortCommand),
            [
              .init("list", configListCommand), .init("get", configGetCommand),
              .init("set", configSetCommand), .init("unset", configUnsetCommand),
            ])),
      ]),
    CommandGroup(
      "Working file",
      [
        .init("new", newCommand), .init("edit", editCommand), .init("status", statusCommand),
        .init("diff", diffCommand), .init("commit", commitCommand),
        .init("checkout", checkoutCommand),
        .init("pin", pinCommand), .init("set", setCommand),
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
        .init("render", renderCommand), .init("vars", varsCommand),
        .init("reach", reachCommand), .init("grep", grepCommand),
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
        .init("serve", serveCommand), .init("mcp", mcpCommand),
        .family(
          CommandFamily(
            "key", abstract: "Manage the API keys of a server.",
            [
              .init("create", keyCreateCommand), .init("list", keyListCommand),
              .init("rotate", keyRotateCommand), .init("revoke", keyRevokeCommand),
            ])),
      ]),
    CommandGroup(
      "Maintenance",
      [
        .init("mv", moveCommand), .init("archive", archiveCommand),
        .init("unarchive", unarchiveCommand), .init("delete", deleteCommand),
        .init("gc", gcCommand), .init("convert", convertCommand),
        .init("doctor", doctorCommand),
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
  let run = ProgramRun()
  let errors = Console(.error, environment: .process)
  do {
    let code: Int32
    do {
      code = try perform(arguments, git, server, sync, run, errors)
    } catch {
      guard let handOver = HandOver(error) else { throw error }
      try handOver.perform(arguments)
    }
    try StreamWriter.output.finish()
    return code
  } catch let error as SystemError where error.errno == .brokenPipe {
    // Readers such as `head` end early on purpose; a change that stands is told of all the same.
    if run.context?.done.last != nil { _ = report(error, run, arguments, errors) }
    return brokenPipe
  } catch {
    return report(error, run, arguments, errors)
  }
}

/// What a shell reports of a program that a closed pipe ended.
private let brokenPipe: Int32 = 141

private func perform(
  _ arguments: [String], _ git: (any GitSupport)?, _ server: (any ServerSupport)?,
  _ sync: (any SyncSupport)?, _ run: ProgramRun, _ errors: Console
) throws -> Int32 {
  // A word that is being completed is only compared.
  if arguments.first != completionHook, let place = CurrentProcess.firstNonUTF8Argument {
    throw RepositoryError(
      .invalid, "argument \(place) is not UTF-8, and would be stored as other text",
      hint: "`iconv` converts text to UTF-8")
  }
  if let request = arguments.first.flatMap(HiddenRequest.init) {
    try request.answer(arguments.dropFirst(), git, server, sync)
    return 0
  }
  let width = Console.width(of: .output, .process)
  let program = PromptRepoProgram.make(git: git, server: server, sync: sync, run: run)
  switch program.parse(arguments, width: width) {
  case .print(let text):
    try StreamWriter.output.write(text)
  case .version:
    try showVersion(asJSON: asksForJSON(arguments))
  case .complete(let request):
    for line in try request.lines() { try StreamWriter.output.write("\(line)\n") }
  case .refuse(let failure):
    let words = MisplacedWords(failure, git: git) { program.parse($0, width: width) }
    return try show(words?.explained() ?? failure, run, arguments, errors)
  case .run(let invocation):
    run.invocation = invocation
    do {
      try invocation.run()
    } catch let exit as CommandExit {
      return exit.code
    } catch let failure as UsageFailure {
      return try show(failure, run, arguments, errors)
    } catch let error as RepositoryError {
      throw try run.context?.explaining(error) ?? error
    } catch let failure as ComparisonFailure {
      guard let error = failure.cause as? RepositoryError else { throw failure }
      throw ComparisonFailure(cause: try run.context?.explaining(error) ?? error)
    }
  }
  return 0
}

/// Shows what is wrong with a command line.
private func show(
  _ failure: UsageFailure, _ run: ProgramRun, _ arguments: [String], _ errors: Console
) throws -> Int32 {
  let folder = run.context?.typedDirectory ?? failure.line?.options(named: "-C").last?.value
  if run.printsJSON(arguments) {
    try errors.json(ErrorReport(failure).inFolder(folder).json)
  } else {
    let isAdvice = failure.cause is HabitAdvice
    let text = isAdvice ? failure.text.naming(failure.arguments) : failure.text
    try errors.text(text.inFolder(folder))
  }
  return failure.exitCode
}

/// Shows an error after what was printed before it.
///
/// - Parameter run: Its context knows what was done before that stands.
private func report(
  _ error: any Error, _ run: ProgramRun, _ arguments: [String], _ errors: Console
) -> Int32 {
  let report = ErrorReport(error, after: run.context?.done.last)
    .inFolder(run.context?.typedDirectory)
  // Where standard output is what fails, the error is still to be seen.
  do { try StreamWriter.output.finish() } catch {}
  do {
    if run.printsJSON(arguments) {
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

/// Whether `--json` is among the arguments; what follows `--` may be another program's.
private func asksForJSON(_ arguments: [String]) -> Bool {
  arguments.prefix { $0 != "--" }.contains("--json")
}

/// One run of the program: which command it is, and the context that the command runs in.
final class ProgramRun: Sendable {
  private let state = Mutex<(invocation: Invocation?, context: CommandContext?)>((nil, nil))

  /// The command with its line; nil before it is known, and for steps of a tour.
  var invocation: Invocation? {
    get { state.withLock { $0.invocation } }
    set { state.withLock { $0.invocation = newValue } }
  }

  /// The context, for those who explain its errors; nil before a command has one.
  var context: CommandContext? { state.withLock { $0.context } }

  /// Whether errors are for programs: as the command's context says it, which an alias may have asked
  /// for; before there is a command, as the words do.
  fileprivate func printsJSON(_ arguments: [String]) -> Bool {
    guard invocation != nil, let context else {
      return context?.json == true || asksForJSON(arguments)
    }
    return context.json
  }

  /// Notes the context.
  func opened(_ context: CommandContext) {
    state.withLock { $0.context = context }
  }
}
