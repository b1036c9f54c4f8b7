internal import APIKeys
internal import CommandKit
internal import Platform
internal import PromptRepo

let keyCreateCommand = Command<CommandContext>(
  "create", abstract: "Make an API key and print its secret, this once.",
  discussion: """
    Prints the secret alone on standard output, and what is to be known of it on standard error. \
    Only its SHA-256 is kept. A reader reads; an editor also creates and updates prompts, creates \
    versions and rolls back; a deployer also deploys to environments; an admin also deletes. A \
    server that runs accepts the key at once.
    """,
  .requiredOption("--owner", valueName: "name", help: "Whom the key is for."),
  .option(
    "--data", valueName: "dir",
    help: "The folder of the server's data; else one in the user's state folder.",
    completion: .directory),
  .option("--role", default: Role.editor, help: "What its holder may do."),
  .option(
    "--expires", valueName: "when",
    help: "When it ends: 30d, 12h or 90m from now, or a date; else never.")
) { (context, owner: Owner, data: String?, role: Role, expiry: Moment?) in
  let now = context.clock
  let file = try context.keyLocation(data: data).file
  let (secret, key) = try file.create(
    owner: owner, role: role, expiresAt: expiry?.after(now), now: now)
  context.done.note(
    "the key \(key.id) was made",
    hint: "without its secret it is of no use: `promptrepo key revoke \(key.id)` ends it")
  if context.json { return try context.output.json(key.json(secret: secret, at: now)) }
  let errors = Console(.error, environment: context.environment)
  let end = key.expiresAt.map { "until \($0.inLocalZone.local)" } ?? "without an end"
  try errors.line("Made the API key \(key.id) for \(owner): role \(role.rawValue), \(end)")
  try errors.line("This is its secret, which is shown only this once:")
  try errors.flush()
  try context.output.line(secret)
}
