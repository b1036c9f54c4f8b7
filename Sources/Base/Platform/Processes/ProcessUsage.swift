#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What this process uses of the system at a moment; nil for what the system does not tell.
public struct ProcessUsage: Sendable {
  /// The processor time of all threads, in the program and in the kernel, in seconds.
  public var processorSeconds: Double?
  /// The memory that is in use, in bytes.
  public var residentBytes: Int?
  /// The memory that is mapped, in bytes.
  public var virtualBytes: Int?
  /// How many files and sockets are open.
  public var openFiles: Int?
  /// How many may be open; nil if there is no limit.
  public var maximumFiles: Int?
  /// When the process was started, in seconds since 1970 UTC.
  public var startedAt: Double?

  /// What this process uses now.
  public static func current() -> ProcessUsage {
    var usage = ProcessUsage()
    var times = rusage()
    #if canImport(Glibc)
      let isTold = getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &times) == 0
    #else
      let isTold = getrusage(RUSAGE_SELF, &times) == 0
    #endif
    if isTold { usage.processorSeconds = seconds(times.ru_utime) + seconds(times.ru_stime) }
    usage.maximumFiles = Sockets.openFileLimit()
    #if !canImport(Darwin)
      usage.readProc()
    #endif
    return usage
  }

  private static func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) / 1e6
  }

  #if !canImport(Darwin)
    /// Reads `/proc/self`; where a container has none, less is known.
    private mutating func readProc() {
      if let fields = ProcessUsage.statFields() {
        virtualBytes = Int(fields[20])
        residentBytes = Int(fields[21]).map { $0 * sysconf(Int32(_SC_PAGESIZE)) }
      }
      startedAt = ProcessUsage.start
      do throws(SystemError) {
        // One of them is the folder itself, which is open to be read.
        openFiles = try FileSystem().listDirectory("/proc/self/fd").count - 1
      } catch {
        openFiles = nil
      }
    }

    /// The fields of `/proc/self/stat` from the third on: what is before it has no fixed length.
    private static func statFields() -> [Substring]? {
      guard let text = text("/proc/self/stat"), let name = text.lastIndex(of: ")") else {
        return nil
      }
      let fields = text[text.index(after: name)...].split(separator: " ")
      return fields.count > 21 ? fields : nil
    }

    /// The time of the start, which does not change: the ticks since the system's own.
    private static let start: Double? = {
      let boot = text("/proc/stat")?.split(separator: "\n").first { $0.hasPrefix("btime ") }
      let ticks = sysconf(Int32(_SC_CLK_TCK))
      guard let boot = boot.flatMap({ Double($0.dropFirst(6)) }), ticks > 0,
        let since = statFields().flatMap({ Double($0[19]) })
      else { return nil }
      return boot + since / Double(ticks)
    }()

    private static func text(_ path: String) -> String? {
      do throws(SystemError) {
        return String(decoding: try FileSystem().readFile(path), as: UTF8.self)
      } catch {
        return nil
      }
    }
  #endif
}
