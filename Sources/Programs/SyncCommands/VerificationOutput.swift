internal import CanonicalJSON
internal import PromptRepo
internal import PromptRepoCommands
internal import PromptSync

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
    let lines = findings.map { "\($0.name): \($0.kind.rawValue): \($0.message)" }
    let json = findings.map { finding -> JSONObject in
      [
        "object": "finding", "kind": .string(finding.kind.rawValue), "name": .string(finding.name),
        "message": .string(finding.message),
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
        "\(verification.prompts) prompts, \(verification.versions) versions at "
          + "\(job.remote.name): \(end)"
      ], json: json + [summary], exitCode: findings.isEmpty ? 0 : 1)
  }
}
