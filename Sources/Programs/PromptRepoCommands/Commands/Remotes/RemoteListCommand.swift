internal import CommandKit
internal import PromptRepo

let remoteListCommand = Command<CommandContext>(
  "list", abstract: "List the hosted remotes.",
  discussion: "With --json, one remote on each line. `git remote -v` lists those of git."
) { context in
  let remotes = try context.readableRemotes()
  guard !context.json else { return try remotes.forEach { try context.output.json($0.outputJSON) } }
  guard !remotes.isEmpty else {
    if context.output.isTerminal { try context.output.line("No hosted remotes.") }
    return
  }
  var table = Table()
  table.add(heading: "NAME", "URL", "KEY", "ON BEHALF OF")
  for remote in remotes {
    table.add(
      .init(remote.name.rawValue, .bold), .init(remote.url),
      .init(remote.keyCommand.map { "`\($0)`" } ?? remote.keyVariable.map { "$\($0)" } ?? "-"),
      .init(remote.onBehalfOf ?? "-"))
  }
  try context.output.table(table)
}
