import Foundation
import TestSupport

/// A program that runs while the test does something else.
struct Running {
  fileprivate let process: Process
  fileprivate let outputPath: String
  fileprivate let errorPath: String

  /// Ends it at once, as `kill -9` does.
  func kill() {
    _ = Foundation.kill(process.processIdentifier, SIGKILL)
  }

  /// Whether it has not ended yet.
  var isRunning: Bool { process.isRunning }

  /// What it has printed so far.
  func output() throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: outputPath)), as: UTF8.self)
  }

  /// Waits for its end. A signal counts as the status 128 + its number, as in a shell.
  func wait() throws -> RunResult {
    process.waitUntilExit()
    let status =
      process.terminationReason == .exit
      ? process.terminationStatus : 128 + process.terminationStatus
    return RunResult(
      status: status, outputBytes: Array(try Data(contentsOf: URL(fileURLWithPath: outputPath))),
      errorBytes: Array(try Data(contentsOf: URL(fileURLWithPath: errorPath))))
  }
}

extension PromptRepo {
  /// Starts the program; its standard input is what a file holds.
  func start(_ arguments: String..., stdin: String = "") throws -> Running {
    let folder = try elsewhere("runs")
    let name = UUID().uuidString
    let manager = FileManager.default
    func file(_ ending: String, _ text: String = "") -> String {
      let path = "\(folder)/\(name).\(ending)"
      _ = manager.createFile(atPath: path, contents: Data(text.utf8))
      return path
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: path)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    let (input, output, error) = (file("in", stdin), file("out"), file("err"))
    process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: input))
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: error))
    try process.run()
    return Running(process: process, outputPath: output, errorPath: error)
  }
}

extension PromptRepo {
  /// Starts the program in a terminal of its own, with colours and a pager as a person has them
  /// unless the variables say otherwise.
  func terminal(
    _ arguments: String..., variables: [String: String] = [:], columns: Int = 80, rows: Int = 24
  ) throws -> PseudoTerminal {
    try PseudoTerminal(
      program, arguments, cwd: path,
      environment: environment.merging(["TERM": "xterm"]) { _, new in new }
        .merging(variables) { _, new in new }, columns: columns, rows: rows)
  }
}
