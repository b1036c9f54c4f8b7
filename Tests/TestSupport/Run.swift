import Platform

/// What a program answered: a signal counts as the status 128 + its number, as in a shell.
public struct RunResult: Sendable {
  /// The exit status.
  public let status: Int32
  /// Standard output as bytes.
  public let outputBytes: [UInt8]
  /// Standard error as bytes.
  public let errorBytes: [UInt8]

  /// What a program answered.
  public init(status: Int32, outputBytes: [UInt8], errorBytes: [UInt8]) {
    self.status = status
    self.outputBytes = outputBytes
    self.errorBytes = errorBytes
  }

  /// Standard output as text.
  public var stdout: String { String(decoding: outputBytes, as: UTF8.self) }
  /// Standard error as text.
  public var stderr: String { String(decoding: errorBytes, as: UTF8.self) }
}

/// Runs a program to its end, with nothing on standard input unless given.
///
/// - Parameter env: variables to add to this process's own, or to replace there.
public func run(
  _ program: String, _ arguments: [String] = [], cwd: String? = nil, env: [String: String] = [:],
  stdin: [UInt8] = []
) throws -> RunResult {
  let variables = EnvironmentVariables.process.variables.merging(env) { _, new in new }
  let result = try Subprocess(
    program, arguments, environment: EnvironmentVariables(variables), workingDirectory: cwd
  ).capture(input: stdin)
  let status =
    switch result.status {
    case .exited(let status): status
    case .signaled(let signal): 128 + signal
    }
  return RunResult(status: status, outputBytes: result.output, errorBytes: result.error)
}

/// Whether there is a program of this name.
public func isInstalled(_ program: String) throws -> Bool {
  try run("/bin/sh", ["-c", "command -v \(program)"]).status == 0
}
