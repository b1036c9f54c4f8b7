internal import CanonicalJSON
internal import PromptFiles
internal import PromptLint
internal import PromptRepo

/// What `commit` says of what it did, of what it would do, and in the file for its message.
struct CommitOutput {
  /// Whether nothing was written, and nothing will be.
  let isDryRun: Bool
  /// Whether versions are not made active since a setting says so.
  let isOffBySetting: Bool
  /// Whether the commit was made.
  var isDone = false
  private let repository: Repository

  init(_ repository: Repository, isDryRun: Bool, isOffBySetting: Bool) {
    self.repository = repository
    self.isDryRun = isDryRun
    self.isOffBySetting = isOffBySetting
  }

  /// What is said of all prompts, and what is live then.
  func lines(of report: CommitReport) throws -> [String] {
    try report.results.flatMap { result in
      try [result.line] + (result.withdrawalLines + activationLines(result)).map { "  \($0)" }
        + liveLines(result)
    }
  }

  /// What is said of a version that a setting keeps from being active.
  fileprivate func activationLines(_ result: CommitReport.Result) -> [String] {
    guard isOffBySetting, let version = result.version, !result.isActive, result.withdrawal == nil
    else { return [] }
    let command = WithdrawnVersions.activation(of: version.number, result.name)
    return ["\(Setting.commitActivate.key) is off: `\(command)` makes it live."]
  }

  /// What environments go on with, of a prompt that gets a version.
  fileprivate func liveLines(_ result: CommitReport.Result) throws -> [String] {
    guard result.version != nil else { return [] }
    let name = isDone ? result.name : result.ledgerName
    var kept: [String] = []
    for environment in try repository.environments() {
      if let move = try repository.lastMove(of: .environment(environment.name), name) {
        kept.append("\(environment.name) keeps v\(move.version)")
      }
    }
    return kept.isEmpty ? [] : ["  \(kept.joined(separator: ", "))"]
  }
}

extension CommandContext {
  /// Shows what a commit did, or would do, and ends as it ends.
  func show(_ report: CommitReport, _ commit: CommitOutput) throws {
    try showResults(of: report, commit)
    if let failure = report.failure { try finish([ErrorReport(failure)]) }
  }

  /// Shows what a commit did, or would do, with each file.
  func showResults(of report: CommitReport, _ commit: CommitOutput) throws {
    try warn(report.warnings)
    if json {
      for result in report.results {
        try output.json(commit.isDryRun ? result.plannedJSON : result.json)
      }
    } else if report.results.isEmpty {
      if report.failure == nil { try output.line("Nothing to commit.") }
    } else {
      let isWatched = output.isTerminal || commit.isDryRun
      for result in report.results {
        try output.line(result.line)
        for line in result.withdrawalLines + commit.activationLines(result) {
          try output.line("  \(line)")
        }
        if isWatched { try commit.liveLines(result).forEach { try output.line($0) } }
      }
      if isWatched, !commit.isDryRun { try report.liveLine.map { try output.line($0) } }
      if commit.isDryRun { try output.line("This was a dry run: nothing was written.") }
    }
  }
}

extension CommitReport {
  /// One line that says which versions went live; nil if there is no version.
  fileprivate var liveLine: String? {
    func list(_ isActive: Bool) -> String {
      results.compactMap { result in
        result.isActive == isActive ? result.version.map { "\(result.name) v\($0.number)" } : nil
      }.joined(separator: ", ")
    }
    let (live, waiting) = (list(true), list(false))
    let parts = [
      live.isEmpty ? "" : "Live now: \(live)", waiting.isEmpty ? "" : "Not live: \(waiting)",
    ].filter { !$0.isEmpty }
    return parts.isEmpty ? nil : parts.joined(separator: ". ") + "."
  }
}

extension CommitReport.Result {
  /// What happens to the prompt, in one line.
  fileprivate var line: String {
    var parts: [String] = []
    if isArchived { parts.append("archived, since its file was removed") }
    if let renamedFrom { parts.append("renamed from \(renamedFrom)") }
    if let version {
      let state = isActive ? " is active" : isHeldBack ? " is not active" : ""
      parts.append("v\(version.number) sha256:\(version.hash.short())" + state)
      // What lies between was withdrawn.
      if let base, base < version.number - 1 { parts.append("goes on from v\(base)") }
    }
    if isRecordEdited, !isNewPrompt { parts.append("record edited") }
    return "\(name): \(parts.joined(separator: ", "))"
  }

  /// The command that makes a version live that is held back.
  private var activation: String? {
    version.flatMap { isHeldBack ? WithdrawnVersions.activation(of: $0.number, name) : nil }
  }

  /// What is said of a version that goes on from a withdrawn one.
  fileprivate var withdrawalLines: [String] {
    guard let version, let withdrawal else { return [] }
    guard isHeldBack else {
      return ["It \(withdrawal.clause(from: base))."] + withdrawal.lines.map { "\($0)." }
    }
    return withdrawal.explanation(of: version.number, name, from: base)
  }

  fileprivate var json: JSONObject {
    var object = version?.json(of: name) ?? ["object": "prompt", "name": .string(name.rawValue)]
    if version != nil { object["active"] = .bool(isActive) }
    addOutcome(to: &object)
    return object
  }

  /// What a dry run says: a version that is not made has no id and no commit.
  fileprivate var plannedJSON: JSONObject {
    var object: JSONObject = [
      "object": "commit.plan", "name": .string(name.rawValue),
      "version": version.map { .integer($0.number) } ?? .null,
      "hash": version.map { .string("\($0.hash)") } ?? .null, "active": .bool(isActive),
    ]
    addOutcome(to: &object)
    return object
  }

  private func addOutcome(to object: inout JSONObject) {
    if let renamedFrom { object["renamed_from"] = .string(renamedFrom.rawValue) }
    if isArchived { object["archived"] = true }
    object["created"] = .bool(isNewPrompt)
    object["record_edited"] = .bool(isRecordEdited)
    if let withdrawal {
      let key = isHeldBack ? "held_back" : "overruled"
      object[key] = .object(withdrawal.json(of: name, next: activation))
    }
  }
}
