internal import CommandKit
internal import PromptRepo

let envSetCommand = Command<CommandContext>(
  "set", abstract: "Give an environment other rules.",
  discussion: "Without options, it has none: whatever is deployed there is taken.",
  .argument("name", help: "The environment."),
  .flag("--protected", help: "Deployments have to keep to the rules."),
  .option(
    "--requires", valueName: "env", help: "Where a version has to be or have been live before."),
  .option("-m", "--message", valueName: "reason", help: "Why; it is kept with the change.")
) {
  (context, name: EnvironmentName, isProtected: Bool, required: EnvironmentName?, reason: String?)
  in
  let environment = DeploymentEnvironment(name, isProtected: isProtected, requires: required)
  try context.repository().change(by: context.author()) { transaction throws(RepositoryError) in
    try transaction.setEnvironment(environment, reason: reason)
  }
  try context.report(environment, "Changed")
}
