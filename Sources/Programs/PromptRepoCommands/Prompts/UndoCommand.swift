internal import CanonicalJSON
internal import CommandKit
internal import PromptRepo

let undoCommand = Command<CommandContext>(
  "undo", abstract: "Take back the last operation, or a named one.",
  discussion: """
    Appends the inverse and rewrites nothing, so that it can itself be undone. A version that was \
    cut stays, but what was active before is active again. With a NAME, only what the operation did \
    to that prompt. What has no inverse is refused, as a deletion; so is what was moved on since.
    """,
  .optionalArgument("name", help: "The prompt; else the last operation on anything."),
  .option(
    "--operation", valueName: "id", help: "The operation, by the first digits that audit shows.",
    completion: Completion.none),
  .reason(kept: "with what is done")
) { (context, name: PromptName?, operation: String?, reason: String?) in
  if let operation, operation.utf8.count < 8 {
    throw UsageError("--operation takes 8 or more digits of an id.")
  }
  let repository = try context.repository()
  let undone = try repository.undo(
    name, operation: operation, reason: reason, by: context.author())
  if context.json { return try context.output.json(undone.json) }
  let (id, who) = (undone.operation.prefix(8), undone.author.name)
  try context.output.line("Took back \(id) by \(who): \(undone.subject)")
  for step in undone.steps {
    try context.output.line("  \(step.line)")
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
    }
  }
}
