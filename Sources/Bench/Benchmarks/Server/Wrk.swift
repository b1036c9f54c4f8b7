internal import CanonicalJSON
internal import Platform

/// Sends requests with the program `wrk`.
struct Wrk {
  private let workspace: Workspace
  private let secret: String

  /// What came of one run.
  struct Result {
    /// How many requests were answered.
    let requests: Double
    /// The time from a request to its answer, the middle one, in nanoseconds.
    let latency: Double
    /// The time of the run for each request, in nanoseconds: one over the throughput.
    let share: Double
  }

  init(_ workspace: Workspace, secret: String) {
    self.workspace = workspace
    self.secret = secret
  }

  /// Whether the program is there; notes it otherwise.
  static func isThere(_ bench: Bench) throws -> Bool {
    do {
      _ = try Subprocess("wrk", ["-v"]).capture()
      return true
    } catch  where error.errno == .noEntry {
      bench.note("Left out: the server; `wrk`, which sends the requests, is not there (apt: wrk)")
      return false
    }
  }

  /// Sends requests for about a second, each when the one before it on its connection is answered.
  ///
  /// - Parameters:
  ///   - script: Functions of Lua that make the requests; by default all are a GET of the URL.
  ///   - arguments: What the script is given.
  func run(
    _ url: String, connections: Int, script: String = "", _ arguments: [String] = []
  ) throws -> Result {
    let path = workspace.fresh("wrk.lua")
    try FileSystem().writeFile(path, Array((script + Wrk.report).utf8))
    let words = [
      "-t1", "-c\(connections)", "-d1s", "-H", "Authorization: Bearer \(secret)", "-s", path, url,
      "--",
    ]
    let output = try Git.run(program: "wrk", words + arguments)
    let line = output.split(separator: 10).last { $0.first == UInt8(ascii: "{") } ?? []
    let object = try JSONValue(parsing: Array(line)).object
    func number(_ key: String) -> Double { object?[key]?.number?.double ?? 0 }
    guard number("requests") > 0, number("failures") == 0 else {
      throw BenchError(
        "of \(number("requests")) answers from \(url), \(number("failures")) are refusals")
    }
    return Result(
      requests: number("requests"), latency: number("latency") * 1_000,
      share: number("duration") * 1_000 / number("requests"))
  }

  /// Prints what came of the run, with all digits.
  private static let report = """

    function done(summary, latency, requests)
      local errors = summary.errors
      io.write(string.format(
        '{"requests":%d,"failures":%d,"duration":%d,"latency":%.3f}\\n', summary.requests,
        errors.status + errors.connect + errors.read + errors.write + errors.timeout,
        summary.duration, latency:percentile(50)))
    end

    """
}
