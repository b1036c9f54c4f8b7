internal import CommandKit
internal import GitRemotes
internal import PromptRepo

let pushCommand = Command<CommandContext>(
  "push", abstract: "Give a remote what the prompts here have more.",
  discussion: """
    Runs your git. All references of a prompt go together or not at all, and never by force. \
    Environments and releases go along, unless prompts are named. Where both sides went on with \
    one prompt, that prompt stays as it is and both versions are named.
    """,
  .optionalArgument("remote", help: "The remote; the one git would take by default."),
  .arguments("name", help: "Only these prompts."),
  .flag("-n", "--dry-run", help: "Only fetch, and say what would happen."),
  .flag("--ours", help: "For a hosted remote: where both sides went on, what is here counts."),
  .flag("--theirs", help: "For a hosted remote: where both went on, what is there counts."),
  .flag("--merge", help: "For a hosted remote: where both went on, merge both."),
  .flag("--recreate", help: "For a hosted remote: create prompts again that are gone there."),
  .option(
    "--concurrency", valueName: "n",
    help: "For a hosted remote: so many prompts at once, 1 to 16; else 4."),
  .option(
    "--delete", valueName: "name",
    help: "For a hosted remote: delete this prompt there, for good; the one here stays."),
  .flag("--yes", help: "With --delete: do not ask for the name again.")
) {
  (
    context, remote: String?, names: [PromptName], dryRun: Bool, ours: Bool, theirs: Bool,
    merge: Bool, recreates: Bool, concurrency: Int?, deleted: PromptName?, isSure: Bool
  ) in
  if let deleted {
    guard names.isEmpty else { throw UsageError("--delete names the only prompt.") }
    return try context.deleteThere(deleted, context.theHostedRemote(remote), isSure: isSure)
  }
  let options = HostedOptions(
    names: names, isDryRun: dryRun,
    resolution: try .chosen(ours: ours, theirs: theirs, merge: merge), recreates: recreates,
    concurrency: concurrency)
  if let hosted = try context.hostedRemote(remote) {
    return try context.sync(.push, with: hosted, options.apply)
  }
  try options.refuseForGit()
  guard options.resolution == nil else {
    throw UsageError("For a git remote, pull with --ours, --theirs or --merge, then push.")
  }
  try context.transfer(remote, by: "push") {
    try dryRun ? $0.fetch(names).report : $0.push(names)
  }
}
