internal import Platform
public import PromptRepo

/// The ledger of a git remote, seen from the ledger of a repository here.
///
/// The store has to keep its data in the git directory that the git program works on. Transport is
/// git's; what moves, and whether it may, is decided here. Of the references, only those of
/// prompts, tombstones, environments and releases are ever fetched or pushed.
public struct RemoteLedger: Sendable {
  /// The remote.
  public let remote: GitRemote
  /// The ledger here.
  public internal(set) var repository: Repository
  /// Whether this process runs in a hook of a git that promptrepo runs for the same ledgers.
  ///
  /// What is to be moved is moved by that one; to begin again here would go on without end.
  public let isReentrant: Bool
  let git: GitProgram
  /// Told of the prompts that are compared and of the references that move; git's own transport
  /// tells by itself.
  public var progress = Progress.ignored

  /// Takes a remote and the ledger to bring together with it.
  public init(_ remote: GitRemote, of repository: Repository, git: GitProgram) {
    self.remote = remote
    self.repository = repository
    isReentrant = git.isReentrant(on: remote)
    self.git = git.guardingReentry(on: remote)
  }

  /// Fetches the remote's ledger, and answers what both say about each prompt.
  ///
  /// Changes the mirror only. With `report` this is what `status` and a dry run show.
  ///
  /// - Parameter names: Only these prompts; all when empty.
  public func fetch(_ names: [PromptName] = []) throws(RepositoryError) -> LedgerComparison {
    let base = try update()
    return try plan(base: base).limited(to: names)
  }

  /// What both ledgers say about each prompt, as far as was fetched last.
  ///
  /// - Parameter names: Only these prompts; all when empty.
  public func plan(_ names: [PromptName] = []) throws(RepositoryError) -> LedgerComparison {
    try plan(base: nil).limited(to: names)
  }

  /// - Parameter base: The mirror as it was before the last fetch, if it is known.
  func plan(base: LedgerSnapshot?) throws(RepositoryError) -> LedgerComparison {
    try planner(base: base).plan(progress)
  }

  /// Both ledgers as they are now.
  ///
  /// - Parameter folders: The folders of the ledger that are looked at.
  func planner(
    base: LedgerSnapshot?, _ folders: [LedgerRef.Folder] = GitRemote.folders
  ) throws(RepositoryError) -> LedgerComparator {
    let store = repository.store
    let mirror = try LedgerSnapshot.mirror(of: remote, in: store, git: git, folders)
    return try LedgerComparator(
      repository, remote: remote, local: .local(store, folders), mirror: mirror,
      base: base ?? mirror)
  }

  /// Brings the mirror up to date, and answers what it was before.
  ///
  /// The refspecs are given, so that it works in a clone that was not set up, and git's settings
  /// for branches and tags play no part. What the remote no longer has is removed from the mirror.
  func update() throws(RepositoryError) -> LedgerSnapshot {
    let base = try LedgerSnapshot.mirror(of: remote, in: repository.store, git: git)
    let result = try git.runVisibly(
      ["fetch"] + git.verbosity
        + [
          "--prune", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules",
          // Git's own cleaning up would run beside the change that follows.
          "--no-auto-gc",
          // Neither what is set for other refspecs nor a partial clone's filter may cut ledgers.
          "--refmap=", "--no-filter", remote.name,
        ] + remote.fetchRefspecs)
    guard result.succeeded else {
      throw git.failure(
        "git could not fetch the prompts of '\(remote.name)'", result,
        hint: remote.addressHint(result, git))
    }
    return base
  }
}

extension LedgerComparison {
  /// The plan as a report in which nothing was done.
  public var report: RemoteReport { RemoteReport(self) }
}
