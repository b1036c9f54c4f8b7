import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// A process that answers as Langfuse does, and a repository that prompts are imported into.
final class LangfuseStandIn {
  let repo: PromptRepo
  let port: Int
  private let path: String
  private let process = Process()
  /// Ends the process with this one, whatever ends that.
  private let input = Pipe()

  static let secret = "sk-lf-secret"

  /// Begins to answer with a project.
  ///
  /// - Parameter delay: How many seconds each answer takes.
  init(_ state: String, delay: Double = 0) throws {
    let repo = try PromptRepo()
    path = try repo.elsewhere("langfuse") + "/state.json"
    try Data(state.utf8).write(to: URL(fileURLWithPath: path))
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "python3", "\(RealPrompts.projectRoot)/Fixtures/judges/langfuse_standin.py", path, "\(delay)",
    ]
    process.standardInput = input
    process.standardOutput = output
    // Whoever reads the errors of the tests would wait for its end.
    process.standardError = FileHandle.nullDevice
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    port = try #require(Int(line.split(separator: "\n").first ?? ""))
    self.repo = repo.with([
      "LANGFUSE_PUBLIC_KEY": "pk-lf-1", "LANGFUSE_SECRET_KEY": Self.secret,
      "LANGFUSE_BASE_URL": "http://127.0.0.1:\(port)/", "LANGFUSE_HOST": "",
    ])
  }

  deinit { process.terminate() }

  /// Answers with another project from now on.
  func answer(_ state: String) throws {
    try Data(state.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
  }

  /// The targets that were asked for.
  func requests() throws -> [String] {
    guard FileManager.default.fileExists(atPath: path + ".log") else { return [] }
    return try String(contentsOfFile: path + ".log", encoding: .utf8).split(separator: "\n")
      .map(String.init)
  }

  /// Imports, and expects an exit code and that no key is shown.
  @discardableResult
  func importPrompts(
    _ arguments: String..., status: Int32 = 0, at location: SourceLocation = #_sourceLocation
  ) throws -> RunResult {
    let result = try repo.run(["import", "--from", "langfuse"] + arguments)
    #expect(
      result.status == status, "\(result.stdout)\(result.stderr)", sourceLocation: location)
    #expect(
      !(result.stdout + result.stderr).contains(Self.secret), sourceLocation: location)
    return result
  }

  /// Expects that the ledger has what a judge of its own works out from the project.
  ///
  /// - Parameter versions: How many versions that are.
  func expectImported(
    _ versions: Int, at location: SourceLocation = #_sourceLocation
  ) throws {
    let judge = try TestSupport.run(
      "python3",
      [
        "\(RealPrompts.projectRoot)/Fixtures/judges/langfuse_judge.py", path,
        "\(repo.path)/.promptrepo", "127.0.0.1:\(port)",
      ], env: repo.environment)
    #expect(judge.status == 0, "\(judge.stderr)", sourceLocation: location)
    #expect(judge.stdout == "\(versions)\n", sourceLocation: location)
    try repo.expectCleanFsck(at: location)
  }

  /// All references of the ledger with what they point at.
  func references() throws -> String {
    try repo.git("for-each-ref", "--format=%(refname) %(objectname)").stdout
  }
}
