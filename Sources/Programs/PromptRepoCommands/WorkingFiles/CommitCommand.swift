internal import CanonicalJSON
internal import CommandKit
internal import PromptFiles
internal import PromptRepo

let commitCommand = Command<CommandContext>(
  "commit", abstract: "Create versions from the changed files.",
  discussion: """
    Creates all versions in one change and makes them active. A version that is based on a \
    rolled-back one is created but not made active: give --activate, or run `promptrepo activate` \
    later. If a file is in conflict, commits nothing; name the other prompts to commit those. \
    Files that cannot be read are skipped and reported, with exit code 1. Files that belong to no \
    prompt are skipped with a warning.
    """,
  .onlyThese,
  .option("-m", "--message", help: "The message of the versions' commits."),
  .flag("--no-activate", help: "Leave the active versions as they are."),
  .flag("--activate", help: "Make the versions active, even those based on a rolled-back one."),
  .flag(
    "--all-or-nothing",
    help: "Commit nothing if any file would be skipped; always so with names."),
  .option(
    "--onto", valueName: "spec", help: "The version that the files are based on, if unknown."),
  .isFirst
) {
  (
    context, names: [PromptName], message: String?, keepsActive: Bool, activates: Bool,
    isAllOrNothing: Bool, onto: VersionSpec?, isFirst: Bool
  ) in
  if keepsActive, activates {
    throw UsageError("Give either --activate or --no-activate, not both.")
  }
  let workspace = try context.workspace()
  let repository = try context.repository()
  try context.refuseUnrelatedHistory(repository.store, isFirst: isFirst)
  let options = CommitOptions(
    message: message ?? "", activates: !keepsActive, overrulesRollbacks: activates, onto: onto,
    isAllOrNothing: isAllOrNothing)
  let plan = try context.working("Reading") { progress in
    try workspace.planCommit(
      of: names.isEmpty ? nil : names, to: repository, options: options, progress: progress)
  }
  let author = try context.author()
  let report = try context.working("Committing") { progress in
    try workspace.commit(plan, to: repository, by: author, progress: progress)
  }
  try context.show(report)
  if let failure = report.failure { try context.finish([ErrorReport(failure)]) }
}

extension CommandContext {
  fileprivate func show(_ report: CommitReport) throws {
    try warn(report.warnings)
    guard !json else { return try report.results.forEach { try output.json($0.json) } }
    if report.results.isEmpty, report.failure == nil {
      return try output.line("Nothing to commit.")
    }
    for result in report.results {
      var parts: [String] = []
      if let version = result.version {
        let state = result.isActive ? " is active" : result.isHeldBack ? " is not active" : ""
        parts.append("v\(version.number) sha256:\(version.hash.short())" + state)
        // What lies between was withdrawn.
        if let base = result.base, base < version.number - 1 {
          parts.append("goes on from v\(base)")
        }
      }
      if result.isRecordEdited, !result.isNewPrompt { parts.append("record edited") }
      try output.line("\(result.name): \(parts.joined(separator: ", "))")
      try result.withdrawalLines.forEach { try output.line("  \($0)") }
    }
  }
}

extension CommitReport.Result {
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
    object["created"] = .bool(isNewPrompt)
    object["record_edited"] = .bool(isRecordEdited)
    if let withdrawal {
      let key = isHeldBack ? "held_back" : "overruled"
      object[key] = .object(withdrawal.json(of: name, next: activation))
    }
    return object
  }
}
