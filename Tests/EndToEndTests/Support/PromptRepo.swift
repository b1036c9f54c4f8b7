import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// The real program in a folder of its own, with a fixed author and a home without settings.
struct PromptRepo: Sendable {
  let directory: TemporaryDirectory
  var environment: [String: String]

  /// The name of the folder the program runs in.
  private let folder: String

  /// The folder the program runs in.
  var path: String { "\(directory.path)/\(folder)" }

  /// The program in a folder of a directory that is there.
  init(directory: TemporaryDirectory, environment: [String: String], folder: String) {
    self.directory = directory
    self.environment = environment
    self.folder = folder
  }

  init(initialised: Bool = true) throws {
    directory = try TemporaryDirectory()
    folder = "work"
    environment = [
      "HOME": directory.path, "GIT_CONFIG_NOSYSTEM": "1", "NO_COLOR": "1",
      "PROMPTREPO_AUTHOR_NAME": "Test Author", "PROMPTREPO_AUTHOR_EMAIL": "author@example.com",
      "PROMPTREPO_DATE": "", "GIT_AUTHOR_NAME": "", "GIT_AUTHOR_EMAIL": "", "GIT_AUTHOR_DATE": "",
      "XDG_CONFIG_HOME": "", "LC_ALL": "C.UTF-8", "TZ": "UTC",
    ]
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    if initialised { try ok("init") }
  }

  /// The program.
  static let program = "\(BuiltPrograms.folder)/promptrepo"

  /// The program that is run here; another one where it has to have shared libraries.
  private(set) var program = PromptRepo.program

  /// Runs the program.
  @discardableResult
  func run(_ arguments: String..., stdin: String = "") throws -> RunResult {
    try run(arguments, stdin: stdin)
  }

  /// Runs the program.
  @discardableResult
  func run(_ arguments: [String], stdin: String = "") throws -> RunResult {
    try TestSupport.run(
      program, arguments, cwd: path, env: environment, stdin: Array(stdin.utf8))
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

  /// The same folder for another user, whose environment differs in these variables.
  func with(_ variables: [String: String]) -> PromptRepo {
    var other = self
    other.environment.merge(variables) { _, new in new }
    return other
  }

  /// Runs the program, requires that it refuses with one clear message and this exit code, and
  /// returns the message.
  @discardableResult
  func refusal(
    _ arguments: String..., status: Int32 = 1, stdin: String = "",
    at location: SourceLocation = #_sourceLocation
  ) throws -> String {
    let result = try run(arguments, stdin: stdin)
    expectRefusal(result, status: status, "\(arguments)", at: location)
    return result.stderr
  }

  /// Expects one clear message on standard error and this exit code.
  func expectRefusal(
    _ result: RunResult, status: Int32 = 1, _ what: String = "",
    at location: SourceLocation = #_sourceLocation
  ) {
    let shown = "\(what) gave \(result.status): \(result.stdout)\(result.stderr)"
    #expect(result.status == status, "\(shown)", sourceLocation: location)
    let errors = result.stderr.split(separator: "\n").filter { $0.hasPrefix("Error: ") }
    #expect(errors.count == 1, "\(shown)", sourceLocation: location)
    #expect(result.stderr.hasSuffix("\n"), "\(shown)", sourceLocation: location)
    #expect(!result.stderr.contains("Fatal"), "\(shown)", sourceLocation: location)
  }

  /// Writes the prompt's file and commits it.
  @discardableResult
  func commit(
    _ name: String, _ template: String, _ arguments: String...,
    at location: SourceLocation = #_sourceLocation
  ) throws -> String {
    try write("prompts/\(name).prompt", template)
    let result = try run(["commit", name] + arguments)
    try #require(result.status == 0, "\(result.stderr)", sourceLocation: location)
    return result.stdout
  }

  /// A new folder with the program's settings, without a repository in it.
  func elsewhere(_ name: String) throws -> String {
    let folder = "\(directory.path)/\(name)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }

  /// The program with functions of C in the place of those of its shared libraries.
  func preloading(_ source: String) throws -> PromptRepo {
    let folder = try elsewhere("shim")
    try Data(source.utf8).write(to: URL(fileURLWithPath: "\(folder)/shim.c"))
    let compiled = try TestSupport.run(
      "cc", ["-shared", "-fPIC", "-o", "\(folder)/shim.so", "\(folder)/shim.c", "-ldl"])
    try #require(compiled.status == 0, "\(compiled.stderr)")
    var other = with(["LD_PRELOAD": "\(folder)/shim.so"])
    other.program = "\(BuiltPrograms.besideTests)/promptrepo"
    return other
  }

  /// Runs a script of the shell with the program as `promptrepo`.
  func shell(_ script: String, _ arguments: String..., shell: String = "bash") throws -> RunResult {
    let folder = PromptRepo.program.split(separator: "/").dropLast().joined(separator: "/")
    let path = "/\(folder):" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
    return try TestSupport.run(
      shell, ["-c", script, shell] + arguments, cwd: self.path,
      env: environment.merging(["PATH": path]) { _, new in new })
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
    try write(name, bytes: Array(text.utf8))
  }

  /// Writes a file below the folder.
  func write(_ name: String, bytes: [UInt8]) throws {
    let url = URL(fileURLWithPath: "\(path)/\(name)")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  /// Reads a file below the folder.
  func read(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }

  /// Reads a file below the folder as bytes.
  func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")))
  }

  /// Removes a file below the folder.
  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: "\(path)/\(name)")
  }

  /// Whether there is such a file below the folder.
  func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(path)/\(name)")
  }
}

extension JSONObject {
  /// A member's text; empty when it is none.
  func text(_ key: String) -> String { self[key]?.string ?? "" }

  /// A member's number; -1 when it is none.
  func number(_ key: String) -> Int { self[key]?.number?.integer ?? -1 }
}
