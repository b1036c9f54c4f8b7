internal import CommandKit
internal import PromptRepo

let remoteAddCommand = Command<CommandContext>(
  "add", abstract: "Add a hosted Prompts API to keep in step with.",
  discussion: """
    Kept in your own settings, not in the repository. The API key comes from the environment \
    variable PROMPTREPO_API_KEY or another one, or from what a shell command prints; it is stored \
    nowhere.
    """,
  .argument("name", help: "A name for it, such as: hosted"),
  .argument("url", help: "The server's address, such as https://api.example.com"),
  .option("--key-env", valueName: "var", help: "The variable that holds the API key."),
  .option("--key-command", valueName: "cmd", help: "A shell command that prints the API key."),
  .option("--on-behalf-of", valueName: "id", help: "The end user to act for.")
) {
  (
    context, name: RemoteName, url: String, variable: String?, command: String?, endUser: String?
  ) in
  guard variable == nil || command == nil else {
    throw UsageError("Give one of --key-env and --key-command, not both.")
  }
  try name.checkPortable()
  let file = try context.hostedRemotes()
  var remotes = try file.all()
  guard !remotes.contains(where: { $0.name == name }), try !context.isGitRemote(name) else {
    throw RepositoryError(
      .conflict, "there is a remote '\(name)' already",
      hint: "Choose another name, or remove it with promptrepo remote remove \(name)")
  }
  let remote = HostedRemote(
    name: name, url: try HostedRemote.address(url),
    keyVariable: command == nil ? variable ?? HostedRemote.standardVariable : nil,
    keyCommand: command, onBehalfOf: endUser)
  remotes.append(remote)
  try file.write(remotes)
  context.done.note("the remote was added", hint: "`promptrepo remote list` shows it")
  if context.json { return try context.output.json(remote.outputJSON) }
  try context.output.line("Added the remote '\(name)' at \(remote.url)")
}
