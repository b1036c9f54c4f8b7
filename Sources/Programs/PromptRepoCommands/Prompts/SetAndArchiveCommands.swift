internal import CanonicalJSON
internal import CommandKit
internal import PromptFiles
internal import PromptRepo

let setCommand = Command<CommandContext>(
  "set", abstract: "Edit a prompt's record: title, description, metadata.",
  discussion: "Updates the header of the prompt's file too. An empty text removes the field.",
  .argument("name", help: "The prompt."),
  .option("--title", help: "The title, in any script."),
  .option("--description", help: "What the prompt is for."),
  .option("--metadata", valueName: "json", help: "A JSON object; replaces the current metadata.")
) { (context, name: PromptName, title: String?, description: String?, metadata: String?) in
  guard title != nil || description != nil || metadata != nil else {
    throw UsageError("Say what to set: --title, --description or --metadata.")
  }
  let edit = RecordEdit(
    title: title.map { .set($0.isEmpty ? nil : $0) } ?? .keep,
    description: description.map { .set($0.isEmpty ? nil : $0) } ?? .keep,
    metadata: try metadata.map { .set(try parseMetadata($0)) } ?? .keep)
  let repository = try context.repository()
  let isDifferent = try context.set(name, edit, in: repository)
  if context.json, let prompt = try repository.prompt(name) {
    try context.output.json(prompt.json)
  } else {
    try context.output.line(
      isDifferent ? "\(name): record edited" : "\(name): the record says this already")
  }
}

extension CommandContext {
  /// Edits the record and, where there are working files, the header with it.
  fileprivate func set(
    _ name: PromptName, _ edit: RecordEdit, in repository: Repository
  ) throws -> Bool {
    let author = try author()
    if let workspace = try workspaceIfAny() {
      return try workspace.set(name, edit, in: repository, by: author)
    }
    let record = try repository.existing(name).record
    guard edit.applied(to: record) != record else { return false }
    try repository.by(author).edit(name, edit)
    return true
  }
}

private func parseMetadata(_ text: String) throws -> JSONObject {
  if text.isEmpty { return JSONObject() }
  do {
    if let object = try JSONValue(parsing: text).object { return object }
  } catch {
    throw UsageError("The metadata is not JSON: \(error).")
  }
  throw UsageError(#"The metadata is not a JSON object: write {"team": "support"}."#)
}

let archiveCommand = Command<CommandContext>(
  "archive", abstract: "Archive a prompt.",
  discussion: """
    Listings leave it out, and it can no longer be deployed. Its versions, history and live \
    versions are kept. Archiving is local: it is never synced to a hosted API. `promptrepo \
    unarchive` restores the prompt.
    """,
  .argument("name", help: "The prompt."),
  .reason(kept: "with the change")
) { (context, name: PromptName, reason: String?) in
  let repository = try context.repository()
  try repository.change(by: context.author()) { transaction throws(RepositoryError) in
    try transaction.archive(name, reason: reason)
  }
  try context.report(name, "is archived", repository)
  guard !context.json else { return }
  try context.sayWhereLive(name, repository)
  try context.advise("  `promptrepo unarchive \(name)` restores it")
}

let unarchiveCommand = Command<CommandContext>(
  "unarchive", abstract: "Restore an archived prompt.",
  .argument("name", help: "The prompt."),
  .reason(kept: "with the change")
) { (context, name: PromptName, reason: String?) in
  let repository = try context.repository()
  try repository.change(by: context.author()) { transaction throws(RepositoryError) in
    try transaction.unarchive(name, reason: reason)
  }
  try context.report(name, "is in use again", repository)
}

extension CommandContext {
  /// Says in which environments callers get an archived prompt still.
  func sayWhereLive(
    _ name: PromptName, _ repository: Repository, indent: String = "  "
  ) throws {
    let live = try repository.environments().compactMap { environment in
      try repository.lastMove(of: .environment(environment.name), name)
        .map { "\(environment.name) (v\($0.version))" }
    }
    guard !live.isEmpty else { return }
    try output.line(
      "\(indent)It stays live in \(live.joined(separator: ", ")), and is deployed no more.")
  }

  fileprivate func report(
    _ name: PromptName, _ what: String, _ repository: Repository
  ) throws {
    guard json else { return try output.line("\(name) \(what)") }
    if let prompt = try repository.prompt(name) { try output.json(prompt.json) }
  }
}
