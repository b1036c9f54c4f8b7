internal import CanonicalJSON
internal import CommandKit
internal import PromptFiles
internal import PromptRepo

let undoCommand = Command<CommandContext>(
  "undo", abstract: "Undo the last operation, or a named one.",
  discussion: """
    Appends the inverse and rewrites nothing, so an undo can itself be undone. A version that was \
    created is kept, but the version that was active before becomes active again. A prompt that \
    was created or imported is archived. A prompt that was renamed gets its name back, and so does \
    its file. With NAME, undoes only the changes of that prompt. Refuses an operation without an \
    inverse, such as a deletion or a first deployment, and one whose results were changed since.
    """,
  .optionalArgument("name", help: "Undo only changes of this prompt."),
  .option(
    "--operation", valueName: "id",
    help: "The operation, by the first digits of its id in the audit.",
    completion: Completion.none),
  .reason(kept: "with the change")
) { (context, name: PromptName?, operation: String?, reason: String?) in
  if let operation, operation.utf8.count < 8 {
    throw UsageError("--operation takes 8 or more digits of an id.")
  }
  let repository = try context.repository()
  let author = try context.author()
  let workspace = try context.workspaceIfAny()
  if let workspace {
    let plan = try repository.rehearse(by: author) { transaction throws(RepositoryError) in
      try transaction.undo(name, operation: operation, reason: reason)
    }
    try workspace.checkFilesCanFollow(plan.renames)
  }
  let undone = try repository.by(author).undo(name, operation: operation, reason: reason)
  if let workspace {
    for (name, newName) in undone.renames { try workspace.follow(name, to: newName) }
  }
  if context.json { return try context.output.json(undone.json) }
  let (id, who) = (undone.operation.prefix(8), undone.author.name)
  try context.output.line("Took back \(id) by \(who): \(undone.subject)")
  for step in undone.steps {
    try context.output.line("  \(step.line)")
    if case .renamed(let name, let newName) = step, let workspace,
      try workspace.isMoveUncommitted(name, to: newName)
    {
      try context.output.line(
        "    HEAD has the file as \(workspace.relativePath(of: name)) still: commit the move with git"
      )
    }
    if case .record(let name) = step, try repository.prompt(name)?.record.isArchived == true {
      try context.output.line("    The prompt is archived")
      try context.sayWhereLive(name, repository, indent: "    ")
    }
    guard case .moved(let name, .active, let move) = step else { continue }
    do {
      guard let file = try context.withdrawnFile(of: name, repository) else { continue }
      try context.output.line("    \(file.offer(of: move))")
    } catch let error as RepositoryError {
      try context.warn(["the working file of '\(name)' was not looked at: \(error.message)"])
    }
  }
}

extension UndoResult {
  /// The names that prompts got back, in the order in which each was free.
  fileprivate var renames: [(name: PromptName, newName: PromptName)] {
    steps.compactMap { step in
      if case .renamed(let name, let newName) = step { (name, newName) } else { nil }
    }
  }

  /// What was done, as machine-readable output shows it.
  fileprivate var json: JSONObject {
    var object: JSONObject = ["object": "undo", "operation": .string(operation)]
    object["subject"] = .string(subject)
    object["author"] = .object(author.json)
    object["steps"] = .array(steps.map { .object($0.json) })
    return object
  }
}

extension UndoResult.Step {
  /// What was done, as people read it.
  fileprivate var line: String {
    switch self {
    case .moved(let name, let pointer, let move):
      "\(name): v\(move.version) is \(pointer.environment.map { "live in \($0)" } ?? "active")"
        + (move.previousVersion.map { " (was v\($0))" } ?? "")
    case .kept(let name, let number): "\(name): v\(number) stays in the history"
    case .record(let name): "\(name): the record is as it was before"
    case .environments: "the environments are as they were before"
    case .releases: "the releases are as they were before"
    case .archived(let name):
      "\(name): archived, with all that it has; `promptrepo delete \(name)` deletes it"
    case .renamed(let name, let newName): "\(name) is \(newName) again"
    }
  }

  fileprivate var json: JSONObject {
    switch self {
    case .moved(let name, let pointer, let move): move.json(of: name, pointer)
    case .kept(let name, let number):
      ["object": "kept_version", "name": .string(name.rawValue), "version": .integer(number)]
    case .record(let name): ["object": "record", "name": .string(name.rawValue)]
    case .environments: ["object": "environments"]
    case .releases: ["object": "releases"]
    case .archived(let name): ["object": "archived_prompt", "name": .string(name.rawValue)]
    case .renamed(let name, let newName):
      [
        "object": "prompt.renamed", "name": .string(newName.rawValue),
        "previous_name": .string(name.rawValue),
      ]
    }
  }
}
