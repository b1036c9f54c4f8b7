internal import CommandKit
internal import PromptRepo

let releaseDeployCommand = Command<CommandContext>(
  "deploy", abstract: "Make the versions of a release live in an environment: all, or none.",
  .argument("release", help: "The release."),
  .requiredOption("--env", valueName: "env", help: "The environment."),
  .option("-m", "--message", valueName: "reason", help: "Why; it is kept with each move."),
  .options(
    "--acknowledge", valueName: "variables",
    help: "Variables whose coming or going callers are ready for, with commas between.")
) {
  (
    context, name: ReleaseName, environment: EnvironmentName, reason: String?,
    acknowledged: [VariableNames]
  ) in
  let deployments = try context.repository().change(by: context.author()) {
    transaction throws(RepositoryError) in
    try transaction.deployRelease(
      name, to: environment, reason: reason, acknowledging: acknowledged.all)
  }
  try context.report(deployments)
}
