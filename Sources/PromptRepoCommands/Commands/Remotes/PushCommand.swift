internal import CommandKit
internal import GitRemotes
internal import PromptRepo

let pushCommand = Command<CommandContext>(
  "push", abstract: "Give a remote what the prompts here have more.",
  discussion: """
    Runs your git. All references of a prompt go together or not at all, and never by force. Where both sides went on \
    with one prompt, that prompt stays as it is and both versions are named.
    """,
  .optionalArgument("remote", help: "The git remote; the one git would take by default."),
  .arguments("name", help: "Only these prompts."),
  .flag("-n", "--dry-run", help: "Only fetch, and say what would happen.")
) { (context, remote: String?, names: [PromptName], dryRun: Bool) in
  try context.transfer(remote, by: "push") {
    try dryRun ? $0.fetch(names).report : $0.push(names)
  }
}
