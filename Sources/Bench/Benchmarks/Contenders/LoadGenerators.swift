internal import CanonicalJSON
internal import Dispatch
internal import HTTPMessages
internal import Platform
internal import Synchronization

/// Sends requests with the program `wrk`.
struct Wrk {
  private let bench: Bench
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

  init(_ bench: Bench, secret: String) {
    self.bench = bench
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
  /// Where nothing is answered in time, as on a machine with much else to do, the run is made again
  /// for twice as long, up to ``patience``; so it is, with a note, where more than one in a hundred
  /// requests broke off. The server may still be at work on the requests of the run before. On such a
  /// machine a connection or two may rest for so long that the server closes them, the more so the
  /// longer a run is: that is noted alone.
  ///
  /// - Parameters:
  ///   - script: Functions of Lua that make the requests; by default all are a GET of the URL.
  ///   - takesRefusals: Whether answers that are refusals count.
  ///   - arguments: What the script is given, by how many requests the run before it answered; asked
  ///     for before each run.
  func run(
    _ url: String, connections: Int, script: String = "", takesRefusals: Bool = false,
    arguments: (Int) -> [String] = { _ in [] }
  ) throws -> Result {
    let path = bench.workspace.fresh("wrk.lua")
    try FileSystem().writeFile(path, Array((script + Wrk.report).utf8))
    var seconds = 1
    var answered = 0
    var failures: [String] = []
    while seconds <= Wrk.patience {
      // An answer that takes longer than the timeout counts as a failure.
      let words = [
        "-t1", "-c\(connections)", "-d\(seconds)s", "--timeout", "\(Wrk.patience)s",
        "-H", "Authorization: Bearer \(secret)", "-s", path, url, "--",
      ]
      let run = try Outcome(Git.run(program: "wrk", words + arguments(answered)))
      guard takesRefusals || run.refused == 0 else {
        throw BenchError("of \(run.requests) requests to \(url), \(run.refused) were refused")
      }
      if let result = run.result, run.breaks * 100 <= run.requests {
        if run.breaks > 0 {
          bench.note("Of \(run.requests) requests to \(url) some failed (\(run.broken))")
        }
        return result
      }
      if run.breaks > 0 {
        bench.note("Made again: of \(run.requests) requests to \(url) some failed (\(run.broken))")
      }
      answered = run.requests
      failures.append(
        "in \(seconds) s \(answered) answers" + (run.broken.isEmpty ? "" : ", \(run.broken)"))
      seconds *= 2
    }
    throw BenchError(
      "\(url) answers nothing within \(Wrk.patience) s, or breaks connections off: "
        + failures.joined(separator: "; "))
  }

  /// How long an answer may take, in seconds.
  private static let patience = 32

  /// Prints what came of the run, with all digits.
  private static let report = """

    function done(summary, latency, requests)
      local errors = summary.errors
      io.write(string.format(
        '{"requests":%d,"status":%d,"connect":%d,"read":%d,"write":%d,"timeout":%d,',
        summary.requests, errors.status, errors.connect, errors.read, errors.write,
        errors.timeout))
      io.write(string.format(
        '"duration":%d,"latency":%.3f}\\n', summary.duration, latency:percentile(50)))
    end

    """
}

/// What a run of `wrk` printed.
private struct Outcome {
  /// How many requests were answered, and how many of the answers were refusals.
  let requests: Int
  let refused: Int
  /// How many requests broke off.
  let breaks: Int
  /// The same by the kinds of what went wrong with connections; empty if nothing did.
  let broken: String
  /// The times; `nil` if nothing was answered.
  let result: Wrk.Result?

  init(_ output: [UInt8]) throws {
    let line = output.split(separator: 10).last { $0.first == UInt8(ascii: "{") } ?? []
    let object = try JSONValue(parsing: Array(line)).object
    func number(_ key: String) -> Double { object?[key]?.number?.double ?? 0 }
    let requests = number("requests")
    self.requests = Int(requests)
    refused = Int(number("status"))
    let kinds = ["connect", "read", "write", "timeout"].filter { number($0) > 0 }
    breaks = kinds.reduce(0) { $0 + Int(number($1)) }
    broken = kinds.map { "\($0): \(Int(number($0)))" }.joined(separator: ", ")
    result =
      requests == 0
      ? nil
      : Wrk.Result(
        requests: requests, latency: number("latency") * 1_000,
        share: number("duration") * 1_000 / requests)
  }
}

/// Makes versions through a service in this process, as a client of the server would.
final class VersionLoadGenerator: Sendable {
  private let prompts: ServedPrompts
  private let edition = Atomic(0)

  init(_ prompts: ServedPrompts) {
    self.prompts = prompts
  }

  /// What is sent for a new version.
  static func body(_ edition: String) throws -> [UInt8] {
    let text = Fixture.text(prompt: 0, edition: 1) + "This is edition \(edition).\n"
    return JSONValue.object(["template": .string(text)]).utf8()
  }

  /// Makes versions for so many seconds, each thread those of a prompt of its own.
  func run(threads: Int, atLeast seconds: Double) throws -> Wrk.Result {
    let times = Mutex<[Double]>([])
    let failure = Mutex<String?>(nil)
    let start = SystemClock.monotonicNanoseconds()
    let group = DispatchGroup()
    for thread in 0..<threads {
      // Each serial queue has a thread of its own.
      DispatchQueue(label: "version-\(thread)").async(group: group) { [self] in
        do {
          let own = try work(prompt: thread, until: start + UInt64(seconds * 1e9))
          times.withLock { $0 += own }
        } catch {
          failure.withLock { $0 = "\(error)" }
        }
      }
    }
    group.wait()
    let duration = Double(SystemClock.monotonicNanoseconds() - start)
    if let failure = failure.withLock({ $0 }) { throw BenchError(failure) }
    let all = times.withLock { $0 }
    guard let series = Series(Contender.inProcess, all) else {
      throw BenchError("nothing was measured")
    }
    return Wrk.Result(
      requests: Double(all.count), latency: series.median, share: duration / Double(all.count))
  }

  private func work(prompt: Int, until end: UInt64) throws -> [Double] {
    let target = try "\(prompts.path(prompt))/versions"
    var times: [Double] = []
    repeat {
      let number = edition.add(1, ordering: .relaxed).newValue
      let body = try VersionLoadGenerator.body("\(number)")
      let start = SystemClock.monotonicNanoseconds()
      _ = try prompts.answer(.post, target, body: body)
      times.append(Double(SystemClock.monotonicNanoseconds() - start))
    } while SystemClock.monotonicNanoseconds() < end
    return times
  }
}
