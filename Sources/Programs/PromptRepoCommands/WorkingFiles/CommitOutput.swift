internal import CanonicalJSON
internal import PromptFiles
internal import PromptLint
internal import PromptRepo

/// What `commit` says of what it did, of what it would do, and in the file for its message.
struct CommitOutput {
  /// When what is said happens.
  enum Tense {
    /// Nothing was written, and nothing will be.
    case dryRun
    /// Somebody writes the message first.
    case planned
    /// The commit was made.
    case done
  }

  /// When it happens.
  var tense: Tense
  /// Whether versions are not made active since a setting says so.
  let isOffBySetting: Bool
  /// How the files stood.
  private let plan: [PromptStatus]
  /// The files that nobody has written yet.
  private let unwritten: [PromptStatus]
  private let repository: Repository

  init(
    _ repository: Repository, _ tense: Tense, isOffBySetting: Bool, of plan: CommitPlan? = nil
  ) {
    self.repository = repository
    self.tense = tense
    self.isOffBySetting = isOffBySetting
    self.plan = plan?.items.map(\.status) ?? []
    unwritten = plan?.unwrittenFiles ?? []
  }

  /// What is said of all prompts, and what is live then.
  func lines(of report: CommitReport) throws -> [String] {
    try report.results.flatMap { result in
      try [result.line(tense)]
        + (result.withdrawalLines + activationLines(result)).map { "  \($0)" }
        + liveLines(result)
    }
  }

  /// What is said of a version that a setting keeps from being active.
  fileprivate func activationLines(_ result: CommitReport.Result) -> [String] {
    guard isOffBySetting, let version = result.version, !result.isActive, result.withdrawal == nil
    else { return [] }
    let command = WithdrawnVersions.activation(of: version.number, result.name)
    return ["\(Setting.commitActivate.name) is false: `\(command)` makes it live."]
  }

  /// What environments go on with, of a prompt that gets a version.
  fileprivate func liveLines(_ result: CommitReport.Result) throws -> [String] {
    guard result.version != nil else { return [] }
    let name = tense == .done ? result.name : result.ledgerName
    var kept: [String] = []
    for environment in try repository.environments() {
      if let move = try repository.lastMove(of: .environment(environment.name), name) {
        kept.append("\(environment.name) keeps v\(move.version)")
      }
    }
    return kept.isEmpty ? [] : ["  \(kept.joined(separator: ", "))"]
  }

  /// What is said of files that a commit makes something of that few want.
  func warnings(of report: CommitReport) -> [String] {
    // Where nothing is committed, what is missing is all that there is to say.
    report.warnings + unwrittenWarnings + movedWarnings(of: report.results.map(\.name))
      + (report.results.isEmpty ? [] : missingLines)
  }

  /// What is said of files that nobody has written yet.
  var unwrittenWarnings: [String] {
    unwritten.map { status in
      "\(status.path) has the text that a new file begins with, and is left out: "
        + "`promptrepo edit \(status.name)` opens it"
    }
  }

  /// What is said of new prompts whose files look like those of others.
  func movedWarnings(of made: [PromptName]) -> [String] {
    let (isDone, made) = (tense == .done, Set(made))
    return plan.compactMap { status in
      status.movedFrom.flatMap { old -> String? in
        guard made.contains(status.name) else { return nil }
        let move = "`promptrepo mv \(old) \(status.name)`"
        return "\(status.path) looks like the file of \(old), moved, and "
          + "\(isDone ? "is" : "will be") a new prompt: "
          + (isDone
            ? "to keep the history of \(old), `promptrepo delete \(status.name)`, `promptrepo "
              + "checkout \(old)`, and then \(move)"
            : "\(move) keeps the history of \(old)")
      }
    }
  }

  /// What is said of files that are missing.
  fileprivate var missingLines: [String] {
    let lost = plan.filter { $0.isLost && $0.movedTo == nil }
    let lines = lost.prefix(3).map { status in
      "\(status.path) is missing, and the prompt stays: `promptrepo checkout \(status.name)` writes "
        + "the file again, `promptrepo archive \(status.name)` puts the prompt away"
    }
    let rest = lost.count - lines.count
    return lines + (rest > 0 ? ["\(rest) more are missing: `promptrepo status` shows them"] : [])
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
    let isDryRun = commit.tense == .dryRun
    try warn(commit.warnings(of: report))
    if json {
      for result in report.results {
        try output.json(isDryRun ? result.plannedJSON : result.json)
      }
    } else if report.results.isEmpty {
      if report.failure == nil { try output.line("Nothing to commit.") }
      for line in commit.missingLines { try advise(line) }
    } else {
      let isWatched = output.isTerminal || isDryRun
      for result in report.results {
        try output.line(result.line(commit.tense))
        for line in result.withdrawalLines + commit.activationLines(result) {
          try output.line("  \(line)")
        }
        if isWatched { try commit.liveLines(result).forEach { try output.line($0) } }
      }
      if isDryRun { try output.line("This was a dry run: nothing was written.") }
    }
  }
}

extension CommitReport.Result {
  /// What happens to the prompt, in one line.
  fileprivate func line(_ tense: CommitOutput.Tense) -> String {
    let isNot = !isActive
    let (be, become) =
      switch tense {
      case .dryRun: ("would \(isNot ? "not " : "")be", "would be ")
      case .planned: ("will \(isNot ? "not " : "")be", "will be ")
      case .done: (isNot ? "is not" : "is", "")
      }
    var parts: [String] = []
    if isArchived { parts.append("\(become)archived, since its file was removed") }
    if isUnarchived { parts.append("\(become)in use again, since its file is back") }
    if let renamedFrom { parts.append("\(become)renamed from \(renamedFrom)") }
    if let version {
      let state = " \(be) active"
      parts.append("v\(version.number) sha256:\(version.hash.short())" + state)
      // What lies between was withdrawn.
      if let base, base < version.number - 1 { parts.append("goes on from v\(base)") }
    }
    if isRecordEdited, !isNewPrompt { parts.append("record \(become)edited") }
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
    if isUnarchived { object["unarchived"] = true }
    object["created"] = .bool(isNewPrompt)
    object["record_edited"] = .bool(isRecordEdited)
    if let withdrawal {
      let key = isHeldBack ? "held_back" : "overruled"
      object[key] = .object(withdrawal.json(of: name, next: activation))
    }
  }
}
