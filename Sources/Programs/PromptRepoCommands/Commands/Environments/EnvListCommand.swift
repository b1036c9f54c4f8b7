internal import CommandKit
internal import PromptRepo

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
