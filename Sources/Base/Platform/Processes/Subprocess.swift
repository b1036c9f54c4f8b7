internal import CPlatform

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A program to run, its arguments and its surroundings.
public struct Subprocess: Sendable {
  /// The program: a path, or a name to look up in this process's `PATH`.
  public var program: String
  /// Its arguments, without the program's own name.
  public var arguments: [String]
  /// Its environment variables.
  public var environment: EnvironmentVariables
  /// The directory it starts in; nil for the current one.
  public var workingDirectory: String?

  /// Describes a program to run.
  public init(
    _ program: String, _ arguments: [String] = [], environment: EnvironmentVariables = .process,
    workingDirectory: String? = nil
  ) {
    self.program = program
    self.arguments = arguments
    self.environment = environment
    self.workingDirectory = workingDirectory
  }

  /// A command line of the shell with arguments appended, as git runs `$EDITOR`.
  public static func shell(
    _ commandLine: String, _ arguments: [String] = [], environment: EnvironmentVariables = .process,
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
    var exchange = PipeTransfer(
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
      PipeTransfer(
        name: program, input: input, writer: standardInput.takeWriter(),
        output: standardOutput.takeReader(), error: standardError.takeReader()),
      from: child)
  }

  /// Exchanges what there is to exchange with a child, and waits for its end.
  private func collect(
    _ exchange: consuming PipeTransfer, from child: Int32
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

extension String {
  /// The text as one word of a command line of the shell, between single quotes.
  package var shellWord: String {
    var word = "'"
    for scalar in unicodeScalars {
      if scalar == "'" {
        word += #"'\''"#
      } else {
        word.unicodeScalars.append(scalar)
      }
    }
    return word + "'"
  }
}

/// How a program ended, and what it wrote if that was captured.
public struct ProcessResult: Sendable, Hashable {
  /// How a program ended.
  public enum Status: Sendable, Hashable {
    /// It exited with this status; 127 if a shell found no such program.
    case exited(Int32)
    /// A signal ended it.
    case signaled(Int32)
  }

  /// How it ended.
  public let status: Status
  /// What it wrote to standard output; empty if not captured.
  public let output: [UInt8]
  /// What it wrote to standard error; empty if not captured.
  public let error: [UInt8]

  /// Whether it exited with status 0.
  public var succeeded: Bool { status == .exited(0) }
}

extension Subprocess {
  /// Starts the program; `streams` become its descriptors 0, 1, 2, which are inherited if absent.
  func spawn(streams: [Int32]) throws(SystemError) -> pid_t {
    let texts = [program, workingDirectory ?? ""] + arguments + environment.entries
    for text in texts where text.utf8.contains(0) {
      throw SystemError(call: .spawn, path: program, errno: .invalidArgument)
    }
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }

    for (target, source) in streams.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, source, Int32(target))
    }
    // What is ignored would be inherited; programs expect the default.
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for signal in [SIGPIPE, SIGXFSZ] { sigaddset(&defaults, signal) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    // Threads of a pool block signals; a program that inherited that could not be interrupted.
    var blocked = sigset_t()
    sigemptyset(&blocked)
    posix_spawnattr_setsigmask(&attributes, &blocked)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))

    if let workingDirectory {
      // A directory that is missing is told apart from a program that is.
      guard try FileSystem().isDirectory(workingDirectory) else {
        throw SystemError(call: .spawn, path: workingDirectory, errno: .noEntry)
      }
      let failed = workingDirectory.withCString {
        promptrepo_spawn_in(&actions, $0)
      }
      guard failed == 0 else {
        throw SystemError(
          call: .spawn, path: workingDirectory, errno: Errno(rawValue: failed))
      }
    }
    let words = [program] + arguments
    return try withCStrings(words) { (argv) throws(SystemError) in
      try withCStrings(environment.entries) { (envp) throws(SystemError) in
        var child: pid_t = 0
        let failed = posix_spawnp(&child, words[0], &actions, &attributes, argv, envp)
        if failed != 0 {
          throw SystemError(
            call: .spawn, path: program, errno: Errno(rawValue: failed))
        }
        return child
      }
    }
  }

  /// Waits for the end of a child (`waitpid`).
  func wait(for child: pid_t) throws(SystemError) -> ProcessResult.Status {
    var status: Int32 = 0
    _ = try retrying(.wait, program) { Int(waitpid(child, &status, 0)) }
    return ProcessResult.Status(waited: status)
  }
}

