internal import CanonicalJSON
internal import Platform

/// A server in a process of its own, from its start until ``stop()``.
struct ServerProcess {
  /// Where it answers.
  let url: String
  /// The process's number.
  private let id: String

  /// What a process has taken from the processors, in nanoseconds.
  struct ProcessorTime {
    let user: Double
    let system: Double
  }

  /// Starts a program that says in one line of JSON where it answers. Its log goes nowhere.
  init(_ program: String, _ arguments: [String], _ workspace: Workspace) throws {
    let path = workspace.fresh("server")
    // Only a shell can leave a program behind that runs on.
    let script = "out=$1; shift; \"$@\" >\"$out\" 2>/dev/null </dev/null & echo $!"
    let output = try Git.run(
      program: "/bin/sh", ["-c", script, "sh", path, program] + arguments)
    id = String(decoding: output.prefix { $0 != 10 }, as: UTF8.self)
    while true {
      let line = try FileSystem().readFileIfPresent(path) ?? []
      if line.contains(10), let url = try JSONValue(parsing: line).object?["url"]?.string {
        self.url = url
        return
      }
      guard try ServerProcess.signal("0", id) else {
        throw BenchError("`\(program) \(arguments.joined(separator: " "))` does not serve")
      }
      pause(atMost: 20)
    }
  }

  /// Ends it and waits for its end.
  func stop() throws {
    guard try ServerProcess.signal("TERM", id) else { return }
    while try ServerProcess.signal("0", id) { pause(atMost: 20) }
  }

  /// What it has taken from the processors so far; `nil` where the system has no `/proc`.
  func processorTime() throws -> ProcessorTime? {
    guard let text = try read("stat") else { return nil }
    // The name in parentheses may hold spaces. What follows begins with the third field.
    let fields = text.drop { $0 != UInt8(ascii: ")") }.split(separator: UInt8(ascii: " "))
    guard fields.count > 13, let user = Double(String(decoding: fields[12], as: UTF8.self)),
      let system = Double(String(decoding: fields[13], as: UTF8.self))
    else { return nil }
    // Linux shows hundredths of a second to programs, whatever it counts in.
    return ProcessorTime(user: user * 1e7, system: system * 1e7)
  }

  /// The memory that it has in use, as Linux counts it.
  enum Memory: String {
    /// All of it, the pages of files that it has mapped included.
    case resident = "VmRSS"
    /// What is of no file.
    case anonymous = "RssAnon"
  }

  /// Its memory in bytes; `nil` where the system has no `/proc`.
  func memory(_ kind: Memory) throws -> Double? {
    guard let text = try read("status") else { return nil }
    for line in text.split(separator: 10) where line.starts(with: "\(kind.rawValue):".utf8) {
      let digits = line.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      return Double(String(decoding: digits, as: UTF8.self)).map { $0 * 1_024 }
    }
    return nil
  }

  private func read(_ name: String) throws -> [UInt8]? {
    try FileSystem().readFileIfPresent("/proc/\(id)/\(name)")
  }

  private static func signal(_ name: String, _ id: String) throws -> Bool {
    try Subprocess("/bin/sh", ["-c", "kill -\"$1\" \"$2\"", "sh", name, id]).capture().succeeded
  }
}
