internal import DirectoryStore
internal import Platform
internal import PromptRepo

extension CommandContext {
  /// The repository of the folder the command runs in, or of the nearest folder above it.
  func repository() throws -> Repository {
    repository(in: try store())
  }

  /// The repository in a store; its changes are noted as done.
  func repository(in store: any Store) -> Repository {
    Repository(store: store, noteChange: done.note)
  }

  /// The store of that repository.
  ///
  /// - Throws: ``RepositoryError/Code/notFound`` also for a git repository without a ledger.
  func store() throws -> any Store {
    let location = try location()
    switch location.kind {
    case .directory: return try DirectoryStore(opening: location.store, layout: .prompts)
    case .git:
      let git = try git(at: location)
      let store = try git.store()
      guard try hasLedger(store, git) else { throw noLedger(in: git) }
      return store
    }
  }

  /// The git repository at a location.
  ///
  /// - Throws: ``HandOver`` in the program that leaves git repositories to its companion.
  func git(at location: Location) throws -> any GitAccess {
    guard let gitSupport else { throw HandOver(to: .git) }
    warnOfUnreadableSettings()
    return try gitSupport.open(location.root ?? location.store)
  }

  /// Whether a git repository has a ledger, or at least the folder of its files; a bare one needs
  /// no such folder.
  func hasLedger(_ store: any Store, _ git: any GitAccess) throws -> Bool {
    guard let workTree = git.workTree else { return true }
    if try files.isDirectory("\(workTree)/prompts") { return true }
    for prefix in [PromptReferences.root, "refs/promptrepo/"]
    where try !store.references(under: prefix, after: nil, limit: 1).isEmpty { return true }
    return false
  }

  private func noLedger(in git: any GitAccess) -> RepositoryError {
    RepositoryError(
      .notFound,
      "there are no prompts in the git repository '\(git.workTree ?? git.commonDirectory)'",
      hint: "`promptrepo init` begins here; `promptrepo pull` brings what a remote has")
  }
}
