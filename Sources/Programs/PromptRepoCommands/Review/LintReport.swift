internal import CanonicalJSON
internal import CommandKit
internal import Platform
internal import PromptLint
internal import PromptRepo
internal import VisibleText

/// A form in which findings are printed.
enum LintFormat: String, CaseIterable, ArgumentValue {
  /// For a terminal.
  case text
  /// A `finding` object a line, then a `lint.summary`.
  case json
  /// The text in a group, then annotations: what GitHub's runner reads from a step's output.
  case github
  /// A log of SARIF 2.1.0.
  case sarif
  /// A code quality report of GitLab.
  case gitlab
}

extension CommandContext {
  /// Prints and writes what was found, and ends the command as the levels say.
  func show(
    _ report: LintRun.Report, _ format: LintFormat, _ outputs: [ReportTarget<LintFormat>],
    _ failing: FailingLevel
  ) throws {
    let fails = failing.level.map { level in report.open.contains { $0.level >= level } } ?? false
    for target in outputs {
      try write(report: report.text(target.format, fails, nil), to: target.file)
    }
    try output.styledText(report.text(format, fails, output))
    guard report.failures.isEmpty else {
      try output.flush()
      let errors = Console(.error, environment: environment)
      for failure in report.failures.map({ ErrorReport($0) }) {
        if json { try errors.json(failure.json) } else { try errors.text(failure.text) }
      }
      throw CommandExit(code: ErrorReport.comparisonFailure)
    }
    if fails { throw CommandExit.differs }
  }
}

extension LintRun.Report {
  /// Whether there was no file to look at.
  var isEmpty: Bool { fileCount == 0 && findings.isEmpty && failures.isEmpty }

  /// The report in a form, all of it visible.
  ///
  /// - Parameter console: Where it is shown; nil for a file.
  fileprivate func text(_ format: LintFormat, _ fails: Bool, _ console: Console?) -> String {
    switch format {
    case .text: text(console)
    case .json: json(fails)
    case .github:
      GitHubCommand.group(
        text(nil), title: "Lint of prompts", token: GitHubCommand.randomToken())
        + FindingReport(findings).gitHub
    case .sarif:
      FindingReport(findings).sarif(of: "lint", version: PromptRepoProgram.version)
    case .gitlab: FindingReport(findings).gitLab
    }
  }

  /// What no suppression covers.
  fileprivate var open: [Finding] { findings.filter { $0.allowedBecause == nil } }

  private func text(_ console: Console?) -> String {
    var lines = fixed.map { line($0, label: "fixed", .green, console) }
    if !fixed.isEmpty { lines.append(fixedSummary) }
    lines += open.map { finding in
      line(finding, label: finding.level.rawValue, finding.level.style, console)
        + finding.fixNote
    }
    return (lines + [summary]).map { "\($0)\n" }.joined()
  }

  private func line(
    _ finding: Finding, label: String, _ style: Style, _ console: Console?
  ) -> String {
    let place = finding.place
    let label = console?.styled(label, style) ?? label
    return
      "\(place.path.visibleLine):\(place.line):\(place.column ?? 1): \(label): "
      + "\(finding.message.withoutSecrets.visibleLine) [\(finding.rule)]"
  }

  /// `2 of 1529 files: 1 error, 1 warning`.
  private var summary: String {
    var counts: [String] = []
    for level in FindingLevel.allCases.reversed() {
      let count = open.count { $0.level == level }
      if count > 0 { counts.append(counted(count, level.rawValue)) }
    }
    let allowed = findings.count - open.count
    if allowed > 0 { counts.append("\(allowed) allowed") }
    let touched = Set(findings.map(\.place.path)).count
    let what = counts.isEmpty ? "nothing found" : counts.joined(separator: ", ")
    return counts.isEmpty
      ? "\(counted(fileCount, "file")): \(what)"
      : "\(touched) of \(counted(fileCount, "file")): \(what)"
  }

  private var fixedSummary: String {
    let touched = Set(fixed.map(\.place.path)).count
    let versions =
      switch newContents {
      case 0: "no prompt has another content"
      case 1: "`promptrepo commit` makes a version of 1 prompt"
      default: "`promptrepo commit` makes versions of \(newContents) prompts"
      }
    return "fixed \(fixed.count) in \(counted(touched, "file")); \(versions)"
  }

  private func json(_ fails: Bool) -> String {
    let report = FindingReport(fixed + findings)
    var lines = ""
    for (place, finding) in report.findings.enumerated() {
      var object = finding.json(fingerprint: report.fingerprints[place])
      if place < fixed.count { object["fixed"] = true }
      lines += object.reportLine
    }
    var summary: JSONObject = ["object": "lint.summary", "files": .integer(fileCount)]
    summary["errors"] = .integer(open.count { $0.level == .error })
    summary["warnings"] = .integer(open.count { $0.level == .warning })
    summary["notes"] = .integer(open.count { $0.level == .note })
    summary["allowed"] = .integer(findings.count - open.count)
    summary["fixed"] = .integer(fixed.count)
    summary["failed"] = .bool(fails)
    return lines + summary.reportLine
  }
}

extension Finding {
  /// What can be typed to mend it, as an end of its line.
  fileprivate var fixNote: String {
    guard let fix else { return "" }
    guard !fix.isSeen else { return ", --fix --rule \(rule) mends it" }
    return fix.text.isEmpty ? ", --fix removes it" : ", --fix mends it"
  }
}

extension FindingLevel {
  fileprivate var style: Style {
    switch self {
    case .error: .red
    case .warning: .yellow
    case .note: .cyan
    }
  }
}

extension Rule {
  /// The rule as machine-readable output shows it, without its explanation.
  var json: JSONObject {
    [
      "object": "rule", "id": .string(id), "level": .string(level?.rawValue ?? "off"),
      "summary": .string(summary), "scope": .string(scope.rawValue), "fix": .string(fix.rawValue),
    ]
  }
}
