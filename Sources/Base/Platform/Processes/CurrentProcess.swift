internal import CPlatform

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Facts about the running process and the system it runs on.
public enum CurrentProcess {
  /// The process's number.
  public static var id: Int32 { getpid() }

  /// The number of the user that the process acts for (`geteuid`).
  public static var userID: UInt32 { geteuid() }

  /// The name of the machine (`gethostname`); nil where it has none.
  public static var hostName: String? {
    var bytes = [CChar](repeating: 0, count: 1_024)
    guard gethostname(&bytes, bytes.count - 1) == 0 else { return nil }
    return String(
      decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Whether there is a process of that number on this machine, whosever it is.
  public static func isThere(_ number: Int32) -> Bool {
    number > 0 && (kill(number, 0) == 0 || Errno.current != .noProcess)
  }

  /// The first digits of the commit that the program was built from; empty where that is not known.
  public static var revision: String { String(cString: promptrepo_revision()) }

  /// The version of the C library that the process runs; `nil` where it does not tell.
  public static var cLibraryVersion: String? {
    promptrepo_c_library_version().map { String(cString: $0) }
  }

  /// How many processors there are to run on.
  public static var processorCount: Int {
    max(1, Int(clamping: sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  }

  /// The absolute path of the current directory (`getcwd`).
  public static func workingDirectory() throws(SystemError) -> String {
    guard let path = getcwd(nil, 0) else {
      throw SystemError(call: .getcwd, path: ".", errno: .current)
    }
    defer { free(path) }
    return String(cString: path)
  }

  /// A text that differs from boot to boot, or nil where the system has none.
  ///
  /// Tells whether the page cache may have been lost since something was written.
  public static func bootIdentifier() -> String? {
    #if canImport(Darwin)
      var size = 0
      guard sysctlbyname("kern.bootsessionuuid", nil, &size, nil, 0) == 0, size > 0 else {
        return nil
      }
      var bytes = [UInt8](repeating: 0, count: size)
      guard sysctlbyname("kern.bootsessionuuid", &bytes, &size, nil, 0) == 0 else { return nil }
      return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    #else
      // A container without /proc has no identifier; that is an answer, not a failure.
      let bytes: [UInt8]
      do {
        bytes = try FileSystem().readFile("/proc/sys/kernel/random/boot_id", maxBytes: 256)
      } catch {
        return nil
      }
      return String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self)
    #endif
  }

  /// Opens `/dev/null` for each of the three standard streams that is closed.
  ///
  /// Otherwise the next file that is opened would be taken for it, and be written to.
  public static func openStandardStreams() {
    for stream in Int32(0)...2 where fcntl(stream, F_GETFD) == -1 {
      // The lowest free descriptor is this one.
      guard open("/dev/null", O_RDWR) == stream else { return }
    }
  }

  /// Ends the process with an exit code, without running what is left of the program.
  public static func exit(_ code: Int32) -> Never {
    #if canImport(Darwin)
      Darwin.exit(code)
    #elseif canImport(Musl)
      Musl.exit(code)
    #else
      Glibc.exit(code)
    #endif
  }
}

extension CurrentProcess {
  /// The arguments that the process was started with, without its own name.
  ///
  /// Swift itself looks for them in `/proc`, which may be missing, and which takes a free
  /// descriptor.
  public static var arguments: [String] {
    var count: Int32 = 0
    guard let values = promptrepo_arguments(&count) else {
      return Array(CommandLine.arguments.dropFirst())
    }
    return (0..<Int(count)).dropFirst().compactMap { values[$0].map { String(cString: $0) } }
  }

  /// The number, from 1, of the first argument that is not UTF-8, and so is not what
  /// ``arguments`` has for it; `nil` if all are.
  public static var firstNonUTF8Argument: Int? {
    var count: Int32 = 0
    guard let values = promptrepo_arguments(&count) else { return nil }
    return (0..<Int(count)).dropFirst().first { place in
      values[place].map { String(validatingCString: $0) == nil } ?? false
    }
  }

  /// The path of the program that this process runs, without symbolic links.
  public static func executablePath() throws(SystemError) -> String {
    #if canImport(Darwin)
      var size: UInt32 = 0
      _ = _NSGetExecutablePath(nil, &size)
      var bytes = [CChar](repeating: 0, count: Int(size) + 1)
      guard _NSGetExecutablePath(&bytes, &size) == 0 else {
        throw SystemError(call: .realpath, path: "the program", errno: .noEntry)
      }
      let path = bytes.withUnsafeBufferPointer { buffer in
        String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      }
      return try FileSystem().realPath(path)
    #else
      do {
        return try FileSystem().realPath("/proc/self/exe")
      } catch {
        guard let path = promptrepo_program() else { throw error }
        return try FileSystem().realPath(String(cString: path))
      }
    #endif
  }

  /// Replaces this process's program by another one (`execv`), which keeps its environment, its
  /// open streams and its process number.
  ///
  /// - Parameters:
  ///   - path: The program.
  ///   - arguments: Its arguments, without its own name.
  public static func become(_ path: String, _ arguments: [String]) throws(SystemError) -> Never {
    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
    words.append(nil)
    _ = execv(path, words)
    let error = SystemError(call: .spawn, path: path, errno: .current)
    for word in words { free(word) }
    throw error
  }
}

/// Environment variables: those of this process, or given ones.
public struct EnvironmentVariables: Sendable {
  private let given: [String: String]?

  /// Given variables, and no others.
  public init(_ variables: [String: String]) { given = variables }

  private init() { given = nil }

  /// The variables of this process, looked up when asked for.
  public static let process = EnvironmentVariables()

  /// The value of a variable, or nil if it is not set.
  public subscript(name: String) -> String? {
    if let given { return given[name] }
    return getenv(name).map { String(cString: $0) }
  }

  /// All variables. Bytes that are no UTF-8 show as U+FFFD.
  public var variables: [String: String] {
    if let given { return given }
    var found: [String: String] = [:]
    for entry in Self.processEntries() {
      let bytes = entry.utf8
      guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")) else { continue }
      found[String(entry[..<equals])] = String(entry[bytes.index(after: equals)...])
    }
    return found
  }

  /// `NAME=value` for each variable, as a child process is given them.
  var entries: [String] {
    guard let given else { return Self.processEntries() }
    return given.map { "\($0.key)=\($0.value)" }
  }

  private static func processEntries() -> [String] {
    var entries: [String] = []
    #if canImport(Darwin)
      var next: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = _NSGetEnviron().pointee
    #else
      var next: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = environ
    #endif
    while let entry = next?.pointee {
      entries.append(String(cString: entry))
      next = next.map { $0 + 1 }
    }
    return entries
  }
}

/// What signals do to this process.
public enum Signals {
  /// Makes a write fail instead of ending the process: with `.brokenPipe` to a pipe without a reader,
  /// and with `EFBIG` to a file that would become longer than the process may make it.
  ///
  /// Processes started by ``Subprocess`` get the default back.
  public static func ignoreFailedWrites() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }

  /// A signal that a server waits for.
  public enum Signal: Sendable {
    /// `SIGTERM` or `SIGINT`: end.
    case terminate
    /// `SIGHUP`: read settings again.
    case reload
  }

  /// Keeps the signals of ``wait(atMost:)`` from ending the process, in this thread and in those
  /// that it starts from now on.
  public static func hold() {
    var set = signals
    _ = pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// Waits for a signal that ``hold()`` keeps back.
  ///
  /// - Returns: `nil` when none came within the time, or another one interrupted the wait.
  public static func wait(atMost milliseconds: Int) -> Signal? {
    var set = signals
    #if canImport(Darwin)
      // There is no wait with an end, so pending ones are looked for.
      var pending = sigset_t()
      pause(atMost: milliseconds)
      guard sigpending(&pending) == 0, pending & set != 0 else { return nil }
      var number: Int32 = 0
      guard sigwait(&set, &number) == 0 else { return nil }
    #else
      var time = timespec(
        tv_sec: milliseconds / 1_000, tv_nsec: milliseconds % 1_000 * 1_000_000)
      let number = sigtimedwait(&set, nil, &time)
    #endif
    switch number {
    case SIGTERM, SIGINT: return .terminate
    case SIGHUP: return .reload
    default: return nil
    }
  }

  private static var signals: sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for number in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, number) }
    return set
  }
}
