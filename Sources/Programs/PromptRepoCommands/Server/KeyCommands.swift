internal import APIKeys
internal import CanonicalJSON
internal import CommandKit
internal import Platform
internal import PromptRepo

let keyCreateCommand = Command<CommandContext>(
  "create", abstract: "Create an API key and print its secret once.",
  discussion: """
    Prints the secret alone on standard output, and its details on standard error. Stores only \
    the SHA-256 of the secret. A running server accepts the key at once, at /api/v1/llm/prompts: \
    callers send it as `Authorization: Bearer SECRET`. With --for, prints instead the lines that \
    another system's client is configured with, the secret among them.
    """,
  .requiredOption("--owner", valueName: "name", help: "The owner of the key."),
  .serverData,
  .option(
    "--role", default: Role.editor,
    help: "What the key may do. A reader reads; an editor also creates and updates prompts, "
      + "creates versions and rolls back; a deployer also deploys to environments; an admin also "
      + "deletes."),
  .option(
    "--expires", valueName: "when",
    help: "The expiry: 30d, 12h or 90m from now, or a date; by default never."),
  .option(
    "--for", valueName: "client",
    help: "Print what this client of the server wants; `serve --surface` has to name it, too."),
  .option(
    "--url", valueName: "url",
    help: "Where that client finds the server; \(ServerURL.standard.text) by default.")
) {
  (
    context, owner: Owner, data: String?, role: Role, expiry: ExpiryArgument?,
    client: ServedSurface?, url: ServerURL?
  ) in
  if url != nil, client == nil { throw UsageError("--url is for --for: name the client, too.") }
  if let url, url.isReadableByOthers {
    context.warn(
      "over \(url.text), which is plain HTTP, others on the network could read the key: use https")
  }
  let now = context.clock
  let file = try context.serverDataFolder(data: data).file
  let (secret, key) = try file.create(
    owner: owner, role: role, expiresAt: expiry?.after(now), now: now)
  context.done.note(
    "the key \(key.id) was made",
    hint: "without its secret it is of no use: `promptrepo key revoke \(key.id)` ends it")
  let variables = client?.environment((url ?? .standard).text, key, secret: secret)
  if context.json {
    var object = key.json(secret: secret, at: now)
    if let variables {
      object["environment"] = .object(
        JSONObject(variables.map { JSONMember(key: $0.name, value: .string($0.value)) }))
    }
    return try context.output.json(object)
  }
  try context.show(
    variables.map { $0.map { "\($0.name)=\($0.value)" } } ?? [secret],
    "Made the API key \(key.id) for \(owner): role \(role.rawValue), \(key.end)",
    "With it, programs may \(role.rights)")
}

let keyListCommand = Command<CommandContext>(
  "list", abstract: "List the API keys.",
  discussion: """
    Lists them in order of creation, without their secrets. USED is the last day, in UTC, on \
    which a server accepted the key. With --json, prints one key per line.
    """,
  .serverData
) { (context, data: String?) in
  let now = context.clock
  let file = try context.serverDataFolder(data: data).file
  let keys = try file.keys()
  let uses = context.lastUses(beside: file)
  guard !context.json else {
    return try keys.forEach { try context.output.json($0.json(at: now, used: uses[$0.id])) }
  }
  guard !keys.isEmpty else {
    let option = data.map { " --data \($0.shellWord)" } ?? ""
    return try context.sayNothingFound(
      "There are no keys", isOfLedger: false,
      next: "`promptrepo key create --owner NAME\(option)` makes one")
  }
  var table = Table(narrowing: [.shorten(3), .shorten(4), .leaveOut(3), .leaveOut(5)])
  table.add(heading: "ID", "OWNER", "ROLE", "CREATED", "EXPIRES", "USED", "STATE")
  for key in keys {
    table.add(
      .init(key.id, .bold), .init(key.owner.rawValue), .init(key.role.rawValue),
      .init(key.createdAt.minute, short: String(key.createdAt.minute.prefix(10))),
      .init(
        key.expiresAt?.minute ?? "never",
        short: String((key.expiresAt?.minute ?? "never").prefix(10))),
      .init(uses[key.id]?.description ?? "never"), .init(key.state(at: now).rawValue))
  }
  try context.output.table(table)
}

let keyRotateCommand = Command<CommandContext>(
  "rotate", abstract: "Create an API key in the place of another one.",
  discussion: """
    The new key has the owner and the role of the old one, and is valid for as long. Prints its \
    secret as `key create` does. The old key stays valid for the time that --grace gives, so that \
    programs can change over. A key whose secret others may know has no time: take --grace 0.
    """,
  .argument("id", help: "The id of the key to replace, or the owner whose only key it is."),
  .serverData,
  .option(
    "--grace", valueName: "time", default: DurationArgument(hours: 1),
    help: "How long the old key stays valid: 30d, 12h or 90m, or 0."),
  .option(
    "--expires", valueName: "when",
    help: "The expiry of the new key: 30d, 12h or 90m from now, or a date.")
) { (context, id: String, data: String?, grace: DurationArgument, expiry: ExpiryArgument?) in
  let now = context.clock
  let file = try context.serverDataFolder(data: data).file
  let (secret, key, old) = try file.rotate(
    file.id(meantBy: id, at: now, passingOverReplaced: true), grace: grace.milliseconds,
    expiresAt: expiry?.after(now),
    now: now)
  context.done.note(
    "the key \(key.id) was made in the place of \(old.id)",
    hint: "without its secret it is of no use: `promptrepo key revoke \(key.id)` ends it")
  if context.json {
    return try context.output.json(key.json(secret: secret, at: now, replacing: old))
  }
  try context.show(
    [secret],
    "Made the API key \(key.id) for \(key.owner): role \(key.role.rawValue), \(key.end)",
    old.revokedAt == nil
      ? "The old key \(old.id) is valid \(old.end)" : "The old key \(old.id) is revoked")
}

