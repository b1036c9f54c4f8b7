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
  .option("--concurrency", valueName: "n", default: 4, help: "So many prompts at once, up to 16.")
) {
  (
    context, remote: String?, names: [PromptName], isDryRun: Bool, ours: Bool, theirs: Bool,
    merge: Bool, recreates: Bool, concurrency: Int
  ) in
  guard (1...16).contains(concurrency) else {
    throw UsageError("--concurrency takes a number from 1 to 16.")
  }
  let resolution = try Resolution.chosen(ours: ours, theirs: theirs, merge: merge)
  try context.sync(.sync, with: context.theHostedRemote(remote)) { job in
    job.names = names
    job.isDryRun = isDryRun
    job.resolution = resolution
    job.recreates = recreates
    job.concurrency = concurrency
  }
}

extension Resolution {
  /// The resolution that flags choose; nil where none is given.
  static func chosen(ours: Bool, theirs: Bool, merge: Bool) throws -> Resolution? {
    let chosen = zip(Resolution.allCases, [ours, theirs, merge]).filter(\.1).map(\.0)
    guard chosen.count < 2 else {
      throw UsageError("Give one of --ours, --theirs and --merge, not several.")
    }
    return chosen.first
  }
}
