internal import Platform
internal import PromptRepo

/// Programs to be measured: git, and this project's own.
enum Git {
  /// The variables every program runs with: no configuration of the user's or the machine's.
  static let environment = Environment(
    Environment.process.variables.merging([
      "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
      "GIT_AUTHOR_NAME": Fixture.author.name, "GIT_AUTHOR_EMAIL": Fixture.author.email,
      "GIT_COMMITTER_NAME": Fixture.author.name, "GIT_COMMITTER_EMAIL": Fixture.author.email,
    ]) { _, new in new })

  /// Makes git flush what it commits, as a durable store has to; by default it leaves out loose
  /// objects and references.
  static let durable = ["-c", "core.fsync=committed,loose-object,reference"]

  /// Runs git, which has to succeed.
  @discardableResult
  static func run(_ arguments: [String], input: [UInt8] = []) throws -> [UInt8] {
    try run(program: "git", arguments, input: input)
  }

  /// Runs a program, which has to succeed, and returns what it printed.
  @discardableResult
  static func run(
    program: String, _ arguments: [String], input: [UInt8] = []
  ) throws -> [UInt8] {
    let result = try Subprocess(program, arguments, environment: environment).capture(input: input)
    guard result.succeeded else {
      throw BenchError(
        "\(program) \(arguments.joined(separator: " ")): "
          + String(decoding: result.error, as: UTF8.self))
    }
    return result.output
  }
}
