internal import CommandKit
internal import PromptRepo

let rollbackCommand = Command<CommandContext>(
  "rollback", abstract: "Make what was live before live again.",
  discussion: """
    Without --to, goes one step back; repeated, one step further back each time. Newer versions \
    stay, and `promptrepo activate` or `deploy` goes forward again. An environment goes only to \
    what it has held, and no rule of it forbids that.
    """,
  .argument("name", help: "The prompt."),
  .option("--env", valueName: "env", help: "The environment; else what is active goes back."),
  .option("--to", valueName: "spec", help: "The version to go back to."),
  .option("-m", "--message", valueName: "reason", help: "Why; it is kept with the move.")
) {
  (
    context, name: PromptName, environment: EnvironmentName?, spec: VersionSpec?, reason: String?
  ) in
  let pointer = environment.map { Pointer.environment($0) } ?? .active
  let move = try context.repository().rollback(
    name, pointer, to: spec, reason: reason, by: context.author())
  try context.report(move, of: name, pointer)
}
