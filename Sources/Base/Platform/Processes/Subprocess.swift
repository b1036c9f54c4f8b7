/// A program to run, its arguments and its surroundings.
public struct Subprocess: Sendable {
  /// The program: a path, or a name to look up in this process's `PATH`.
  public var program: String
  /// Its arguments, without the program's own name.
  public var arguments: [String]
  /// Its environment variables.
  public var environment: Environment
  /// The directory it starts in; nil for the current one.
  public var workingDirectory: String?

  /// Describes a program to run.
  public init(
    _ program: String, _ arguments: [String] = [], environment: Environment = .process,
    workingDirectory: String? = nil
  ) {
    self.program = program
    self.arguments = arguments
    self.environment = environment
    self.workingDirectory = workingDirectory
  }

  /// A command line of the shell with arguments appended, as git runs `$EDITOR`.
  public static func shell(
    _ commandLine: String, _ arguments: [String] = [], environment: Environment = .process,
    workingDirectory: String? = nil
  ) -> Subprocess {
    let script = arguments.isEmpty ? commandLine : "\(commandLine) \"$@\""
    return Subprocess(
      "/bin/sh", ["-c", script, commandLine] + arguments, environment: environment,
      workingDirectory: workingDirectory)
  }

  /// Runs it on this process's own standard streams, as an editor needs, and waits for its end.
  ///
  /// Throws with the call `.spawn` if it cannot be started (`.noEntry`: no such program).
  public func run() throws(SystemError) -> ProcessResult {
    let child = try spawn(streams: [])
    return ProcessResult(status: try wait(for: child), output: [], error: [])
  }

  /// Runs it on this process's own standard input and error, captures what it writes to standard
  /// output, and waits for its end.
  ///
  /// For programs that show progress and ask for passwords while they answer.
  ///
  /// - Parameter limit: How many bytes are read at most; a program that writes more finds its output
  ///   closed, and the result has more than that.
  public func captureOutput(limit: Int = .max) throws(SystemError) -> ProcessResult {
    let standardOutput = try Pipe()
    let child = try spawn(streams: [0, standardOutput.writer.raw, 2])
    var exchange = Exchange(
      name: program, input: [], writer: nil, output: standardOutput.takeReader(), error: nil)
    exchange.outputLimit = limit
    return try collect(exchange, from: child)
  }

  /// Runs it with given standard input, captures what it writes, and waits for its end.
  ///
  /// Ignores `SIGPIPE` for this process if there is input, since the program may not read it all.
  public func capture(input: [UInt8] = []) throws(SystemError) -> ProcessResult {
    if !input.isEmpty { Signals.ignoreFailedWrites() }
    let standardInput = try Pipe()
    let standardOutput = try Pipe()
    let standardError = try Pipe()
    let child = try spawn(streams: [
      standardInput.reader.raw, standardOutput.writer.raw, standardError.writer.raw,
    ])
    return try collect(
      Exchange(
        name: program, input: input, writer: standardInput.takeWriter(),
        output: standardOutput.takeReader(), error: standardError.takeReader()),
      from: child)
  }

  /// Exchanges what there is to exchange with a child, and waits for its end.
  private func collect(
    _ exchange: consuming Exchange, from child: Int32
  ) throws(SystemError) -> ProcessResult {
    var exchange = exchange
    do throws(SystemError) {
      try exchange.run()
    } catch {
      exchange.close()
      _ = try wait(for: child)
      throw error
    }
    return ProcessResult(
      status: try wait(for: child), output: exchange.outputBytes, error: exchange.errorBytes)
  }
}
