internal import Platform
public import PromptRepo

// What the remote has, and what both ledgers say about each prompt.
extension RemoteLedger {
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
