internal import CommandKit
internal import PromptRepo

let remoteRemoveCommand = Command<CommandContext>(
  "remove", abstract: "Forget a hosted remote.",
  discussion: """
    Nothing is changed there. What was last seen there stays noted, so that the same remote can be \
    added again under the same name.
    """,
  .argument("name", help: "The remote.")
) { (context, name: RemoteName) in
  let remote = try context.theHostedRemote(name.rawValue)
  let file = try context.hostedRemotes()
  try file.write(file.all().filter { $0 != remote })
  context.done.note("the remote was removed", hint: "`promptrepo remote list` shows the others")
  if context.json { return try context.output.json(remote.outputJSON) }
  try context.output.line("Removed the remote '\(name)'")
}
