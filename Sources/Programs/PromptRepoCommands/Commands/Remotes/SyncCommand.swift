internal import CommandKit
internal import PromptMerge
internal import PromptRepo

let syncCommand = Command<CommandContext>(
  "sync", abstract: "Bring the prompts here and at a hosted API in step.",
  discussion: """
    Takes what changed there and gives what changed here. Where both sides changed a prompt, it \
    stays as it is and both versions are shown; --ours, --theirs or --merge give a new version on \
    top. Nothing is deleted on either side. Run again, it goes on where it was interrupted. Exit \
    code 0 means in step, 1 that something failed, 2 that conflicts are left.
    """,
  .optionalArgument("remote", help: "The hosted remote; the only one by default."),
  .arguments("name", help: "Only these prompts."),
  .flag("-n", "--dry-run", help: "Only look at the remote, and say what would happen."),
  .flag("--ours", help: "Where both sides changed something, what is here counts."),
  .flag("--theirs", help: "Where both sides changed something, what is there counts."),
  .flag("--merge", help: "Where both sides changed something, merge both."),
  .flag("--recreate", help: "Create prompts again that are gone there."),
  .option("--concurrency", valueName: "n", help: "So many prompts at once, 1 to 16; else 4.")
) {
  (
    context, remote: String?, names: [PromptName], isDryRun: Bool, ours: Bool, theirs: Bool,
    merge: Bool, recreates: Bool, concurrency: Int?
  ) in
  let options = HostedOptions(
    names: names, isDryRun: isDryRun,
    resolution: try .chosen(ours: ours, theirs: theirs, merge: merge), recreates: recreates,
    concurrency: concurrency)
  try context.sync(.sync, with: context.theHostedRemote(remote), options.apply)
}
