extension Metrics {
  /// All numbers, as Prometheus reads them (text format 0.0.4).
  func text(version: String, prompts: Int) -> String {
    let state = current
    var lines = [
      "# HELP promptrepo_info The running program.", "# TYPE promptrepo_info gauge",
      "promptrepo_info{version=\"\(version)\"} 1",
      "# HELP promptrepo_prompts Prompts in the ledgers that are open.",
      "# TYPE promptrepo_prompts gauge", "promptrepo_prompts \(prompts)",
      "# HELP promptrepo_requests_in_flight Requests that have no answer yet.",
      "# TYPE promptrepo_requests_in_flight gauge",
      "promptrepo_requests_in_flight \(state.inFlight)",
      "# HELP promptrepo_requests_total Answered requests.",
      "# TYPE promptrepo_requests_total counter",
    ]
    let series = state.requests.keys.sorted {
      ($0.operation, $0.status) < ($1.operation, $1.status)
    }
    for key in series {
      lines.append(
        "promptrepo_requests_total{operation=\"\(key.operation)\",status=\"\(key.status)\"} "
          + "\(state.requests[key] ?? 0)")
    }
    lines += [
      "# HELP promptrepo_request_duration_seconds From a request's head to its answer.",
      "# TYPE promptrepo_request_duration_seconds histogram",
    ]
    for operation in state.timings.keys.sorted() {
      guard let timing = state.timings[operation] else { continue }
      lines += Metrics.lines(operation, timing)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(_ operation: String, _ timing: Timing) -> [String] {
    let name = "promptrepo_request_duration_seconds"
    var total = 0
    var lines: [String] = []
    for (bound, count) in zip(bounds, timing.buckets) {
      total += count
      lines.append("\(name)_bucket{operation=\"\(operation)\",le=\"\(bound)\"} \(total)")
    }
    lines.append("\(name)_bucket{operation=\"\(operation)\",le=\"+Inf\"} \(timing.count)")
    lines.append("\(name)_sum{operation=\"\(operation)\"} \(timing.seconds)")
    lines.append("\(name)_count{operation=\"\(operation)\"} \(timing.count)")
    return lines
  }
}
