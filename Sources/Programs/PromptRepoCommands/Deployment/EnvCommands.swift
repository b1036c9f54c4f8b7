internal import CanonicalJSON
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
  .isProtected,
  .requires,
  .reason(kept: "with the change")
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

let envSetCommand = Command<CommandContext>(
  "set", abstract: "Give an environment other rules.",
  discussion: "Without options, it has none: whatever is deployed there is taken.",
  .argument("name", help: "The environment."),
  .isProtected,
  .requires,
  .reason(kept: "with the change")
) {
  (context, name: EnvironmentName, isProtected: Bool, required: EnvironmentName?, reason: String?)
  in
  let environment = DeploymentEnvironment(name, isProtected: isProtected, requires: required)
  try context.repository().change(by: context.author()) { transaction throws(RepositoryError) in
    try transaction.setEnvironment(environment, reason: reason)
  }
  try context.report(environment, "Changed")
}

let envListCommand = Command<CommandContext>(
  "list", abstract: "List the environments and their rules."
) { context in
  let environments = try context.readOnlyRepository().environments()
  if context.json { return try environments.forEach { try context.output.json($0.json) } }
  var table = Table()
  table.add(heading: "NAME", "RULES")
  for environment in environments {
    table.add(
      .init(environment.name.rawValue, .bold),
      .init(environment.isProtected ? environment.rules : ""))
  }
  if !environments.isEmpty {
    try context.output.table(table)
  } else if context.output.isTerminal {
    try context.output.line("No environments.")
  }
}

let envRemoveCommand = Command<CommandContext>(
  "remove", abstract: "Take an environment from the list.",
  discussion: "What was deployed there stays in the history.",
  .argument("name", help: "The environment."),
  .flag("--force", help: "Also while prompts are live in it."),
  .reason(kept: "with the change")
) { (context, name: EnvironmentName, isForced: Bool, reason: String?) in
  let repository = try context.repository()
  let environment = try repository.environment(name)
  try repository.change(by: context.author()) { transaction throws(RepositoryError) in
    try transaction.removeEnvironment(name, forces: isForced, reason: reason)
  }
  try context.report(environment, "Removed")
}

extension DeploymentEnvironment {
  /// The environment as machine-readable output shows it.
  var json: JSONObject {
    var object: JSONObject = ["object": "environment", "name": .string(name.rawValue)]
    object["protected"] = .bool(isProtected)
    if let requires { object["requires"] = .string(requires.rawValue) }
    return object
  }
}