extension ProcessResult.Status {
  /// Reads what `waitpid` says of a child that ended.
  init(waited status: Int32) {
    let signal = status & 0x7f
    self = signal == 0 ? .exited((status >> 8) & 0xff) : .signaled(signal)
  }
}

/// Lends a null-terminated array of C strings.
private func withCStrings<Result>(
  _ strings: [String],
  _ body: ([UnsafeMutablePointer<CChar>?]) throws(SystemError) -> Result
) throws(SystemError) -> Result {
  var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
  defer { for pointer in pointers { free(pointer) } }
  pointers.append(nil)
  return try body(pointers)
}

/// The two ends of a pipe, neither inherited by children unless handed to them.
struct Pipe: ~Copyable {
  let reader: Descriptor
  let writer: Descriptor

  init() throws(SystemError) {
    var ends: [Int32] = [-1, -1]
    if promptrepo_pipe(&ends) == -1 {
      throw SystemError(call: .pipe, path: "pipe", errno: .current)
    }
    reader = Descriptor(ends[0])
    writer = Descriptor(ends[1])
  }

  /// Keeps the reading end and closes the other.
  consuming func takeReader() -> Descriptor { reader }
  /// Keeps the writing end and closes the other.
  consuming func takeWriter() -> Descriptor { writer }
}

/// Feeds a child's standard input and collects its output, side by side so that neither waits for
/// the other for ever; streams that the child has from elsewhere are absent.
struct PipeTransfer: ~Copyable {
  let name: String
  let input: [UInt8]
  var writer: Descriptor?
  var output: Descriptor?
  var error: Descriptor?
  var outputBytes: [UInt8] = []
  var errorBytes: [UInt8] = []
  /// With more output than this, no more is read.
  var outputLimit = Int.max
  private var written = 0

  init(
    name: String, input: [UInt8], writer: consuming Descriptor?, output: consuming Descriptor?,
    error: consuming Descriptor?
  ) {
    self.name = name
    self.input = input
    self.writer = consume writer
    self.output = consume output
    self.error = consume error
  }

  mutating func close() {
    writer = nil
    output = nil
    error = nil
  }

  mutating func run() throws(SystemError) {
    if input.isEmpty { writer = nil }
    let writeEnd = raw(writer)
    if writeEnd >= 0 { _ = fcntl(writeEnd, F_SETFL, fcntl(writeEnd, F_GETFL) | O_NONBLOCK) }
    while raw(writer) >= 0 || raw(output) >= 0 || raw(error) >= 0 {
      // A negative descriptor is skipped by poll.
      var polled = [
        pollfd(fd: raw(writer), events: Int16(POLLOUT), revents: 0),
        pollfd(fd: raw(output), events: Int16(POLLIN), revents: 0),
        pollfd(fd: raw(error), events: Int16(POLLIN), revents: 0),
      ]
      _ = try retrying(.poll, name) { Int(poll(&polled, nfds_t(polled.count), -1)) }
      if polled[0].revents != 0, try !feed() { writer = nil }
      if polled[1].revents != 0,
        try !Self.drain(raw(output), name, &outputBytes) || outputBytes.count > outputLimit
      {
        output = nil
      }
      if polled[2].revents != 0, try !Self.drain(raw(error), name, &errorBytes) {
        error = nil
      }
    }
  }

  /// Answers whether there is more to write.
  private mutating func feed() throws(SystemError) -> Bool {
    let descriptor = raw(writer)
    do {
      written += try retrying(.write, name) {
        input.withUnsafeBytes { buffer in
          writeRaw(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
        }
      }
    } catch  where error.errno == .brokenPipe {
      return false  // The program has read all it wants.
    } catch  where error.errno == .wouldBlock {
      return true
    }
    return written < input.count
  }

  /// Answers whether there may be more to read.
  private static func drain(
    _ descriptor: Int32, _ name: String, _ bytes: inout [UInt8]
  ) throws(SystemError) -> Bool {
    var chunk = [UInt8](repeating: 0, count: 16_384)
    let count = try retrying(.read, name) {
      chunk.withUnsafeMutableBytes { readRaw(descriptor, $0.baseAddress, $0.count) }
    }
    bytes.append(contentsOf: chunk[..<count])
    return count > 0
  }
}

private func raw(_ descriptor: borrowing Descriptor?) -> Int32 {
  switch descriptor {
  case .some(let open): open.raw
  case .none: -1
  }
}
