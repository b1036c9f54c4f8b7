internal import CanonicalJSON
internal import CommandKit
internal import Platform
internal import PromptFiles
internal import PromptRepo

let moveCommand = Command<CommandContext>(
  "mv", abstract: "Rename a prompt and its file.",
  discussion: "Its id, versions and history are kept. The old name becomes free.",
  .argument("old", help: "The prompt.", completion: .custom("prompt")),
  .argument("new", help: "Its new name.")
) { (context, name: PromptName, newName: PromptName) in
  if name == newName { throw UsageError("'\(name)' is the name already.") }
  let (repository, author) = (try context.repository(), try context.author())
  if let workspace = try context.workspaceIfAny() {
    try workspace.rename(name, to: newName, in: repository, by: author)
  } else {
    try repository.by(author).rename(name, to: newName)
  }
  if context.json {
    try context.output.json([
      "object": "prompt.renamed", "name": .string(newName.rawValue),
      "previous_name": .string(name.rawValue),
    ])
  } else {
    try context.output.line("\(name) is \(newName) now")
  }
}

let deleteCommand = Command<CommandContext>(
  "delete", abstract: "Delete a prompt with all its versions, and its file.",
  discussion: """
    Asks for the name again unless --yes is given. Keeps a tombstone without content: who deleted \
    what, when and why. The name may be used again, for another prompt.
    """,
  .argument("name", help: "The prompt."),
  .flag("-y", "--yes", help: "Do not ask for confirmation, and discard uncommitted edits."),
  .flag("--force", help: "Delete it even if it is live in an environment."),
  .reason(kept: "in the tombstone")
) { (context, name: PromptName, isSure: Bool, isForced: Bool, reason: String?) in
  let repository = try context.repository()
  let prompt = try repository.prompt(name)
  let workspace = try context.workspaceIfAny()
  if prompt == nil {
    // Nobody is asked about what is not there.
    if let workspace {
      _ = try workspace.status(of: [name], in: repository)
    } else {
      _ = try repository.existing(name)
    }
  }
  if !isSure { try context.confirmDeletion(of: name, versions: prompt?.latest?.number ?? 0) }
  let author = try context.author()
  if let workspace {
    // Of a prompt that has no version the file is all there is, and whoever was asked agreed.
    try workspace.delete(
      name, reason: reason, forces: isSure || prompt == nil, forcesEnvironments: isForced,
      in: repository, by: author)
  } else {
    try repository.by(author).delete(name, reason: reason, forces: isForced)
  }
  if context.json {
    var object: JSONObject = ["object": "prompt.deleted", "name": .string(name.rawValue)]
    if let prompt { object["id"] = .string(prompt.record.id.rawValue) }
    object["deleted"] = true
    try context.output.json(object)
  } else {
    try context.output.line("Deleted \(name)")
  }
}

extension CommandContext {
  /// Asks a person to type the name of what is about to be lost.
  fileprivate func confirmDeletion(of name: PromptName, versions: Int) throws {
    let what =
      versions == 0 ? "the file of \(name)" : "\(name) with \(counted(versions, "version"))"
    try confirm(
      "Delete \(what)? Type its name: ", typing: name,
      orRefuse: "the name was not typed, so nothing was deleted",
      unasked: UsageError("Nobody can be asked here: --yes says that you are sure."))
  }
}
