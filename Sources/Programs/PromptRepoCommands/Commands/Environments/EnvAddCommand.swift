internal import CommandKit
internal import PromptRepo

let envAddCommand = Command<CommandContext>(
  "add", abstract: "Add an environment.",
  discussion: """
    A protected environment takes no version with other variables than what is live there, unless \
    that is acknowledged. With --requires it is protected, and takes only what is or was live in \
    the required environment. Rollbacks are never held up.
    """,
  .argument("name", help: "Its name, such as production.", completion: Completion.none),
  .flag("--protected", help: "Deployments have to keep to the rules."),
  .option(
    "--requires", valueName: "env", help: "Where a version has to be or have been live before."),
  .option("-m", "--message", valueName: "reason", help: "Why; it is kept with the change.")
) {
  (context, name: EnvironmentName, isProtected: Bool, required: EnvironmentName?, reason: String?)
  in
  let environment = DeploymentEnvironment(name, isProtected: isProtected, requires: required)
  try context.repository().change(by: context.author()) { transaction throws(RepositoryError) in
    try transaction.addEnvironment(environment, reason: reason)
  }
  try context.report(environment, "Added")
}

extension CommandContext {
  /// Says what became of an environment.
  func report(_ environment: DeploymentEnvironment, _ verb: String) throws {
    if json { return try output.json(environment.json) }
    let rules = environment.isProtected ? ": \(environment.rules)" : ""
    try output.line("\(verb) \(environment.name)\(rules)")
  }
}
