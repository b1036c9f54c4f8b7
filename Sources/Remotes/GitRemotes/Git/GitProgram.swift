package import Platform
package import PromptRepo

/// The user's own git program, at work on one repository.
///
/// It does all transport, so that credentials, ssh configuration and proxies are the user's. Its
/// progress and its questions go to the terminal.
public struct GitProgram: Sendable {
  /// Where what git says to the user goes.
  public enum Messages: Sendable, Hashable {
    /// To this process's own standard error, with progress if that is a terminal.
    case terminal
    /// To this process's own standard error, without progress.
    case terminalWithoutProgress
    /// Into the error that is thrown when git fails; nothing is shown.
    case captured
  }

  /// The git directory of the work tree or bare repository: `.git`, or that of a linked work tree.
  public let gitDirectory: String
  /// The directory that relative addresses of remotes start from: the top of the work tree.
  public let workingDirectory: String
  /// Where what git says to the user goes.
  public let messages: Messages
  private let isBare: Bool
  /// The program: a path, or a name to look up.
  private let program: String
  private(set) var variables: [String: String]

  /// Describes git's work on a repository.
  ///
  /// - Parameters:
  ///   - gitDirectory: The git directory of the work tree or bare repository.
  ///   - workTree: The top of the work tree; `nil` for a bare repository.
  ///   - program: The program: a path, or a name to look up in this process's `PATH`.
  ///   - environment: The variables that git is given; those by which an enclosing git names its
  ///     own repository and index are left out.
  public init(
    gitDirectory: String, workTree: String? = nil, messages: Messages = .terminal,
    program: String = "git", environment: [String: String]? = nil
  ) {
    self.gitDirectory = gitDirectory
    self.workingDirectory = workTree ?? gitDirectory
    isBare = workTree == nil
    self.messages = messages
    self.program = program
    var variables = environment ?? EnvironmentVariables.process.variables
    for name in GitProgram.inheritedVariables { variables[name] = nil }
    self.variables = variables
  }

  /// What hooks and aliases of git pass on about the repository that they run in.
  ///
  /// `GIT_CONFIG_*` stay: settings given for this run, often credentials.
  private static let inheritedVariables = [
    "GIT_DIR", "GIT_COMMON_DIR", "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE", "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH",
    "GIT_PREFIX", "GIT_NAMESPACE", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE", "GIT_REPLACE_REF_BASE",
    "GIT_INTERNAL_SUPER_PREFIX", "GIT_LITERAL_PATHSPECS",
  ]

  /// How much git says while it transports: no list of references, and progress where somebody
  /// watches. Errors, questions, and what the remote says are shown all the same.
  var verbosity: [String] {
    messages == .terminal && Terminal.isTerminal(.error) ? ["--quiet", "--progress"] : ["--quiet"]
  }

  /// How a user runs git on this repository, as hints name it.
  package var command: String {
    isBare ? "git --git-dir=\(gitDirectory.shellWord)" : "git"
  }

  /// The same program with another variable in its environment.
  package func with(_ variable: String, _ value: String) -> GitProgram {
    var copy = self
    copy.variables[variable] = value
    return copy
  }

  /// Runs git without a word to the user, and answers what it wrote.
  package func ask(_ arguments: [String], input: [UInt8] = []) throws(RepositoryError)
    -> ProcessResult
  {
    try run(arguments) { (program) throws(SystemError) in try program.capture(input: input) }
  }

  /// Runs git as the user would, and answers what it wrote to standard output.
  func runVisibly(_ arguments: [String]) throws(RepositoryError) -> ProcessResult {
    guard messages != .captured else { return try ask(arguments) }
    return try run(arguments) { (program) throws(SystemError) in try program.captureOutput() }
  }

  private func run(
    _ arguments: [String],
    _ body: (Subprocess) throws(SystemError) -> ProcessResult
  ) throws(RepositoryError) -> ProcessResult {
    let program = Subprocess(
      self.program, ["-C", workingDirectory, "--git-dir=\(try absoluteGitDirectory)"] + arguments,
      environment: EnvironmentVariables(variables))
    do {
      return try body(program)
    } catch {
      guard error.errno == .noEntry else {
        throw RepositoryError(.inputOutput, "git cannot be run: \(error)", cause: error)
      }
      throw RepositoryError(
        .unsupported, "there is no git program, which this command runs",
        hint: "Install git, or put it on the PATH", cause: error)
    }
  }

  /// A relative path would be taken from the working directory that git is told to go to.
  private var absoluteGitDirectory: String {
    get throws(RepositoryError) {
      guard gitDirectory.utf8.first != UInt8(ascii: "/") else { return gitDirectory }
      do {
        return try "\(CurrentProcess.workingDirectory())/\(gitDirectory)"
      } catch {
        throw RepositoryError(
          .inputOutput, "the current directory cannot be found: \(error)", cause: error)
      }
    }
  }
}
