internal import CanonicalJSON
internal import Dispatch
internal import HTTPMessages
internal import Platform
internal import Synchronization

/// Makes versions through a service in this process, as a client of the server would.
final class VersionLoad: Sendable {
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
      let body = try VersionLoad.body("\(number)")
      let start = SystemClock.monotonicNanoseconds()
      _ = try prompts.answer(.post, target, body: body)
      times.append(Double(SystemClock.monotonicNanoseconds() - start))
    } while SystemClock.monotonicNanoseconds() < end
    return times
  }
}
