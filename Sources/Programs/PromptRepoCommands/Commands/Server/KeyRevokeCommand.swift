internal import APIKeys
internal import CommandKit
internal import PromptRepo

let keyRevokeCommand = Command<CommandContext>(
  "revoke", abstract: "End the validity of an API key, for good.",
  discussion: "A server that runs refuses the key at once. It stays in the list, as revoked.",
  .argument("id", help: "The key's id."),
  .option(
    "--data", valueName: "dir",
    help: "The folder of the server's data; else one in the user's state folder.",
    completion: .directory)
) { (context, id: String, data: String?) in
  let now = context.clock
  let key = try context.keyLocation(data: data).file.revoke(id, now: now)
  if context.json { return try context.output.json(key.json(at: now)) }
  try context.output.line("Revoked \(key.id), the \(key.role.rawValue) key of \(key.owner)")
}