let keyRevokeCommand = Command<CommandContext>(
  "revoke", abstract: "Revoke an API key.",
  discussion: """
    A running server refuses the key at once. The key stays in the list, as revoked.
    """,
  .argument("id", help: "The key's id, or the owner whose only key it is."),
  .serverData
) { (context, id: String, data: String?) in
  let now = context.clock
  let file = try context.serverDataFolder(data: data).file
  let key = try file.revoke(file.id(meantBy: id, at: now), now: now)
  if context.json { return try context.output.json(key.json(at: now)) }
  try context.output.line("Revoked \(key.id), the \(key.role.rawValue) key of \(key.owner)")
}

extension CommandContext {
  /// Prints a secret alone on standard output, and what there is to say about it on standard error.
  ///
  /// - Parameter lines: The secret, or lines that it is in.
  fileprivate func show(_ lines: [String], _ details: String...) throws {
    let errors = Console(.error, environment: environment, isMuted: isQuiet)
    for line in details { try errors.line(line) }
    // Where it goes into a file or a variable, nothing follows here.
    try errors.line(
      output.isTerminal
        ? "This is its secret, which is shown only this once:"
        : "Its secret is on standard output, only this once")
    try errors.flush()
    for line in lines { try output.line(line) }
  }

  /// The days on which keys were last used; none, with a warning, where they cannot be read.
  fileprivate func lastUses(beside file: KeyFile) -> [String: UseDay] {
    do throws(RepositoryError) {
      return try KeyUseFile(beside: file).days()
    } catch {
      warn(error.shellText)
      return [:]
    }
  }
}

extension KeyFile {
  /// The id of the key that a word means: itself, or the one valid key of an owner of that name.
  ///
  /// - Parameter passesOverReplaced: Whether a key that another one was made for is not meant, though
  ///   it is still valid.
  /// - Throws: ``RepositoryError/Code/ambiguous`` when the owner has several,
  ///   ``RepositoryError/Code/notFound`` when all of the owner's keys have ended.
  fileprivate func id(
    meantBy word: String, at now: Timestamp, passingOverReplaced passesOverReplaced: Bool = false
  ) throws(RepositoryError) -> String {
    let keys = try keys()
    let owned = keys.filter { $0.owner.rawValue == word }
    // A word that is nobody's name may be a secret, which no message repeats.
    guard !owned.isEmpty, !keys.contains(where: { $0.id == word }) else { return word }
    var valid = owned.filter { $0.isValid(at: now) }
    if passesOverReplaced {
      let current = valid.filter { $0.replacedBy == nil }
      if !current.isEmpty { valid = current }
    }
    guard let key = valid.first else {
      throw RepositoryError(
        .notFound, "each key of '\(word)' is revoked or expired", cause: KeyRefusal.endedKey)
    }
    guard valid.count == 1 else {
      let list = valid.map { key in
        let replaced = key.replacedBy.map { ", replaced by \($0)" } ?? ""
        return "\(key.id) (\(key.role.rawValue), of \(key.createdAt.minute), \(key.end)\(replaced))"
      }
      throw RepositoryError(
        .ambiguous, "'\(word)' owns \(valid.count) keys: \(list.joined(separator: ", "))",
        hint: "Name one of them by its id")
    }
    return key.id
  }
}

extension Role {
  /// What may be done with a key of it, in words.
  fileprivate var rights: String {
    let writes = "read, create and update prompts, create versions and roll back"
    return switch self {
    case .reader: "read prompts, and change nothing"
    case .editor: "\(writes); not deploy or delete"
    case .deployer: "\(writes), and deploy to environments; not delete"
    case .admin: "\(writes), deploy to environments and delete prompts"
    }
  }
}

extension APIKey {
  /// Until when it is valid, in words.
  fileprivate var end: String {
    expiresAt.map { "until \($0.inLocalZone.local)" } ?? "never expires"
  }

  /// The key as programs read it.
  ///
  /// - Parameters:
  ///   - secret: Its secret, where that was just made.
  ///   - used: The day of its last use.
  ///   - old: The key whose place it takes.
  func json(
    secret: String? = nil, at now: Timestamp, used: UseDay? = nil, replacing old: APIKey? = nil
  ) -> JSONObject {
    var object = JSONObject()
    if let secret { object["key"] = .string(secret) }
    object["id"] = .string(id)
    object["object"] = "api_key"
    object["owner"] = .string(owner.rawValue)
    object["role"] = .string(role.rawValue)
    object["created_at"] = .string(createdAt.rfc3339)
    if let expiresAt { object["expires_at"] = .string(expiresAt.rfc3339) }
    if let revokedAt { object["revoked_at"] = .string(revokedAt.rfc3339) }
    if let used { object["last_used_on"] = .string(used.description) }
    object["state"] = .string(state(at: now).rawValue)
    if let old {
      object["replaces"] = .string(old.id)
      if let end = old.revokedAt ?? old.expiresAt {
        object["replaced_ends_at"] = .string(end.rfc3339)
      }
    }
    return object
  }
}
