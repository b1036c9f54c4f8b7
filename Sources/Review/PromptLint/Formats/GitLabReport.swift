internal import CanonicalJSON

extension FindingReport {
  /// A code quality report of GitLab: an array of the findings that no suppression covers, one a
  /// line.
  ///
  /// Errors, warnings and notes are `major`, `minor` and `info`.
  public var gitLab: String {
    let issues = zip(findings, fingerprints).lazy.filter { $0.0.allowedBecause == nil }
      .map { finding, fingerprint in
        let issue: JSONObject = [
          "description": .string(ReportText.line(finding.message)),
          "check_name": .string(finding.rule), "fingerprint": .string(fingerprint),
          "severity": .string(finding.level.gitLabSeverity),
          "location": [
            "path": .string(finding.place.path),
            "lines": ["begin": .integer(max(finding.place.line, 1))],
          ],
        ]
        return JSONValue.object(issue).reportText
      }
    let lines = issues.joined(separator: ",\n")
    return lines.isEmpty ? "[]\n" : "[\n\(lines)\n]\n"
  }
}

extension FindingLevel {
  fileprivate var gitLabSeverity: String {
    switch self {
    case .error: "major"
    case .warning: "minor"
    case .note: "info"
    }
  }
}
