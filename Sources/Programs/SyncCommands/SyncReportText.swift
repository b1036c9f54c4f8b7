internal import CanonicalJSON
internal import PromptRepo
internal import PromptRepoCommands
internal import PromptSync

/// A report as the commands show it.
struct SyncReportText {
  private let report: SyncReport
  private let job: SyncJob

  init(_ report: SyncReport, _ job: SyncJob) {
    self.report = report
    self.job = job
  }

  var outcome: SyncOutcome {
    SyncOutcome(
      lines: lines, json: report.items.map(\.json) + [summaryJSON], exitCode: report.exitCode,
      unresolved: report.items.compactMap(\.unresolved))
  }

  private var lines: [String] {
    var lines = report.warnings.map { "warning: \($0)" }
    for item in report.items where isShown(item) { lines += item.lines(job) }
    return lines + [summary]
  }

  private func isShown(_ item: SyncItem) -> Bool {
    if job.kind == .status || !item.notes.isEmpty || !item.actions.isEmpty { return true }
    if case .done = item.result { return false }
    if case .planned = item.result { return item.state != .clean }
    return true
  }

  private func count(_ isCounted: (SyncItem) -> Bool) -> Int {
    report.items.count(where: isCounted)
  }

  private var conflicts: Int {
    count { if case .conflict = $0.result { true } else { false } }
  }

  private var failures: Int {
    count { if case .failed = $0.result { true } else { false } }
  }

  private var summary: String {
    let all = report.items.count
    let prompts = all == 1 ? "1 prompt" : "\(all) prompts"
    if job.kind == .status || job.kind == .fetch || job.isDryRun {
      let states = SyncState.allCases.compactMap { state -> String? in
        let count = count { $0.state == state }
        return count == 0 ? nil : "\(count) \(state.rawValue)"
      }
      let parts = states + (failures > 0 ? ["\(failures) failed"] : [])
      return
        "\(prompts) at \(job.remote.name): \(parts.isEmpty ? "none" : parts.joined(separator: ", "))"
    }
    let changed = count { !$0.actions.isEmpty }
    var parts = [changed == 0 ? "nothing to do" : "\(changed) changed"]
    if conflicts > 0 { parts.append("\(conflicts) in conflict") }
    if failures > 0 { parts.append("\(failures) failed; the next run goes on with them") }
    return "\(prompts): \(parts.joined(separator: ", "))"
  }

  private var summaryJSON: JSONObject {
    [
      "object": "sync.summary", "remote": .string(job.remote.name.rawValue),
      "prompts": .integer(report.items.count), "changed": .integer(count { !$0.actions.isEmpty }),
      "conflicts": .integer(conflicts), "failed": .integer(failures),
      "warnings": .array(report.warnings.map { .string($0) }),
    ]
  }
}
