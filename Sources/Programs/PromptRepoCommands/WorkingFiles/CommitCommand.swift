internal import CommandKit
internal import Platform
internal import PromptFiles
internal import PromptRepo

let commitCommand = Command<CommandContext>(
  "commit", abstract: "Create versions from the changed files.",
  discussion: """
    Creates all versions in one change and makes them active. A version that is based on a \
    rolled-back one is created but not made active: give --activate, or run `promptrepo activate` \
    later. If a file is in conflict, commits nothing; name the other prompts to commit those. \
    Files that cannot be read are skipped and reported, with exit code 1. Files that belong to no \
    prompt are skipped with a warning, and so are new ones that have the text of `promptrepo new` \
    still. Where git renamed a file, renames the prompt; where git \
    removed one, archives the prompt, or leaves it with exit code 1 if it is live in an \
    environment. On a terminal, opens the editor for the message unless -m, \
    -F or --no-edit is given, and an empty message commits nothing; elsewhere the message may be \
    left out. --dry-run does everything but write.
    """,
  .onlyThese,
  .option("-m", "--message", help: "The message of the versions' commits."),
  .option(
    "-F", "--file", valueName: "path",
    help: "Read the message from this file; - is standard input.", completion: .file),
  .flag("--no-edit", help: "Open no editor; without -m, the message is empty."),
  .flag("-v", "--verbose", help: "Show in the editor what changes."),
  .flag("-a", "--all", help: "Commit all changed files, as without it."),
  .flag("-n", "--dry-run", help: "Show what would be committed, and write nothing."),
  .flag("--no-activate", help: "Leave the active versions as they are."),
  .flag("--activate", help: "Make the versions active, even those based on a rolled-back one."),
  .flag(
    "--all-or-nothing",
    help: "Commit nothing if any file would be skipped; always so with names."),
  .option(
    "--onto", valueName: "spec", help: "The version that the files are based on, if unknown."),
  .flag("--anyway", help: "Commit on a branch where the setting commit.branch forbids it."),
  .isFirst,
  .flag(
    "--fetch",
    help: "In a clone without the whole history: pull, and fetch what is needed of it.")
) {
  (
    context, names: [PromptName], message: String?, messageFile: String?, skipsEditor: Bool,
    isVerbose: Bool, isAll: Bool, isDryRun: Bool, keepsActive: Bool, activates: Bool,
    isAllOrNothing: Bool, onto: VersionSpec?, isAnyBranch: Bool, isFirst: Bool, fetches: Bool
  ) in
  if keepsActive, activates {
    throw UsageError("Give either --activate or --no-activate, not both.")
  }
  if message != nil, messageFile != nil {
    throw UsageError("Give the message once: with -m or with -F.")
  }
  if isAll, !names.isEmpty { throw UsageError("Give either --all or the names of prompts.") }
  // First, since a companion program that takes over has to find standard input unread.
  var workspace = try context.workspace()
  let author = try context.author()
  if !isAnyBranch { try context.refuseOtherBranch() }
  let history = try fetches ? context.neededHistory(of: nil) : nil
  for replacement in try history?.pull(by: author) ?? [] { context.warn(replacement) }
  let repository = try context.repository()
  try context.refuseUnrelatedHistory(repository.store, isFirst: isFirst)
  let isOff = try !activates && !keepsActive && !context.isOn(.commitActivate)
  let text = try message ?? messageFile.map(context.readText)
  let options = CommitOptions(
    message: text ?? "", activates: !keepsActive && !isOff, overrulesRollbacks: activates,
    onto: onto, isAllOrNothing: isAllOrNothing)
  func makePlan(_ workspace: Workspace) throws -> CommitPlan {
    try context.working("Reading") { progress in
      try workspace.planCommit(
        of: names.isEmpty ? nil : names, to: repository, options: options, progress: progress)
    }
  }
  var plan: CommitPlan
  if let history {
    (plan, workspace) = try history.plan(in: repository, makePlan)
  } else {
    plan = try makePlan(workspace)
  }
  var output = CommitOutput(
    repository, isDryRun ? .dryRun : .planned, isOffBySetting: isOff, of: plan)
  if isDryRun {
    let report = try workspace.rehearse(plan, in: repository, by: author)
    return try context.show(report, output)
  }
  var draft: CommitMessageFile?
  if context.asksForMessage, text == nil, !skipsEditor, plan.refusal == nil, !plan.isNothing {
    let report = try workspace.rehearse(plan, in: repository, by: author)
    let file = CommitMessageFile(context, beside: workspace)
    try file.write(
      output.lines(of: report) + output.warnings(of: report),
      differences: isVerbose ? plan : nil, repository)
    plan = plan.saying(try file.edited())
    draft = file
  }
  do {
    let report = try context.working("Committing") { progress in
      try workspace.commit(plan, to: repository, by: author, progress: progress)
    }
    try draft?.remove()
    output.tense = .done
    try context.show(report, output)
  } catch let error as RepositoryError {
    if let draft, output.tense != .done { context.warn(draft.keptMessage) }
    throw error
  }
}

extension CommandContext {
  /// Whether a person is there to be asked for a message.
  fileprivate var asksForMessage: Bool {
    !json && output.isTerminal && Terminal.isTerminal(.input)
  }
}
