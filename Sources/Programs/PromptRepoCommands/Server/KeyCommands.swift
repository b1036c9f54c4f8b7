internal import APIKeys
internal import CanonicalJSON
internal import CommandKit
internal import Platform
internal import PromptRepo

let keyCreateCommand = Command<CommandContext>(
  "create", abstract: "Create an API key and print its secret once.",
  discussion: """
    Prints the secret alone on standard output, and its details on standard error. Stores only \
    the SHA-256 of the secret. A reader reads; an editor also creates and updates prompts, \
    creates versions and rolls back; a deployer also deploys to environments; an admin also \
    deletes. A running server accepts the key at once.
    """,
  .requiredOption("--owner", valueName: "name", help: "The owner of the key."),
  .serverData,
  .option("--role", default: Role.editor, help: "The role of the key."),
  .option(
    "--expires", valueName: "when",
    help: "The expiry: 30d, 12h or 90m from now, or a date; by default never.")
) { (context, owner: Owner, data: String?, role: Role, expiry: DateArgument?) in
  let now = context.clock
  let file = try context.serverDataFolder(data: data).file
  let (secret, key) = try file.create(
    owner: owner, role: role, expiresAt: expiry?.after(now), now: now)
  context.done.note(
    "the key \(key.id) was made",
    hint: "without its secret it is of no use: `promptrepo key revoke \(key.id)` ends it")
  if context.json { return try context.output.json(key.json(secret: secret, at: now)) }
  let errors = Console(
    .error, environment: context.environment, isMuted: context.isQuiet)
  let end = key.expiresAt.map { "until \($0.inLocalZone.local)" } ?? "without an end"
  try errors.line("Made the API key \(key.id) for \(owner): role \(role.rawValue), \(end)")
  try errors.line("This is its secret, which is shown only this once:")
  try errors.flush()
  try context.output.line(secret)
}

let keyListCommand = Command<CommandContext>(
  "list", abstract: "List the API keys.",
  discussion: """
    Lists them in order of creation, without their secrets. With --json, prints one key per line.
    """,
  .serverData
) { (context, data: String?) in
  let now = context.clock
  let keys = try context.serverDataFolder(data: data).file.keys()
  guard !context.json else { return try keys.forEach { try context.output.json($0.json(at: now)) } }
  guard !keys.isEmpty else {
    if context.output.isTerminal { try context.output.line("No keys.") }
    return
  }
  var table = Table()
  table.add(heading: "ID", "OWNER", "ROLE", "CREATED", "EXPIRES", "STATE")
  for key in keys {
    table.add(
      .init(key.id, .bold), .init(key.owner.rawValue), .init(key.role.rawValue),
      .init(key.createdAt.minute), .init(key.expiresAt?.minute ?? "never"),
      .init(key.state(at: now).rawValue))
  }
  try context.output.table(table)
}

let keyRevokeCommand = Command<CommandContext>(
  "revoke", abstract: "Revoke an API key.",
  discussion: """
    A running server refuses the key at once. The key stays in the list, as revoked.
    """,
  .argument("id", help: "The key's id."),
  .serverData
) { (context, id: String, data: String?) in
  let now = context.clock
  let key = try context.serverDataFolder(data: data).file.revoke(id, now: now)
  if context.json { return try context.output.json(key.json(at: now)) }
  try context.output.line("Revoked \(key.id), the \(key.role.rawValue) key of \(key.owner)")
}

extension APIKey {
  /// The key as programs read it, with its secret only where that was just made.
  func json(secret: String? = nil, at now: Timestamp) -> JSONObject {
    var object = JSONObject()
    if let secret { object["key"] = .string(secret) }
    object["id"] = .string(id)
    object["object"] = "api_key"
    object["owner"] = .string(owner.rawValue)
    object["role"] = .string(role.rawValue)
    object["created_at"] = .string(createdAt.rfc3339)
    if let expiresAt { object["expires_at"] = .string(expiresAt.rfc3339) }
    if let revokedAt { object["revoked_at"] = .string(revokedAt.rfc3339) }
    object["state"] = .string(state(at: now).rawValue)
    return object
  }
}
