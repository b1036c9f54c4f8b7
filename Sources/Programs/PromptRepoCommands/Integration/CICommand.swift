internal import CanonicalJSON
internal import CommandKit
internal import GitRemotes
internal import PromptFiles
internal import PromptRepo

let ciCommand = Command<CommandContext>(
  "ci", abstract: "Pull, create versions of the committed files, and push, as one step.",
  discussion: """
    For jobs of continuous integration, after a merge. The author, date and message of each version \
    are those of the last commit that changed its file; the authors of other commits since the \
    version before are its co-authors. Where git renamed or removed a file, renames or archives the \
    prompt, as `promptrepo commit` does. Fetches what it needs of the history, so a clone of one \
    commit will do. If somebody else is faster, pulls and tries again. Exit code 0 means that all \
    versions are at the remote; a version that is not pushed is taken back here, so running it \
    again is safe.
    """,
  .remote,
  .option("-m", "--message", help: "The message of the versions' commits."),
  .flag("-n", "--dry-run", help: "Fetch only, and show what would happen.")
) { (context, remote: String?, message: String?, isDryRun: Bool) in
  let history = try context.neededHistory(of: remote)
  let run = IntegrationRun(
    context: context, history: history, message: message ?? "",
    activates: try context.isOn(.commitActivate))
  let outcome = try isDryRun ? run.rehearse() : run.run()
  try context.show(outcome)
}

extension CommandContext {
  fileprivate func show(_ outcome: IntegrationRun.Outcome) throws {
    try warn(outcome.warnings)
    if outcome.isRehearsal {
      let commit = CommitOutput(
        try repository(), .dryRun, isOffBySetting: false, of: outcome.plan)
      try warn(
        commit.unwrittenWarnings + commit.movedWarnings(of: outcome.planned.map(\.name)))
    }
    if json {
      for planned in outcome.planned { try output.json(planned.json) }
    } else {
      for planned in outcome.planned { try results.line(planned.line) }
    }
    if let committed = outcome.committed {
      let commit = CommitOutput(
        try repository(), .done, isOffBySetting: try !isOn(.commitActivate), of: outcome.plan)
      try showResults(of: committed, commit)
    } else {
      if !outcome.isRehearsal {
        let commit = CommitOutput(
          try repository(), .done, isOffBySetting: false, of: outcome.plan)
        try warn(commit.unwrittenWarnings)
      }
      if outcome.planned.isEmpty, !json {
        try (outcome.isRehearsal ? results : output).line("Nothing to commit.")
      }
    }
    var exit: CommandExit?
    do {
      if let pushed = outcome.pushed {
        try show(pushed, on: outcome.isRehearsal ? results : output)
      }
    } catch let ended as CommandExit {
      exit = ended
    }
    if json {
      try output.json([
        "object": "ci", "remote": .string(outcome.remote), "commit": .string(outcome.head.hex),
        "versions": .integer(outcome.versions), "attempts": .integer(outcome.attempts),
        "dry_run": .bool(outcome.isRehearsal),
      ])
    }
    if let exit { throw exit }
    if let failure = outcome.failure { try finish([ErrorReport(failure)]) }
  }
}

extension IntegrationRun.PlannedChange {
  fileprivate var line: String {
    var parts: [String] = []
    if isArchived { parts.append("be archived, since its file was removed") }
    if isUnarchived { parts.append("be in use again, since its file is back") }
    if let renamedFrom { parts.append("be renamed from \(renamedFrom)") }
    if let number { parts.append("become v\(number)") }
    if isRecordEdited { parts.append("have its record edited") }
    return "\(name): would \(parts.joined(separator: ", ")), by \(author.name) <\(author.email)>"
  }

  fileprivate var json: JSONObject {
    var object: JSONObject = ["object": "ci.planned", "name": .string(name.rawValue)]
    if let number { object["number"] = .integer(number) }
    if let renamedFrom { object["renamed_from"] = .string(renamedFrom.rawValue) }
    if isArchived { object["archived"] = true }
    if isUnarchived { object["unarchived"] = true }
    object["author"] = ["name": .string(author.name), "email": .string(author.email)]
    object["message"] = .string(message)
    return object
  }
}
