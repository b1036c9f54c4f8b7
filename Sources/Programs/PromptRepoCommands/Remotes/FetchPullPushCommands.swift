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
    remote. Pulls environments and releases too, unless prompts are named. Leaves a prompt that \
    has diverged as it is, and shows both versions. With --ours, --theirs or --merge, recreates \
    its local versions on top of the remote's, with the next numbers, and adds a version with the \
    result. Loses no version and forces nothing, so `promptrepo push` then works. Lines that both \
    sides changed are marked in the working file, which you then resolve and commit. Other \
    working files are not touched; `promptrepo status` shows which are behind. With a git \
    remote, runs your git.
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

let pushCommand = Command<CommandContext>(
  "push", abstract: "Push local prompts to a remote.",
  discussion: """
    Pushes all references of a prompt or none, and never forces. Pushes environments and releases \
    too, unless prompts are named. Leaves a prompt that has diverged as it is, and names both \
    versions. With a git remote, runs your git.
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
  try context.transfer(remote, by: "push") {
    try dryRun ? $0.fetch(names).report : $0.push(names)
  }
}

extension CommandContext {
  /// Does some work with a remote's ledger, and shows what came of it.
  ///
  /// In a hook of a git that promptrepo itself runs for these ledgers there is nothing to do.
  func transfer(
    _ remote: String?, by command: String,
    _ body: (RemoteLedger) throws -> RemoteReport
  ) throws {
    let ledger = try ledger(of: remote, for: command)
    guard !ledger.isReentrant else {
      guard !json else { return }
      return try Console(.error, environment: environment).line(
        "promptrepo is at work on '\(ledger.remote.name)' already, and runs this hook; "
          + "\(command) does nothing in it.")
    }
    let report = try body(ledger)
    if report.hasPushed {
      done.note(
        "what could be pushed was pushed",
        hint: "it is at the remote; the same command again shows what is left")
    }
    try show(report)
  }

  /// The ledger of a remote; where a prompt was named instead, the error says how to.
  private func ledger(of remote: String?, for command: String) throws -> RemoteLedger {
    do {
      return try remoteLedger(remote)
    } catch let error as RepositoryError where error.code == .notFound {
      guard let remote, let name = promptName(remote), try repository().prompt(name) != nil
      else { throw error }
      let standard = try GitRemote(of: gitProgram(at: location())).name
      let arguments = command == "fetch" ? standard : "\(standard) \(name)"
      throw RepositoryError(
        error.code, error.message, hint: "`promptrepo \(command) \(arguments)` is for the prompt")
    }
  }

  private func promptName(_ text: String) -> PromptName? {
    do {
      return try PromptName(text)
    } catch {
      return nil
    }
  }

  /// The ledger of a git remote beside the one here, which need not have begun yet.
  ///
  /// - Parameter remote: The remote's name; nil for the one that git would take.
  func remoteLedger(_ remote: String?) throws -> RemoteLedger {
    let location = try location()
    let git = try gitProgram(at: location)
    let store = try store(at: location)
    return RemoteLedger(
      try GitRemote(remote, of: git), of: repository(in: store), git: git)
  }

  /// The user's git, at work on the repository that holds the ledger.
  func gitProgram(at location: RepositoryLocation) throws -> GitProgram {
    let messages: GitProgram.Messages = json ? .captured : .terminal
    switch location.kind {
    case .directory:
      return GitProgram(gitDirectory: location.store, messages: messages)
    case .git:
      let git = try git(at: location)
      return GitProgram(
        gitDirectory: git.gitDirectory, workTree: git.workTree, messages: messages)
    }
  }
}
