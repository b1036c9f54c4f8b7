internal import CPlatform

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A program that shows what is written to it one screen at a time, such as `less`.
///
/// While it runs, the terminal is its own: a signal that ends this process is held back until the
/// pager has ended, so that no shell comes between.
public struct Pager: Sendable {
  /// The pager's command line, as messages name it.
  public let name: String
  private let subprocess: Subprocess

  /// Describes a pager.
  ///
  /// - Parameter commandLine: A program, or a command line for the shell, as git runs `PAGER`.
  public init(_ commandLine: String, environment: EnvironmentVariables) {
    name = commandLine
    // A plain name needs no shell, and is then known to be missing.
    let needsShell = commandLine.utf8.contains { "|&;<>()$`\\\"' \t\n*?[#~=%".utf8.contains($0) }
    subprocess =
      needsShell
      ? .shell(commandLine, environment: environment)
      : Subprocess(commandLine, environment: environment)
  }

  /// Starts it on this process's own standard output and error.
  func start() throws(SystemError) -> RunningPager {
    let pipe = try Pipe()
    let child = try subprocess.spawn(streams: [
      pipe.reader.raw, StandardStream.output.rawValue, StandardStream.error.rawValue,
    ])
    return RunningPager(name: name, process: child, input: pipe.takeWriter())
  }
}

/// A pager at work.
final class RunningPager {
  let name: String
  private let process: pid_t
  private var input: Descriptor?
  private var status: ProcessResult.Status?
  /// All that was written, while it may be that the pager has read nothing.
  private var unread: [UInt8]? = []

  /// A pipe holds as much that nobody has read.
  private static let pipeCapacity = 65_536

  init(name: String, process: pid_t, input: consuming Descriptor) {
    self.name = name
    self.process = process
    promptrepo_hold_signals(process, input.raw)
    self.input = consume input
  }

  /// The descriptor of its standard input; -1 after ``finish()``.
  var descriptor: Int32 {
    switch input {
    case .some(let input): input.raw
    case .none: -1
    }
  }

  /// Notes what was written.
  func note(_ bytes: ArraySlice<UInt8>) {
    unread?.append(contentsOf: bytes)
    if let count = unread?.count, count > 2 * RunningPager.pipeCapacity { unread = nil }
  }

  /// How a pager ended.
  enum End {
    /// It did its work, or its user has seen enough.
    case done
    /// It failed, as the text says: with what is to be shown without it, if that is still known.
    case failed(String, unread: [UInt8]?)
  }

  /// Closes its input and waits until the user has seen enough.
  func finish() -> End {
    input = nil
    var waited: Int32 = 0
    while status == nil {
      if waitpid(process, &waited, 0) == process {
        status = ProcessResult.Status(waited: waited)
      } else if Errno.current != .interrupted {
        status = .exited(0)
      }
    }
    promptrepo_release_signals()
    switch status {
    case nil, .exited(0): return .done
    case .exited: return .failed("failed", unread: unread)
    // What a keyboard or the end of a terminal sends comes from a user who has seen enough.
    case .signaled(SIGINT), .signaled(SIGQUIT), .signaled(SIGHUP), .signaled(SIGPIPE): return .done
    case .signaled(let signal): return .failed("was ended by signal \(signal)", unread: unread)
    }
  }
}
