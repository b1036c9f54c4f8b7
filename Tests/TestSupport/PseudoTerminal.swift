import Foundation
import Platform

/// A program that runs in a terminal of its own, as a person would start it.
///
/// What it writes is collected from the first byte on; what is typed reaches it through the
/// terminal, so that Control-C and Control-D do what they do there.
public final class PseudoTerminal: @unchecked Sendable {
  // Protected by `lock`: the reading thread appends, the test looks.
  private var collected: [UInt8] = []
  private var isClosed = false
  private let lock = NSCondition()
  private let descriptor: Int32
  private let process: pid_t

  /// A text did not appear in time, or the program did not end.
  public struct TimedOut: Error, CustomStringConvertible {
    /// What was waited for, and what there was.
    public let description: String
  }

  /// Starts a program in a terminal.
  ///
  /// - Parameters:
  ///   - environment: variables to add to this process's own, or to replace there.
  ///   - columns: the terminal's width.
  ///   - rows: the terminal's height.
  public init(
    _ program: String, _ arguments: [String] = [], cwd: String, environment: [String: String] = [:],
    columns: Int = 80, rows: Int = 24
  ) throws {
    // `posix_openpt` and its companions, which Swift does not see, as Linux does them.
    let (setLock, getNumber): (UInt, UInt) = (0x4004_5431, 0x8004_5430)
    var (locked, number): (Int32, UInt32) = (0, 0)
    descriptor = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard descriptor >= 0, ioctl(descriptor, setLock, &locked) == 0,
      ioctl(descriptor, getNumber, &number) == 0
    else { throw TimedOut(description: "no terminal could be opened: \(errno)") }
    let name = "/dev/pts/\(number)"
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(descriptor, UInt(TIOCSWINSZ), &size)

    // A session of its own, whose terminal is the first one that it opens.
    let variables = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    let shell = ["setsid", "--ctty", "--wait", "--", "sh", "-c", "cd \"$0\" && exec \"$@\"", cwd]
    let words = shell + [program] + arguments
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR | O_NOCTTY, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    // A thread of the tests may hold signals back, which a child would go on to do.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))
    var pointers = words.map { strdup($0) } + [nil]
    var settings = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (pointers + settings).forEach { free($0) } }
    var child: pid_t = 0
    let failure = posix_spawnp(&child, "setsid", &actions, &attributes, &pointers, &settings)
    guard failure == 0 else {
      close(descriptor)
      throw TimedOut(description: "setsid could not be started: \(failure)")
    }
    process = child
    let thread = Thread { [self] in collect() }
    thread.start()
  }

  private func collect() {
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      lock.lock()
      // The last process with the terminal has gone: EIO.
      if count <= 0 { isClosed = true } else { collected += chunk[..<count] }
      lock.broadcast()
      lock.unlock()
      if count <= 0 { return }
    }
  }

  /// All that was written so far, with the terminal's line ends (CR LF).
  public var output: String {
    lock.lock()
    defer { lock.unlock() }
    return String(decoding: collected, as: UTF8.self)
  }

  /// Types text, as it is: Enter is `\r`, Control-C is `\u{3}`.
  public func type(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno != EINTR { return }
      rest = rest.dropFirst(max(0, count))
    }
  }

  /// Changes the terminal's size, of which the program is told by a signal.
  public func resize(columns: Int, rows: Int = 24) {
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(descriptor, UInt(TIOCSWINSZ), &size)
  }

  /// Waits until a text was written.
  ///
  /// - Returns: All that was written so far.
  @discardableResult
  public func waitFor(_ text: String, seconds: Double = 60) throws -> String {
    let end = Date(timeIntervalSinceNow: seconds)
    lock.lock()
    defer { lock.unlock() }
    while true {
      let shown = String(decoding: collected, as: UTF8.self)
      if shown.contains(text) { return shown }
      guard !isClosed, lock.wait(until: end) else {
        throw TimedOut(description: "'\(text)' did not appear; there is: \(shown.debugDescription)")
      }
    }
  }

  /// Waits for the program's end.
  ///
  /// - Returns: Its exit status, 128 + the number for a signal, and all that it wrote.
  public func finish(seconds: Double = 120) throws -> (status: Int32, output: String) {
    let end = Date(timeIntervalSinceNow: seconds)
    lock.lock()
    while !isClosed {
      guard lock.wait(until: end) else {
        let shown = String(decoding: collected, as: UTF8.self)
        lock.unlock()
        kill(process, SIGKILL)
        throw TimedOut(description: "it does not end; there is: \(shown.debugDescription)")
      }
    }
    let shown = String(decoding: collected, as: UTF8.self)
    lock.unlock()
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    close(descriptor)
    let signal = status & 0x7F
    return (signal == 0 ? (status >> 8) & 0xFF : 128 + signal, shown)
  }
}
