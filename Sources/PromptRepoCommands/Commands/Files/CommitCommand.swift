internal import CanonicalJSON
internal import CommandKit
internal import PromptFiles
internal import PromptRepo

let commitCommand = Command<CommandContext>(
  "commit", abstract: "Cut versions from the changed files.",
  discussion: """
    All in one change; the versions become active. If one of the files is in conflict, none is \
    committed: name the others to commit those. Files that cannot be read are left out and \
    reported, with exit code 1; what can be no prompt's is passed over with a warning.
    """,
  .arguments("name", help: "Only these prompts."),
  .option("-m", "--message", help: "What the versions change; kept in their commits."),
  .flag("--no-activate", help: "Leave what is active as it is."),
  .flag(
    "--all-or-nothing",
    help: "Commit nothing if a file cannot be read or can be no prompt's; so it is with names."),
  .option("--onto", valueName: "spec", help: "The version that the files follow, when unknown."),
  .flag("--first", help: "Begin here, though a git remote may hold prompts already.")
) {
  (
    context, names: [PromptName], message: String?, keepsActive: Bool,
    isAllOrNothing: Bool, onto: VersionSpec?, isFirst: Bool
  ) in
  let workspace = try context.workspace()
  let repository = try context.repository()
  try context.refuseSecondLedger(repository.store, isFirst: isFirst)
  let options = CommitOptions(
    message: message ?? "", activates: !keepsActive, onto: onto, isAllOrNothing: isAllOrNothing)
  let plan = try workspace.planCommit(
    of: names.isEmpty ? nil : names, to: repository, options: options)
  let author = try context.author()
  let report = try context.working("Committing") {
    try workspace.commit(plan, to: repository, by: author)
  }
  try context.show(report, activates: !keepsActive)
  if let failure = report.failure { try context.finish([ErrorReport(failure)]) }
}

extension CommandContext {
  fileprivate func show(_ report: CommitReport, activates: Bool) throws {
    try warn(report.warnings)
    guard !json else { return try report.results.forEach { try output.json($0.json) } }
    if report.results.isEmpty, report.failure == nil {
      return try output.line("Nothing to commit.")
    }
    for result in report.results {
      var parts: [String] = []
      if let version = result.version {
        parts.append(
          "v\(version.number) sha256:\(version.hash.short())" + (activates ? " is active" : ""))
      }
      if result.isRecordEdited, !result.isNewPrompt { parts.append("record edited") }
      try output.line("\(result.name): \(parts.joined(separator: ", "))")
    }
  }
}

extension CommitReport.Result {
  fileprivate var json: JSONObject {
    var object = version?.json(of: name) ?? ["object": "prompt", "name": .string(name.rawValue)]
    object["created"] = .bool(isNewPrompt)
    object["record_edited"] = .bool(isRecordEdited)
    return object
  }
}
