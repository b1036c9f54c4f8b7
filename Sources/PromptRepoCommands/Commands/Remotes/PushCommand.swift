internal import CommandKit
internal import GitRemotes
internal import PromptRepo

let pushCommand = Command<CommandContext>(
  "push", abstract: "Give a remote what the prompts here have more.",
  discussion: """
    Runs your git, which pushes all of it or nothing, and never by force. Where both sides went on \
    with one prompt, that prompt stays as it is and both versions are named.
    """,
  .optionalArgument("remote", help: "The git remote; the one git would take by default."),
  .arguments("name", help: "Only these prompts."),
  .flag("-n", "--dry-run", help: "Only fetch, and say what would happen.")
) { (context, remote: String?, names: [PromptName], dryRun: Bool) in
  let ledger = try context.remoteLedger(remote)
  try context.show(dryRun ? ledger.fetch(names).report : ledger.push(names))
}
