internal import APIKeys
internal import Platform
public import PromptRepo

extension PromptService {
  /// Reads what metrics tell of the ledgers and what has changed in them, for at most so long.
  public func measure(atMost milliseconds: UInt64) throws(RepositoryError) {
    let end = SystemClock.monotonicNanoseconds() + milliseconds * 1_000_000
    for ledger in ledgers.open { try ledger.index.measure(until: end) }
  }

  /// All numbers, as Prometheus reads them (text format 0.0.4).
  func metricsText() -> String {
    // What cannot be read, or not in this time, the server's maintenance reads, and says so.
    do throws(RepositoryError) {
      for ledger in ledgers.open { try ledger.prepare() }
      try measure(atMost: 10)
    } catch {}
    var page = MetricsPage()
    page.add("promptrepo_info", .gauge, "The running program.") {
      $0.sample("1", ["version": configuration.version])
    }
    addLedgers(&page)
    addKeys(&page)
    page.add(metrics.current)
    page.add(ProcessUsage.current())
    return page.text
  }

  private func addLedgers(_ page: inout MetricsPage) {
    let known = ledgers.open.map { ledger in
      ledger.index.withKnown { state in
        (state.table.count, versions: state.table.versionCount, lastChange: state.lastChange)
      }
    }
    page.add("promptrepo_prompts", .gauge, "Prompts in the ledgers that are open.") {
      $0.sample("\(known.reduce(0) { $0 + $1.0 })")
    }
    let versions = known.compactMap(\.versions)
    if versions.count == known.count {
      page.add(
        "promptrepo_versions", .gauge, "Versions of the prompts in the ledgers that are open."
      ) { $0.sample("\(versions.reduce(0, +))") }
    }
    if let time = known.compactMap(\.lastChange).max() {
      page.add(
        "promptrepo_last_change_timestamp_seconds", .gauge,
        "Time of the newest change of the ledgers that are open."
      ) { $0.sample("\(time)") }
    }
    page.add(
      "promptrepo_lock_waits_total", .counter, "Waits for a lock that somebody else held."
    ) { $0.sample("\(LockWaits.count)") }
    page.add(
      "promptrepo_lock_wait_seconds_total", .counter, "Time spent waiting for locks."
    ) { $0.sample("\(LockWaits.seconds)") }
  }

  private func addKeys(_ page: inout MetricsPage) {
    let counts: KeyCounts?
    do throws(RepositoryError) {
      counts = try authenticator.counts(at: configuration.now())
    } catch {
      // Every request with a key fails then, and says why.
      return
    }
    guard let counts else { return }
    page.add("promptrepo_keys", .gauge, "API keys by their state.") {
      $0.sample("\(counts.active)", ["state": "active"])
      $0.sample("\(counts.expired)", ["state": "expired"])
      $0.sample("\(counts.revoked)", ["state": "revoked"])
    }
    page.add("promptrepo_keys_expiring", .gauge, "Active API keys that expire within 7 days.") {
      $0.sample("\(counts.expiringSoon)")
    }
  }
}

/// Metrics in the text format of Prometheus.
struct MetricsPage {
  private(set) var text = ""

  enum Kind: String {
    case gauge, counter, histogram
  }

  /// The samples of one metric.
  struct Metric {
    fileprivate let name: String
    fileprivate var lines = ""

    /// Adds a sample, whose labels have values that need no escape.
    mutating func sample(
      _ value: String, _ labels: KeyValuePairs<String, String> = [:], suffix: String = ""
    ) {
      let shown = labels.map { "\($0.key)=\"\($0.value)\"" }.joined(separator: ",")
      lines += "\(name)\(suffix)\(shown.isEmpty ? "" : "{\(shown)}") \(value)\n"
    }
  }

  /// Adds a metric.
  mutating func add(_ name: String, _ kind: Kind, _ help: String, _ body: (inout Metric) -> Void) {
    var metric = Metric(name: name)
    body(&metric)
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n\(metric.lines)"
  }

  /// Adds what was counted of requests.
  mutating func add(_ state: Metrics.State) {
    add("promptrepo_requests_in_flight", .gauge, "Requests that have no answer yet.") {
      $0.sample("\(state.inFlight)")
    }
    add("promptrepo_requests_total", .counter, "Answered requests.") { metric in
      let series = state.requests.sorted {
        ($0.key.operation, $0.key.status) < ($1.key.operation, $1.key.status)
      }
      for (key, count) in series {
        metric.sample("\(count)", ["operation": key.operation, "status": "\(key.status)"])
      }
    }
    add(
      "promptrepo_request_duration_seconds", .histogram, "From a request's head to its answer."
    ) { metric in
      for (operation, timing) in state.timings.sorted(by: { $0.key < $1.key }) {
        metric.add(timing, of: operation)
      }
    }
  }

  /// Adds what the process uses, by the names that the clients of Prometheus give it.
  mutating func add(_ usage: ProcessUsage) {
    func gauge(_ name: String, _ help: String, _ value: (some Any)?) {
      guard let value else { return }
      add(name, .gauge, help) { $0.sample("\(value)") }
    }
    if let seconds = usage.processorSeconds {
      add("process_cpu_seconds_total", .counter, "Processor time of the process.") {
        $0.sample("\(seconds)")
      }
    }
    gauge("process_resident_memory_bytes", "Memory in use.", usage.residentBytes)
    gauge("process_virtual_memory_bytes", "Memory that is mapped.", usage.virtualBytes)
    gauge("process_open_fds", "Open files and sockets.", usage.openFiles)
    gauge("process_max_fds", "Files and sockets that may be open.", usage.maximumFiles)
    gauge("process_start_time_seconds", "Time of the start.", usage.startedAt)
  }
}

extension MetricsPage.Metric {
  fileprivate mutating func add(_ timing: Metrics.Timing, of operation: String) {
    var total = 0
    for (bound, count) in zip(Metrics.bounds, timing.buckets) {
      total += count
      sample("\(total)", ["operation": operation, "le": "\(bound)"], suffix: "_bucket")
    }
    sample("\(timing.count)", ["operation": operation, "le": "+Inf"], suffix: "_bucket")
    sample("\(timing.seconds)", ["operation": operation], suffix: "_sum")
    sample("\(timing.count)", ["operation": operation], suffix: "_count")
  }
}
