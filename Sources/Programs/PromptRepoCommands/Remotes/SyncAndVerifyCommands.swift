internal import CommandKit
internal import PromptMerge
internal import PromptRepo

let syncCommand = Command<CommandContext>(
  "sync", abstract: "Synchronise prompts with a hosted API.",
  discussion: """
    Pulls what changed there and pushes what changed here. Leaves a prompt that both sides \
    changed as it is, and shows both versions; --ours, --theirs or --merge create a new version \
    on top. Deletes nothing on either side. Run it again to continue an interrupted sync. Exit \
    code 0 means in sync, 1 that something failed, 2 that conflicts remain.
    """,
  .hostedRemote,
  .onlyThese,
  .flag("-n", "--dry-run", help: "Read the remote only, and show what would happen."),
  .flag("--ours", help: "Resolve conflicts in favour of the local side."),
  .flag("--theirs", help: "Resolve conflicts in favour of the remote."),
  .flag("--merge", help: "Resolve conflicts by merging both sides."),
  .flag("--recreate", help: "Recreate prompts that were deleted there."),
  .option(
    "--concurrency", valueName: "n",
    help: "Process this many prompts at once, 1 to 16; 4 by default.")
) {
  (
    context, remote: String?, names: [PromptName], isDryRun: Bool, ours: Bool, theirs: Bool,
    merge: Bool, recreates: Bool, concurrency: Int?
  ) in
  let options = HostedOptions(
    names: names, isDryRun: isDryRun,
    resolution: try .chosen(ours: ours, theirs: theirs, merge: merge), recreates: recreates,
    concurrency: concurrency)
  try context.sync(.sync, with: context.requiredHostedRemote(remote), options.apply)
}

let verifyRemoteCommand = Command<CommandContext>(
  "verify-remote", abstract: "Compare every version at a hosted API with the local one.",
  discussion: """
    Reads every version and changes nothing. Reports texts that differ from the last sync, \
    prompts that are on one side only, and changes since the last sync. Exit code 0 means in \
    sync, 1 that something differs or failed.
    """,
  .hostedRemote
) { (context, remote: String?) in
  try context.sync(.verify, with: context.requiredHostedRemote(remote))
}
