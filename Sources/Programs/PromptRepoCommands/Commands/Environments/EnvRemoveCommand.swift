internal import CommandKit
internal import PromptRepo

let envRemoveCommand = Command<CommandContext>(
  "remove", abstract: "Take an environment from the list.",
  discussion: "What was deployed there stays in the history.",
  .argument("name", help: "The environment."),
  .flag("--force", help: "Also while prompts are live in it."),
  .option("-m", "--message", valueName: "reason", help: "Why; it is kept with the change.")
) { (context, name: EnvironmentName, isForced: Bool, reason: String?) in
  let repository = try context.repository()
  let environment = try repository.environment(name)
  try repository.change(by: context.author()) { transaction throws(RepositoryError) in
    try transaction.removeEnvironment(name, forces: isForced, reason: reason)
  }
  try context.report(environment, "Removed")
}
