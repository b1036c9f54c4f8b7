internal import GitFiles
internal import GitRemotes
internal import PromptFiles
internal import PromptRepo

/// The history of the code that a commit of prompts needs, fetched from the remote where this clone
/// was made without it.
///
/// Runners of continuous integration clone one commit. What a file was made from, and who wrote it,
/// is in the commits below.
struct NeededHistory {
  let context: CommandContext
  let git: GitProgram
  let ledger: RemoteLedger

  /// How many commits are fetched at first, and beyond; after these, all.
  static let depths = [50, 500, 5_000]

  private var remote: GitRemote { ledger.remote }

  /// Fetches the remote's ledger and takes it over.
  ///
  /// - Returns: Which of the remote's steps were taken in the place of the same ones here.
  /// - Throws: ``CommandExit`` when that leaves conflicts or refusals, after showing them.
  func pull(by puller: Signature) throws -> [String] {
    let report = try ledger.pull(by: puller)
    try requireWhole(report)
    return report.replacements
  }

  /// Fetches the remote's ledger, and tells what was found and what a pull would leave here.
  ///
  /// - Throws: ``CommandExit`` likewise.
  func rehearsePull(by puller: Signature) throws -> (found: RemoteReport, Repository) {
    let pull = try ledger.rehearsePull(by: puller)
    try requireWhole(pull.report)
    return (pull.found.report, pull.repository)
  }

  private func requireWhole(_ report: RemoteReport) throws {
    if report.hasConflicts || report.hasRefusals { try context.show(report, on: context.results) }
  }

  /// Plans a commit, and fetches the history that decides it.
  ///
  /// In a clone that is cut short, no file says for sure that it is old or edited before it is known
  /// how HEAD stands to the commit that the latest version was made from, and no prompt without a
  /// file that it was removed or renamed, or never here.
  func plan(
    in repository: Repository, _ makePlan: (Workspace) throws -> CommitPlan
  ) throws -> (plan: CommitPlan, workspace: Workspace) {
    var workspace = try context.newWorkspace()
    if try isPartial() { try git.bringFiles(in: workspace.folder.path, from: remote) }
    var plan = try makePlan(workspace)
    var depths = Self.depths[...]
    while let head = try workspace.sourceControl?.head(), try !git.shallowBoundary().isEmpty {
      guard try !isDecided(plan, workspace, repository) else { return (plan, workspace) }
      try git.deepen(head, from: remote, by: depths.popFirst())
      workspace = try context.newWorkspace()
      if try isPartial() { try git.bringFiles(in: workspace.folder.path, from: remote) }
      plan = try makePlan(workspace)
    }
    // Another job may have made versions of commits that came after this clone.
    var hasMore = false
    for source in try unknownSources(of: plan, workspace, repository) {
      if try git.bring(source, from: remote) { hasMore = true }
    }
    guard hasMore else { return (plan, workspace) }
    workspace = try context.newWorkspace()
    return (try makePlan(workspace), workspace)
  }

  /// Who wrote the versions of a plan, by the commits that changed their files since the version
  /// before.
  ///
  /// The last one is the author; those of the others are co-authors.
  func credits(
    of plan: CommitPlan, _ workspace: Workspace, in repository: Repository
  ) throws -> [PromptName: VersionCredit] {
    let items = plan.items.filter { !$0.isNothing }
    if items.isEmpty { return [:] }
    var sources: [PromptName: ObjectID] = [:]
    for item in items {
      // What a removed file was made from, nobody asks; it counts as the latest version.
      guard let base = item.status.base ?? item.archiving.flatMap({ _ in item.status.latest })
      else { continue }
      let version = try repository.version(item.ledgerName, .number(base))
      sources[item.status.name] = version.source?.commit
    }
    var depths = Self.depths[...]
    while true {
      let control = try context.newWorkspace().sourceControl
      let folder = workspace.folder.path
      let reader = AuthorReader(
        git: git, boundary: try git.shallowBoundary(),
        folder: folder, blobs: try git.blobsOfHead(in: folder))
      var credits: [PromptName: VersionCredit] = [:]
      var isCut = false
      for item in items where !isCut {
        let source = sources[item.status.name]
        let known = try source.flatMap { try control?.isInHistory($0) == true ? $0 : nil }
        switch try reader.credit(item, after: known, of: source) {
        case .found(let credit): credits[item.status.name] = credit
        case .cutShort: isCut = true
        }
      }
      guard isCut, let head = try control?.head() else { return credits }
      try git.deepen(head, from: remote, by: depths.popFirst())
    }
  }

  private func isPartial() throws -> Bool {
    try context.configuration("remote.\(remote.name).promisor").flatMap(GitConfig.bool) == true
  }

  /// Whether more history cannot change a plan.
  private func isDecided(
    _ plan: CommitPlan, _ workspace: Workspace, _ repository: Repository
  ) throws -> Bool {
    guard let control = workspace.sourceControl else { return true }
    if case .historyCutShort? = plan.unknownDepartures { return false }
    for item in plan.items {
      if case .historyCutShort = item.status.archivedFile { return false }
    }
    for item in plan.items where item.status.needsHistory {
      guard let source = try latestSource(item, repository) else { return false }
      let isSettled = try control.isInHistory(source) || control.isHeadInHistory(of: source)
      if !isSettled { return false }
    }
    return true
  }

  /// The commits that latest versions were made from or got their names in, and which HEAD's history
  /// does not have.
  private func unknownSources(
    of plan: CommitPlan, _ workspace: Workspace, _ repository: Repository
  ) throws -> Set<ObjectID> {
    var sources: Set<ObjectID> = []
    guard let control = workspace.sourceControl else { return sources }
    for item in plan.items where item.status.needsHistory {
      // Whether HEAD is older than the name of a prompt, these tell.
      for (commit, _) in try workspace.namingCommits(of: item.status, in: repository)
      where try !control.isInHistory(commit) {
        sources.insert(commit)
      }
      guard let source = try latestSource(item, repository), try !control.isInHistory(source)
      else { continue }
      sources.insert(source)
    }
    return sources
  }

  private func latestSource(
    _ item: CommitItem, _ repository: Repository
  ) throws(RepositoryError) -> ObjectID? {
    guard let latest = item.status.latest else { return nil }
    return try repository.version(item.ledgerName, .number(latest)).source?.commit
  }
}

extension PromptStatus {
  /// Whether the history says how the file stands to its prompt's versions.
  fileprivate var needsHistory: Bool {
    guard latest != nil else { return state == .conflict(.historyCutShort) }
    return switch state {
    case .changed, .behind, .conflict: true
    case .new, .unchanged, .missing, .notCheckedOut, .invalid: !fields.isEmpty
    }
  }
}

extension CommandContext {
  /// The history of the code around the prompts, and the remote that has it.
  ///
  /// - Throws: ``RepositoryError/Code/unsupported`` when the files are in no git repository.
  func neededHistory(of remote: String?) throws -> NeededHistory {
    guard try location().kind == .git, try workspace().sourceControl != nil else {
      throw RepositoryError(
        .unsupported, "the prompts are not in a git repository, so there is no history to go by",
        hint: "`promptrepo convert --to git` moves the ledger into the git repository around it; "
          + "`git init` makes one")
    }
    let ledger = try remoteLedger(remote)
    return NeededHistory(context: self, git: try gitProgram(at: location()), ledger: ledger)
  }

  /// The working files with nothing known of the history, for when more of it has come.
  func newWorkspace() throws -> Workspace {
    try makeWorkspace(root: workspace().root, at: location())
  }
}
