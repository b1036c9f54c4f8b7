internal import CommandKit
internal import GitRemotes
internal import Platform
internal import PromptFiles
internal import PromptMerge
internal import PromptRepo

let fetchCommand = Command<CommandContext>(
  "fetch", abstract: "Fetch a remote's prompts.",
  discussion: """
    Updates the remote-tracking references only, and shows what a pull and a push would do. With \
    a git remote, runs your git.
    """,
  .remote
) { (context, remote: String?) in
  if let hosted = try context.hostedRemote(remote) {
    return try context.sync(.fetch, with: hosted)
  }
  try context.transfer(remote, by: "fetch") { try $0.fetch().report }
}

let pullCommand = Command<CommandContext>(
  "pull", abstract: "Fetch a remote's prompts and fast-forward the local ones.",
  discussion: """
    Moves all references of a prompt together, and deletes prompts that were deleted at the \
    remote. Pulls environments and releases too, unless prompts are named; those bring what they \
    include. Leaves a prompt that has diverged as it is, and shows both versions. Leaves one that \
    would lack what it includes, and one that was deleted there and is included here. With --ours, --theirs or --merge, recreates \
    its local versions on top of the remote's, with the next numbers, and adds a version with the \
    result. Loses no version and forces nothing, so `promptrepo push` then works. Lines that both \
    sides changed are marked in the working file, which you then resolve and commit. With --theirs, \
    prompts that are named and were deleted here come back, and those that were deleted there are \
    deleted whatever includes them. Other working files are not touched; \
    `promptrepo status` shows which are behind. With a git remote, runs your git.
    """,
  .remote,
  .onlyThese,
  .flag("--ours", help: "Resolve diverged prompts in favour of the local side."),
  .flag("--theirs", help: "Resolve diverged prompts in favour of the remote."),
  .flag("--merge", help: "Merge both sides of diverged prompts."),
  .flag("-n", "--dry-run", help: "Fetch only, and show what would happen."),
  .hostedConcurrency
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
  try context.transfer(remote, by: "pull", isDryRun: dryRun) { ledger in
    try context.namingBranches(among: names, "pull", ledger) {
      guard !dryRun else {
        return try ledger.preview(names, resolving: options.resolution)
      }
      return try context.pull(names, of: ledger, resolving: options.resolution)
    }
  }
}

extension CommandContext {
  /// Pulls; texts that only people can merge go into the working files, if there are any.
  fileprivate func pull(
    _ names: [PromptName], of ledger: RemoteLedger, resolving resolution: Resolution?
  ) throws -> RemoteReport {
    guard resolution != nil else { return try ledger.pull(names, by: mover()) }
    guard let workspace = try workspaceIfAny() else {
      return try ledger.pull(names, resolving: resolution, by: author())
    }
    func write(_ texts: UnresolvedTexts) throws(RepositoryError) {
      try workspace.writeConflictMarkers(texts.sides, of: texts.name, in: ledger.repository)
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

extension CommandContext {
  /// Does some work with named prompts; where one that is unknown is a branch, the error names git's
  /// command.
  fileprivate func namingBranches(
    among names: [PromptName], _ command: String, _ ledger: RemoteLedger,
    _ body: () throws -> RemoteReport
  ) throws -> RemoteReport {
    do {
      return try body()
    } catch let error as RepositoryError {
      guard case .promptNotFound(let name)? = error.cause as? LedgerRefusal, names.contains(name),
        try gitProgram(at: location()).hasBranch(name.rawValue)
      else { throw error }
      throw RepositoryError(
        error.code, error.message,
        hint: "'\(name)' is a branch, and branches are git's: `git \(command) "
          + "\(ledger.remote.name) \(name)`; `promptrepo \(command) "
          + "\(ledger.remote.name)` is for all prompts")
    }
  }

  /// Warns that files have changes that no version has, so that a push after a commit that failed
  /// does not look as if it had shared them.
  fileprivate func warnOfFilesWithoutVersion(_ names: [PromptName]) {
    do {
      guard let workspace = try workspaceIfAny() else { return }
      let status = try workspace.status(
        of: names.isEmpty ? nil : names, in: repository(), absent: .counted)
      let paths = status.prompts.filter { $0.hasUncommittedEdits && !$0.isSkipped }.map(\.path)
      guard let first = paths.first else { return }
      let rest = paths.count > 1 ? " and \(paths.count - 1) more have" : " has"
      warn(
        "\(first)\(rest) changes that no version has, so they were not pushed; `promptrepo status` "
          + "shows them, `promptrepo commit` makes versions of them")
    } catch let error as RepositoryError where error.code == .notFound {
      // There are no prompts here.
    } catch {
      // What was pushed is pushed; these files are told of for help alone.
      warn("the files' changes were not looked at: \(ErrorReport(error).message)")
    }
  }
}

let pushCommand = Command<CommandContext>(
  "push", abstract: "Push local prompts to a remote.",
  discussion: """
    Pushes all references of a prompt or none, and never forces. Pushes environments and releases \
    too, unless prompts are named; those take along what they include. Leaves a prompt that has \
    diverged as it is, and names both versions. Leaves one that would lack what it includes there. \
    Warns of files with changes that no version has, which are not pushed. With a git \
    remote, runs your git.
    """,
  .remote,
  .onlyThese,
  .flag("-n", "--dry-run", help: "Fetch only, and show what would happen."),
  .flag("--ours", help: "For a hosted remote: resolve conflicts in favour of the local side."),
  .flag("--theirs", help: "For a hosted remote: resolve conflicts in favour of the remote."),
  .flag("--merge", help: "For a hosted remote: resolve conflicts by merging both sides."),
  .flag("--recreate", help: "For a hosted remote: recreate prompts that were deleted there."),
  .hostedConcurrency,
  .option(
    "--delete", valueName: "name",
    help: "For a hosted remote: delete this prompt there, permanently; the local one is kept."),
  .flag("--yes", help: "With --delete: do not ask for confirmation.")
) {
  (
    context, remote: String?, names: [PromptName], dryRun: Bool, ours: Bool, theirs: Bool,
    merge: Bool, recreates: Bool, concurrency: Int?, deleted: PromptName?, isSure: Bool
  ) in
  if let deleted {
    guard names.isEmpty else { throw UsageError("--delete names the only prompt.") }
    return try context.deleteAtRemote(deleted, context.requiredHostedRemote(remote), isSure: isSure)
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
  // The companion, where the files need it, begins the command anew.
  _ = try context.workspaceIfAny()
  try context.transfer(remote, by: "push", isDryRun: dryRun) { ledger in
    // Without what they include, the prompts could not be rendered there.
    let included = try names.isEmpty ? [] : context.repository().prompts(includedBy: names)
    try context.showTakenAlong(included)
    let report = try context.namingBranches(among: names, "push", ledger) {
      try dryRun ? ledger.previewPush(names + included) : ledger.push(names + included)
    }
    context.warnOfFilesWithoutVersion(names)
    return report
  }
}
