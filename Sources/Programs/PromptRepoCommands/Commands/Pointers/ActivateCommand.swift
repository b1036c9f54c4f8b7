internal import CommandKit
internal import PromptRepo

let activateCommand = Command<CommandContext>(
  "activate", abstract: "Make a version the active one.",
  .argument("name@spec", help: "The prompt and the version, such as support/reply@v3."),
  .option("-m", "--message", valueName: "reason", help: "Why; it is kept with the move.")
) { (context, revision: Revision, reason: String?) in
  guard let spec = revision.spec else {
    throw UsageError("Say which version of '\(revision.name)': \(revision.name)@latest.")
  }
  let repository = try context.repository()
  let move = try repository.activate(
    revision.name, spec, reason: reason, by: context.author())
  try context.report(move, of: revision.name, repository)
}
