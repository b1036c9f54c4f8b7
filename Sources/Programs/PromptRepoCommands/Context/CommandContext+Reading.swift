internal import GitFiles
internal import DirectoryStore
internal import Platform
internal import PromptRepo

extension CommandContext {
  /// The repository for a command that only reads.
  ///
  /// A plain git repository is read without its companion program, since the format is that of a
  /// directory store; one with anything out of the common is left to libgit2.
  func readOnlyRepository() throws -> Repository {
    guard gitSupport == nil, let location = try findLocation(), location.kind == .git,
      let store = try plainStore(location.store)
    else { return try repository() }
    return Repository(store: store)
  }

  /// A git directory that holds prompts, opened for reading; nil if it needs libgit2.
  private func plainStore(_ path: String) throws -> DirectoryStore? {
    // What git refuses for its owner, and what is cut off, is for the companion to explain; what a
    // killed program has begun is for it to complete.
    guard let status = try files.statusIfPresent(path), status.type == .directory,
      status.owner == CurrentProcess.userID,
      try ["shallow", "commondir", "promptrepo/pending"].allSatisfy({
        try !files.exists("\(path)/\($0)")
      })
    else { return nil }
    do throws(RepositoryError) {
      let store = try DirectoryStore(
        opening: path, layout: .prompts, isReadOnly: true, keepsIndexes: true)
      // The files may be elsewhere.
      guard store.configuration["core.worktree"] == nil else { return nil }
      let first = try store.references(under: PromptReferences.root, after: nil, limit: 1)
      return first.isEmpty ? nil : store
    } catch {
      guard error.code == .unsupported else { throw error }
      return nil
    }
  }
}
