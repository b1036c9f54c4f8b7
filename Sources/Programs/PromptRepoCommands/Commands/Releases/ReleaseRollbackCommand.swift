internal import CommandKit
internal import PromptRepo

let releaseRollbackCommand = Command<CommandContext>(
  "rollback", abstract: "Take back the release that is live in an environment.",
  discussion: """
    Its prompts go back together to what was live before it; repeated, one release further back \
    each time. Prompts that were moved since, as by a hotfix, stay and are named, and the command \
    exits with 2.
    """,
  .requiredOption("--env", valueName: "env", help: "The environment."),
  .option("-m", "--message", valueName: "reason", help: "Why; it is kept with each move.")
) { (context, environment: EnvironmentName, reason: String?) in
  let rollback = try context.repository().change(by: context.author()) {
    transaction throws(RepositoryError) in
    try transaction.rollbackRelease(in: environment, reason: reason)
  }
  if context.json {
    try context.output.json(rollback.json)
  } else {
    let before = rollback.restored.map { ", back to \($0)" } ?? ""
    try context.output.line("Took back release \(rollback.release) in \(environment)\(before):")
    for (name, move) in rollback.moves {
      let from = move.previousVersion.map { " (was v\($0))" } ?? ""
      try context.output.line("  \(name): v\(move.version) is live\(from)")
    }
    for left in rollback.left { try context.output.line("  Left as it is: \(left)") }
  }
  if !rollback.left.isEmpty { throw CommandExit.conflicts }
}
