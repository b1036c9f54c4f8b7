internal import CanonicalJSON
internal import PromptMerge
internal import PromptRepo
internal import PromptRepoCommands
internal import PromptSync
internal import TextDiff

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
      warnings: report.warnings, lines: lines, json: report.items.map(\.json) + [summaryJSON],
      exitCode: report.exitCode,
      unresolved: report.items.compactMap(\.unresolved))
  }

  private var lines: [String] {
    var lines: [String] = []
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
    let prompts = counted(report.items.count, "prompt")
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
    var parts: [String] = []
    if changed > 0 { parts.append("\(changed) changed") }
    if conflicts > 0 { parts.append("\(conflicts) in conflict") }
    if failures > 0 { parts.append("\(failures) failed; the next run goes on with them") }
    if parts.isEmpty { parts.append("nothing to do") }
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

extension SyncItem {
  /// The prompt for people.
  func lines(_ job: SyncJob) -> [String] {
    let remote = job.remote.name.rawValue
    let what = actions.map { job.isDryRun ? "would \($0.plan(remote))" : $0.past(remote) }
    var lines = ["\(name): \(what.isEmpty ? state.rawValue : what.joined(separator: ", "))"]
    lines += notes.map { "  \($0.shellText)" }
    switch result {
    case .done, .planned: break
    case .failed(let problem): lines.append("  failed: \(problem.shellText)")
    case .conflict(let conflict): lines += conflict.lines(name, job).map { "  \($0)" }
    }
    return lines
  }
}

extension SyncAction {
  /// The step in words, as what would be done.
  func plan(_ remote: String) -> String {
    switch self {
    case .createHere: "create it here"
    case .takeVersion(let there, let here): "pull \(SyncAction.numbers(there, here))"
    case .takeRecord: "pull the record"
    case .activateHere(let number): "activate v\(number) here"
    case .resolve(let how): "create a version on top (\(how))"
    case .adopt(let id): "adopt \(id)"
    case .createThere: "create it at \(remote)"
    case .giveVersion(let here, let there): "push \(SyncAction.numbers(here, there))"
    case .giveRecord: "push the record"
    case .activateThere(let number): "activate v\(number) at \(remote)"
    }
  }

  /// The step in words, as what was done.
  func past(_ remote: String) -> String {
    switch self {
    case .createHere: "created here"
    case .takeVersion(let there, let here): "pulled \(SyncAction.numbers(there, here))"
    case .takeRecord: "pulled the record"
    case .activateHere(let number): "activated v\(number) here"
    case .resolve(let how): "created a version on top (\(how))"
    case .adopt(let id): "adopted \(id)"
    case .createThere: "created at \(remote)"
    case .giveVersion(let here, let there): "pushed \(SyncAction.numbers(here, there))"
    case .giveRecord: "pushed the record"
    case .activateThere(let number): "activated v\(number) at \(remote)"
    }
  }

  private static func numbers(_ from: Int, _ to: Int) -> String {
    from == to ? "v\(from)" : "v\(from) as v\(to)"
  }
}

extension SyncConflict {
  /// What both sides have, and what to do.
  func lines(_ name: String, _ job: SyncJob) -> [String] {
    let remote = job.remote.name.rawValue
    var lines = ["conflict: \(summary)"]
    for (label, version) in [("base", base), ("here", ours), (remote, theirs)] {
      if let version { lines.append("\(label): \(version.line)") }
    }
    for field in fields {
      lines.append(
        "\(field.name): here \(field.ours.map { "\($0)" } ?? "absent"), there "
          + "\(field.theirs.map { "\($0)" } ?? "absent")")
    }
    if let ours, let theirs, ours.template != theirs.template {
      let diff = LineDiff(old: ours.template, new: theirs.template)
        .unified(oldLabel: "here v\(ours.number)", newLabel: "\(remote) v\(theirs.number)")
      lines += diff.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        .filter { !$0.isEmpty }
    }
    return lines + remedyLines(name, remote, job.path(ofFileOf: name))
  }

  private func remedyLines(_ name: String, _ remote: String, _ path: String) -> [String] {
    switch remedy {
    case .resolve:
      [
        "resolve it with one of:", "  promptrepo sync \(remote) \(name) --merge",
        "  promptrepo sync \(remote) \(name) --ours",
        "  promptrepo sync \(remote) \(name) --theirs",
      ]
    case .edit:
      [
        "both texts are in \(path), with markers where they overlap; put it right, "
          + "then:", "  promptrepo commit \(name)", "  promptrepo sync \(remote) \(name)",
      ]
    case .commit:
      ["put \(path) right, then:", "  promptrepo commit \(name)"]
    case .pull: ["pull it with:", "  promptrepo sync \(remote) \(name)"]
    }
  }
}

extension SyncConflict.VersionSummary {
  fileprivate var line: String { versionLine(number, by: author, at: time, saying: message) }
}

extension SyncItem {
  /// The prompt for programs.
  var json: JSONObject {
    var json: JSONObject = [
      "object": "sync.prompt", "id": .string(id.rawValue), "name": .string(name),
      "state": .string(state.rawValue), "actions": .array(actions.map { .object($0.json) }),
      "notes": .array(notes.map { .string($0.shellText) }),
    ]
    switch result {
    case .done: json["result"] = "done"
    case .planned: json["result"] = "planned"
    case .failed(let problem):
      json["result"] = "failed"
      json["message"] = .string(problem.shellText)
    case .conflict(let conflict):
      json["result"] = "conflict"
      json["message"] = .string(conflict.summary)
    }
    return json
  }

  /// The texts that have to be merged by hand.
  var unresolved: SyncOutcome.UnresolvedText? {
    guard case .conflict(let conflict) = result, case .edit(let marked) = conflict.remedy else {
      return nil
    }
    do throws(RepositoryError) {
      return SyncOutcome.UnresolvedText(
        name: try PromptName(name), base: marked.base, ours: marked.ours, theirs: marked.theirs,
        labels: marked.labels)
    } catch {
      return nil
    }
  }
}

extension SyncAction {
  /// The step for programs.
  var json: JSONObject {
    switch self {
    case .createHere: ["action": "create_here"]
    case .takeVersion(let there, let here):
      ["action": "take_version", "there": .integer(there), "here": .integer(here)]
    case .takeRecord: ["action": "take_record"]
    case .activateHere(let number): ["action": "activate_here", "version": .integer(number)]
    case .resolve(let how): ["action": "resolve", "message": .string(how)]
    case .adopt(let id): ["action": "adopt", "id": .string(id)]
    case .createThere: ["action": "create_there"]
    case .giveVersion(let here, let there):
      ["action": "give_version", "here": .integer(here), "there": .integer(there)]
    case .giveRecord: ["action": "give_record"]
    case .activateThere(let number): ["action": "activate_there", "version": .integer(number)]
    }
  }
}

/// What a verification has found, as the command shows it.
struct VerificationText {
  private let verification: Verification
  private let job: SyncJob

  init(_ verification: Verification, _ job: SyncJob) {
    self.verification = verification
    self.job = job
  }

  var outcome: SyncOutcome {
    let findings = verification.findings
    let lines = findings.map { "\($0.name): \($0.kind.rawValue): \($0.shellText)" }
    let json = findings.map { finding -> JSONObject in
      [
        "object": "remote.finding", "kind": .string(finding.kind.rawValue),
        "name": .string(finding.name), "message": .string(finding.shellText),
      ]
    }
    let end = findings.isEmpty ? "all as it should be" : "\(findings.count) to look at"
    let summary: JSONObject = [
      "object": "verification", "remote": .string(job.remote.name.rawValue),
      "prompts": .integer(verification.prompts), "versions": .integer(verification.versions),
      "findings": .integer(findings.count),
    ]
    return SyncOutcome(
      lines: lines + [
        "\(counted(verification.prompts, "prompt")), \(counted(verification.versions, "version")) "
          + "at \(job.remote.name): \(end)"
      ], json: json + [summary], exitCode: findings.isEmpty ? 0 : 1)
  }
}

// What a sync said, with what to type.

extension SyncNote {
  /// The note as the command line shows it.
  fileprivate var shellText: String {
    switch self {
    case .goneThere: "\(summary); --recreate creates it there again"
    case .deletedHere: "\(summary); `promptrepo push --delete` deletes it there"
    case .heldBack(let name, let version, _):
      "\(summary); `promptrepo activate \(name)@v\(version)` makes it live"
    case .markersAreText:
      "\(summary); `dialect: chat` in the header of its file, and a commit, make a chat of it"
    case .about(let sentence): sentence
    }
  }
}

extension SyncProblem {
  /// The problem as the command line shows it.
  fileprivate var shellText: String {
    switch self {
    case .ledger(let error): error.shellText
    case .remoteIsEmpty: "\(summary). If they were deleted there, --recreate creates them again"
    case .about(let sentence): sentence
    }
  }
}

extension Verification.Finding {
  /// What was found, as the command line shows it.
  fileprivate var shellText: String { problem?.shellText ?? message }
}
