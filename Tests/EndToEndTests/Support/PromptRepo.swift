import CanonicalJSON
import TestSupport
import Testing

/// The real program in a folder of its own, with a fixed author and a home without settings.
struct PromptRepo: Sendable {
  let directory: TemporaryDirectory
  var environment: [String: String]

  /// The folder the program runs in.
  var path: String { "\(directory.path)/work" }

  init(initialised: Bool = true) throws {
    directory = try TemporaryDirectory()
    environment = [
      "HOME": directory.path, "GIT_CONFIG_NOSYSTEM": "1", "NO_COLOR": "1",
      "PROMPTREPO_AUTHOR_NAME": "Test Author", "PROMPTREPO_AUTHOR_EMAIL": "author@example.com",
    ]
    _ = try TestSupport.run("mkdir", [path])
    if initialised { try ok("init") }
  }

  /// The program that this build made, beside the test bundle.
  static let program: String = {
    let bundle = CommandLine.arguments[0].split(separator: "/", omittingEmptySubsequences: false)
    let folders = bundle.prefix { !$0.hasSuffix(".xctest") }
    return folders.joined(separator: "/") + "/promptrepo"
  }()

  /// Runs the program.
  @discardableResult
  func run(_ arguments: String..., stdin: String = "") throws -> RunResult {
    try run(arguments, stdin: stdin)
  }

  /// Runs the program.
  @discardableResult
  func run(_ arguments: [String], stdin: String = "") throws -> RunResult {
    try TestSupport.run(
      PromptRepo.program, arguments, cwd: path, env: environment, stdin: Array(stdin.utf8))
  }

  /// Runs the program, requires success, and returns what it printed.
  @discardableResult
  func ok(
    _ arguments: String..., stdin: String = "", at location: SourceLocation = #_sourceLocation
  ) throws -> String {
    let result = try run(arguments, stdin: stdin)
    try #require(
      result.status == 0, "\(arguments): \(result.stderr)\(result.stdout)", sourceLocation: location
    )
    return result.stdout
  }

  /// Runs the program with `--json` and reads one object from each line.
  func json(
    _ arguments: String..., at location: SourceLocation = #_sourceLocation
  ) throws -> [JSONObject] {
    let result = try run(arguments + ["--json"])
    try #require(
      result.status == 0, "\(arguments): \(result.stderr)", sourceLocation: location)
    return try result.outputBytes.split(separator: 10).map { line in
      try #require(try JSONValue(parsing: Array(line)).object)
    }
  }

  /// Runs git on the store.
  func git(_ arguments: String...) throws -> RunResult {
    try TestSupport.run(
      "git", ["--git-dir=\(path)/.promptrepo"] + arguments, cwd: path, env: environment)
  }

  /// Requires that git finds nothing wrong with the store.
  func expectCleanFsck(at location: SourceLocation = #_sourceLocation) throws {
    let result = try git("fsck", "--strict", "--full", "--no-dangling")
    #expect(
      result.status == 0 && result.stdout.isEmpty, "\(result.stdout)\(result.stderr)",
      sourceLocation: location)
    let complaints = result.stderr.split(separator: "\n").filter { !$0.hasPrefix("notice: ") }
    #expect(complaints.isEmpty, "\(complaints)", sourceLocation: location)
  }

  /// Writes a file below the folder.
  func write(_ name: String, _ text: String) throws {
    let target = "\(path)/\(name)"
    let script = #"mkdir -p "$(dirname "$1")" && cat > "$1""#
    let result = try TestSupport.run(
      "sh", ["-c", script, "sh", target], stdin: Array(text.utf8))
    try #require(result.status == 0, "\(result.stderr)")
  }

  /// Reads a file below the folder.
  func read(_ name: String) throws -> String {
    try TestSupport.run("cat", ["\(path)/\(name)"]).stdout
  }
}
