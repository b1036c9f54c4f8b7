internal import CommandKit
internal import PromptRepo

let promoteCommand = Command<CommandContext>(
  "promote", abstract: "Make what is live in one environment live in another: all, or none.",
  discussion: """
    Exactly the versions that the first has, whatever is active or newer. --all takes all that it \
    has, but archived prompts.
    """,
  .arguments("name", help: "The prompts."),
  .flag("--all", help: "All prompts that are live in the first environment."),
  .requiredOption("--from", valueName: "env", help: "Where the versions are live."),
  .requiredOption("--to", valueName: "env", help: "Where they are to be live."),
  .option("-m", "--message", valueName: "reason", help: "Why; it is kept with each move."),
  .options(
    "--acknowledge", valueName: "variables",
    help: "Variables whose coming or going callers are ready for, with commas between.")
) {
  (
    context, names: [PromptName], isAll: Bool, source: EnvironmentName, target: EnvironmentName,
    reason: String?, acknowledged: [VariableNames]
  ) in
  guard isAll == names.isEmpty else {
    throw UsageError(isAll ? "--all leaves no prompt to name." : "Name prompts, or say --all.")
  }
  let deployments = try context.repository().promote(
    isAll ? nil : names, from: source, to: target, reason: reason,
    acknowledging: acknowledged.all, by: context.author())
  if deployments.isEmpty, !context.json {
    try context.output.line("Nothing is live in \(source).")
  }
  try context.report(deployments)
}
