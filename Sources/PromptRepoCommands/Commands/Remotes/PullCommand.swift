internal import CommandKit
internal import GitRemotes
internal import PromptRepo

let pullCommand = Command<CommandContext>(
  "pull", abstract: "Take over what a remote's prompts have more.",
  discussion: """
    Runs your git. All of a prompt moves together: what the remote has more is taken, what was \
    deleted there is deleted here. Where both sides went on with one prompt, that prompt stays as \
    it is and both versions are named. Working files are not touched: `promptrepo status` shows \
    which are behind.
    """,
  .optionalArgument("remote", help: "The git remote; the one git would take by default."),
  .arguments("name", help: "Only these prompts."),
  .flag("-n", "--dry-run", help: "Only fetch, and say what would happen.")
) { (context, remote: String?, names: [PromptName], dryRun: Bool) in
  try context.transfer(remote, by: "pull") {
    try dryRun ? $0.fetch(names).report : $0.pull(names, by: context.author())
  }
}
