internal import CommandKit
internal import GitRemotes
internal import PromptFiles
internal import PromptMerge
internal import PromptRepo

let pullCommand = Command<CommandContext>(
  "pull", abstract: "Take over what a remote's prompts have more.",
  discussion: """
    Runs your git. All of a prompt moves together: what the remote has more is taken, what was \
    deleted there is deleted here. Environments and releases come along, unless prompts are named. \
    Where both sides went on with one prompt, that prompt stays as \
    it is, and both versions are shown. With --ours, --theirs or --merge the two histories become \
    one: your versions come again on top of the remote's, with the next numbers, and one more \
    holds the outcome. Nothing is lost or forced, so `promptrepo push` then works for all. Lines \
    that both changed are marked in the working file, which you then commit. Other working files \
    are not touched: `promptrepo status` shows which are behind.
    """,
  .optionalArgument("remote", help: "The remote; the one git would take by default."),
  .arguments("name", help: "Only these prompts."),
  .flag("--ours", help: "Where both went on, what is here counts."),
  .flag("--theirs", help: "Where both went on, what the remote has counts."),
  .flag("--merge", help: "Where both went on, merge both."),
  .flag("-n", "--dry-run", help: "Only fetch, and say what would happen."),
  .option(
    "--concurrency", valueName: "n",
    help: "For a hosted remote: so many prompts at once, 1 to 16; else 4.")
) {
  (
    context, remote: String?, names: [PromptName], ours: Bool, theirs: Bool, merge: Bool,
    dryRun: Bool, concurrency: Int?
  ) in
  let options = HostedOptions(
    names: names, isDryRun: dryRun,
    resolution: try .chosen(ours: ours, theirs: theirs, merge: merge), concurrency: concurrency)
  if let hosted = try context.hostedRemote(remote) {
    return try context.sync(.pull, with: hosted, options.apply)
  }
  try options.refuseForGit()
  try context.transfer(remote, by: "pull") { ledger in
    guard !dryRun else {
      guard let resolution = options.resolution else { return try ledger.fetch(names).report }
      return try ledger.preview(names, resolving: resolution)
    }
    return try context.pull(names, of: ledger, resolving: options.resolution)
  }
}

extension CommandContext {
  /// Pulls; texts that only people can merge go into the working files, if there are any.
  fileprivate func pull(
    _ names: [PromptName], of ledger: RemoteLedger, resolving resolution: Resolution?
  ) throws -> RemoteReport {
    guard resolution != nil, let workspace = try workspaceIfAny() else {
      return try ledger.pull(names, resolving: resolution, by: author())
    }
    func write(_ texts: UnresolvedTexts) throws(RepositoryError) {
      try workspace.writeMarkers(texts.sides, of: texts.name, in: ledger.repository)
    }
    return try ledger.pull(names, resolving: resolution, by: author(), preparing: write)
  }
}

extension UnresolvedTexts {
  /// The sides as markers in the file name them.
  fileprivate var sides: MergeSides {
    MergeSides(
      base: base.map { MergeSides.Side($0.content, label: "v\($0.number)") },
      ours: MergeSides.Side(ours.content, label: "v\(ours.number)"),
      theirs: MergeSides.Side(theirs.content, label: "v\(theirs.number) of \(remote)"))
  }
}
