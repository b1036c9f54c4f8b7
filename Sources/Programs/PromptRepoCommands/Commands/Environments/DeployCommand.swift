internal import CommandKit
internal import PromptRepo

let deployCommand = Command<CommandContext>(
  "deploy", abstract: "Make versions live in an environment: all, or none.",
  discussion: """
    Without a SPEC, the active version is taken. What is live there already stays as it is. With \
    --expect, nothing is deployed unless that is what is live now.
    """,
  .arguments("name[@spec]", isRequired: true, help: "The prompts, and which versions of them."),
  .requiredOption("--env", valueName: "env", help: "The environment."),
  .option("-m", "--message", valueName: "reason", help: "Why; it is kept with each move."),
  .option(
    "--expect", valueName: "hash",
    help: "The hash of the version that is live, or none; for one prompt."),
  .options(
    "--acknowledge", valueName: "variables",
    help: "Variables whose coming or going callers are ready for, with commas between.")
) {
  (
    context, revisions: [Revision], environment: EnvironmentName, reason: String?,
    expected: ExpectedVersion?, acknowledged: [VariableNames]
  ) in
  if expected != nil, revisions.count > 1 {
    throw UsageError("--expect is about one prompt.")
  }
  let orders = revisions.map {
    DeploymentOrder($0.name, $0.spec ?? .active, expecting: expected)
  }
  let deployments = try context.repository().deploy(
    orders, to: environment, reason: reason, acknowledging: acknowledged.all,
    by: context.author())
  try context.report(deployments)
}
