internal import CommandKit
internal import GitRemotes
internal import PromptFiles
internal import PromptMerge
internal import PromptRepo

let pullCommand = Command<CommandContext>(
  "pull", abstract: "Take over what a remote's prompts have more.",
  discussion: """
    Runs your git. All of a prompt moves together: what the remote has more is taken, what was \
    deleted there is deleted here. Where both sides went on with one prompt, that prompt stays as \
    it is, and both versions are shown. With --ours, --theirs or --merge the two histories become \
    one: your versions come again on top of the remote's, with the next numbers, and one more \
    holds the outcome. Nothing is lost or forced, so `promptrepo push` then works for all. Lines \
    that both changed are marked in the working file, which you then commit. Other working files \
    are not touched: `promptrepo status` shows which are behind.
    """,
  .optionalArgument("remote", help: "The git remote; the one git would take by default."),
  .arguments("name", help: "Only these prompts."),
  .flag("--ours", help: "Where both went on, what is here counts."),
  .flag("--theirs", help: "Where both went on, what the remote has counts."),
  .flag("--merge", help: "Where both went on, merge both."),
  .flag("-n", "--dry-run", help: "Only fetch, and say what would happen.")
) {
  (
    context, remote: String?, names: [PromptName], ours: Bool, theirs: Bool, merge: Bool,
    dryRun: Bool
  ) in
  let chosen = zip(Resolution.allCases, [ours, theirs, merge]).filter(\.1).map(\.0)
  guard chosen.count < 2 else {
    throw UsageError("Give one of --ours, --theirs and --merge, not several.")
  }
  try context.transfer(remote, by: "pull") { ledger in
    guard !dryRun else {
      guard let resolution = chosen.first else { return try ledger.fetch(names).report }
      return try ledger.preview(names, resolving: resolution)
    }
    return try context.pull(names, of: ledger, resolving: chosen.first)
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
