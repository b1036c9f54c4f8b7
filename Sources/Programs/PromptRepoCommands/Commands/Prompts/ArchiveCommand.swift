internal import CommandKit
internal import PromptRepo

let archiveCommand = Command<CommandContext>(
  "archive", abstract: "Put a prompt away.",
  discussion: """
    Listings leave it out, and it is deployed nowhere any more; versions, history and what is live \
    stay. No hosted API hears of it. `promptrepo unarchive` brings it back.
    """,
  .argument("name", help: "The prompt."),
  .option("-m", "--message", valueName: "reason", help: "Why; it is kept with the record.")
) { (context, name: PromptName, reason: String?) in
  let repository = try context.repository()
  try repository.change(by: context.author()) { transaction throws(RepositoryError) in
    try transaction.archive(name, reason: reason)
  }
  try context.report(name, "is archived", repository)
}

let unarchiveCommand = Command<CommandContext>(
  "unarchive", abstract: "Bring an archived prompt back.",
  .argument("name", help: "The prompt."),
  .option("-m", "--message", valueName: "reason", help: "Why; it is kept with the record.")
) { (context, name: PromptName, reason: String?) in
  let repository = try context.repository()
  try repository.change(by: context.author()) { transaction throws(RepositoryError) in
    try transaction.unarchive(name, reason: reason)
  }
  try context.report(name, "is in use again", repository)
}

extension CommandContext {
  fileprivate func report(
    _ name: PromptName, _ what: String, _ repository: Repository
  ) throws {
    guard json else { return try output.line("\(name) \(what)") }
    if let prompt = try repository.prompt(name) { try output.json(prompt.json) }
  }
}
