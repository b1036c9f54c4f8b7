internal import CanonicalJSON
internal import CommandKit
internal import PromptFiles
internal import PromptRepo

let rollbackCommand = Command<CommandContext>(
  "rollback", abstract: "Make what was live before live again.",
  discussion: """
    Without --to, goes one step back; repeated, one step further back each time. Newer versions \
    stay, and `promptrepo activate` or `deploy` goes forward again. What was live until then is \
    withdrawn: what goes on from it does not go live by itself. The working file stays as it is, \
    unless --checkout writes the version to it that is live again. An environment goes only to \
    what it has held, and no rule of it forbids that.
    """,
  .argument("name", help: "The prompt."),
  .option("--env", valueName: "env", help: "The environment; else what is active goes back."),
  .option("--to", valueName: "spec", help: "The version to go back to."),
  .flag("--checkout", help: "Write the version to the working file too."),
  .option("-m", "--message", valueName: "reason", help: "Why; it is kept with the move.")
) {
  (
    context, name: PromptName, environment: EnvironmentName?, spec: VersionSpec?,
    checksOut: Bool, reason: String?
  ) in
  guard environment == nil || !checksOut else {
    throw UsageError("--checkout goes with the active version: leave out --env or --checkout.")
  }
  let repository = try context.repository()
  let pointer = environment.map { Pointer.environment($0) } ?? .active
  if checksOut { try context.refuseEdits(of: name, repository) }
  let move = try repository.rollback(name, pointer, to: spec, reason: reason, by: context.author())
  guard pointer == .active else { return try context.report(move, of: name, pointer) }
  try context.report(move, of: name, repository, checksOut: checksOut)
}

extension CommandContext {
  /// Refuses, before anything has moved, to write over edits that are committed nowhere.
  fileprivate func refuseEdits(of name: PromptName, _ repository: Repository) throws {
    let plan = try workspace().planCheckout(of: [name: .active], from: repository)
    if let refusal = plan.refusal { throw refusal }
  }
}
