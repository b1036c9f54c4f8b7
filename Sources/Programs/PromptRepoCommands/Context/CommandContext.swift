internal import CanonicalJSON
internal import CommandKit
internal import Platform
internal import PromptFiles
internal import PromptLint
internal import PromptRepo
internal import Synchronization
internal import VisibleText

/// What every command has at hand: where it runs, what it may print to, and the repository.
final class CommandContext: Sendable {
  /// The system's files.
  let files: FileSystem
  /// What the command has found and opened so far.
  let session = Session()
  /// What the command has done so far that stands.
  let done = CompletedWork()
  /// The command that runs, with its line; nil for steps of a tour.
  private let invocation: Invocation?
  /// The process's environment.
  let environment: EnvironmentVariables
  /// The folder the command runs in: the working directory, or what `-C` names.
  let directory: String
  /// What `-C` was given, as it was typed.
  let typedDirectory: String?
  /// The folder the program was started in, whatever `-C` names.
  let startDirectory: String
  /// Whether output is for programs.
  let json: Bool
  /// Whether confirmations, progress and hints are left out.
  let isQuiet: Bool
  /// Standard output; what confirms a change is not written with `--quiet`.
  let output: Console
  /// What opens git repositories.
  let gitSupport: any GitSupport
  /// What serves the API; nil in programs that hand over to their companion.
  let serverSupport: (any ServerSupport)?
  /// What talks to hosted APIs; nil in programs that hand over to their companion.
  let syncSupport: (any SyncSupport)?

  init(
    directory: String?, json: Bool, environment: EnvironmentVariables, files: FileSystem,
    git: (any GitSupport)? = nil, server: (any ServerSupport)? = nil,
    sync: (any SyncSupport)? = nil, isQuiet: Bool = false,
    paging: Paging = Paging(paginates: false, hasNoPager: false), invocation: Invocation? = nil
  ) throws {
    typedDirectory = directory
    let working = try CurrentProcess.workingDirectory()
    let directory = directory.map { Path.join(working, $0) } ?? working
    guard try files.isDirectory(directory) else {
      throw RepositoryError(
        .notFound, "there is no folder '\(directory)'", hint: "-C takes an existing folder")
    }
    self.invocation = invocation
    self.environment = environment
    self.files = files
    self.directory = directory
    startDirectory = working
    self.json = json
    self.isQuiet = isQuiet
    self.output = Console(
      .output, environment: environment, isMuted: isQuiet && Quiet.silences(invocation?.command))
    gitSupport = git ?? PlainGitSupport(files: files, environment: environment)
    serverSupport = server
    syncSupport = sync
    if output.isTerminal, paging.applies(to: invocation?.command) {
      StreamWriter.output.page { self.chosenPager() }
    }
  }

  /// The name of the command that runs, in full; nil for steps of a tour.
  var command: String? { invocation?.command }

  /// The line that was typed, to say what to type instead; nil for steps of a tour.
  var typedLine: TypedLine? { invocation?.line.map(TypedLine.init) }

  /// Standard output for what was asked for, also with `--quiet`: a dry run, or what is left to do.
  var results: Console { output.unmuted }

  /// Says on standard error what was passed over, once.
  func warn(_ text: String) {
    guard done.isNew(warning: text) else { return }
    // Where nobody listens, the command goes on all the same.
    do { try Console(.error, environment: environment).line(warning(text)) } catch {}
  }

  /// Prints warnings on standard error.
  func warn(_ warnings: [String]) throws {
    let errors = Console(.error, environment: environment)
    for text in warnings { try errors.line(warning(text)) }
  }

  /// Prints a line that tells people what to type: with the folder that `-C` was given.
  func advise(_ line: String) throws {
    try output.line(line.inFolder(typedDirectory))
  }

  /// A warning as one line, whatever a file is called that it is about.
  private func warning(_ text: String) -> String {
    "Warning: \(text.inFolder(typedDirectory).visibleLine)"
  }

  /// Asks a person to type the name of the prompt that is about to be lost.
  ///
  /// - Parameters:
  ///   - refusal: What to say where something else is typed.
  ///   - error: What is thrown where nobody can be asked.
  func confirm(
    _ question: String, typing name: PromptName, orRefuse refusal: String, unasked error: any Error
  ) throws {
    guard Terminal.isTerminal(.input) else { throw error }
    try Console(.error, environment: environment).text(question)
    guard try Terminal.readLine() == name.rawValue else {
      throw RepositoryError(.invalid, refusal)
    }
  }

  /// A path of the command line, from the folder the command runs in.
  func path(_ text: String) -> String {
    Path.join(directory, text)
  }

  /// A path of the command line, from the folder the program was started in: for what belongs to the
  /// server and not to the repository that `-C` names.
  func serverPath(_ text: String) -> String {
    Path.join(startDirectory, text)
  }

  /// The bytes of a file of the command line, or of standard input for `-`.
  func readInput(_ file: String, maxBytes: Int = 1 << 30) throws -> [UInt8] {
    file == "-"
      ? try Terminal.readStandardInput(maxBytes: maxBytes)
      : try files.readFile(path(file), maxBytes: maxBytes)
  }

  /// The text of a file of the command line, or of standard input for `-`.
  func readText(_ file: String) throws -> String {
    let bytes = try readInput(file, maxBytes: PromptFile.maximumLength)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let offset = UTF8Validation.firstInvalidOffset(in: bytes) ?? 0
      throw RepositoryError(
        .invalid,
        "\(file == "-" ? "standard input" : file) is not UTF-8 text: byte \(offset + 1) "
          + "on line \(bytes[..<offset].count { $0 == 10 } + 1)",
        hint: "Convert it, for example with iconv -t UTF-8")
    }
    return text
  }
}

/// What a command has done for good, for whoever has to tell that something failed afterwards.
///
/// A full disk behind standard output, a file that cannot be written: the exit code is that of a
/// failure, and still nobody should do the same once more without a look.
final class CompletedWork: Sendable {
  /// One thing that stands.
  struct Item: Sendable {
    /// A clause, such as `the ledger was changed`.
    let what: String
    /// How to go on.
    let hint: String
  }

  private let state = Mutex<Item?>(nil)
  private let warnings = Mutex<[String]>([])

  /// What was done last; nil while nothing was.
  var last: Item? { state.withLock(\.self) }

  /// Notes that something was done.
  func note(_ what: String, hint: String) {
    state.withLock { $0 = Item(what: what, hint: hint) }
  }

  /// Whether a warning was not given yet; from now on it was.
  func isNew(warning: String) -> Bool {
    warnings.withLock { warnings in
      if warnings.contains(warning) { return false }
      warnings.append(warning)
      return true
    }
  }

  /// Notes a change of the ledger, unless it is about what a remote was seen to hold.
  @Sendable func note(_ moves: ReferenceMoves) {
    let remotes = LedgerRef.Folder.remotes
    guard moves.contains(where: { remotes.path(of: $0.name) == nil }) else { return }
    note(
      "the ledger was changed",
      hint: "the change stands: look at `promptrepo audit` before you run the command again")
  }
}
