internal import CommandKit
internal import PromptRepo

let rollbackCommand = Command<CommandContext>(
  "rollback", abstract: "Make what was active before active again.",
  discussion: """
    Without --to, goes one step back; repeated, one step further back each time. Newer versions \
    stay, and `promptrepo activate` goes forward again.
    """,
  .argument("name", help: "The prompt."),
  .option("--to", valueName: "spec", help: "The version to go back to."),
  .option("-m", "--message", valueName: "reason", help: "Why; it is kept with the move.")
) { (context, name: PromptName, spec: VersionSpec?, reason: String?) in
  let move = try context.repository().rollback(
    name, to: spec, reason: reason, by: context.author())
  try context.report(move, of: name)
}
