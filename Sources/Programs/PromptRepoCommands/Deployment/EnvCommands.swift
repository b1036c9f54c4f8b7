internal import CanonicalJSON
internal import CommandKit
internal import PromptRepo

let envAddCommand = Command<CommandContext>(
  "add", abstract: "Add an environment.",
  discussion: """
    A protected environment refuses a version whose variables differ from those of the live \
    version, unless they are acknowledged. --requires protects it too, and it then refuses \
    versions that were never live in the required environment. Rollbacks are always allowed.
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
  "set", abstract: "Change an environment's rules.",
  discussion: "The rules that are given take the place of those that it has.",
  .argument("name", help: "The environment."),
  .isProtected,
  .requires,
  .flag("--no-rules", help: "Remove all of its rules."),
  .reason(kept: "with the change")
) {
  (
    context, name: EnvironmentName, isProtected: Bool, required: EnvironmentName?, hasNone: Bool,
    reason: String?
  ) in
  guard hasNone != (isProtected || required != nil) else {
    throw UsageError("Give the rules, --protected or --requires ENV, or --no-rules.")
  }
  let environment = DeploymentEnvironment(name, isProtected: isProtected, requires: required)
  try context.repository().change(by: context.author()) { transaction throws(RepositoryError) in
    try transaction.setEnvironment(environment, reason: reason)
  }
  try context.report(environment, "Changed")
}

let envListCommand = Command<CommandContext>(
  "list", abstract: "List the environments and their rules."
) { context in
  let environments = try context.repository().environments()
  if context.json { return try environments.forEach { try context.output.json($0.json) } }
  var table = Table()
  table.add(heading: "NAME", "RULES")
  for environment in environments {
    table.add(
      .init(environment.name.rawValue, .bold),
      .folded(environment.isProtected ? environment.rules : ""))
  }
  if !environments.isEmpty {
    try context.output.table(table)
  } else {
    try context.sayNothingFound(
      "There are no environments", next: "`promptrepo env add NAME` adds one")
  }
}

let envRemoveCommand = Command<CommandContext>(
  "remove", abstract: "Remove an environment.",
  discussion: "The history of its deployments is kept.",
  .argument("name", help: "The environment."),
  .flag("--force", help: "Remove it even if prompts are live in it."),
  .reason(kept: "with the change")
) { (context, name: EnvironmentName, isForced: Bool, reason: String?) in
  let repository = try context.repository()
  let environment = try repository.environment(name)
  try repository.change(by: context.author()) { transaction throws(RepositoryError) in
    try transaction.removeEnvironment(name, forces: isForced, reason: reason)
  }
  try context.report(environment, "Removed")
  if !context.json { try context.advise("  `promptrepo undo` brings it back") }
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
