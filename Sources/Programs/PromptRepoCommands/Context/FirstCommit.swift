internal import PromptRepo

extension CommandContext {
  /// Refuses to begin a ledger in a clone whose remote may hold one already.
  ///
  /// Two beginnings of one prompt could not be brought together later: they would be two prompts.
  ///
  /// - Parameter isFirst: Whether the user says that there is none.
  func refuseUnrelatedHistory(_ store: any Store, isFirst: Bool) throws {
    guard !isFirst else { return }
    let remotes = try unfetchedRemotes(store)
    guard let remote = remotes.first else { return }
    let name = remotes.count == 1 ? "the remote '\(remote)'" : "one of the remotes"
    throw RepositoryError(
      .conflict, "\(name) may hold prompts that this clone has not",
      hint: "`promptrepo pull` brings them; if there are none yet, say --first")
  }

  /// What to say in a clone that has remotes and no ledger yet; nil in any other.
  func firstPullHint() throws -> String? {
    guard let location = try findLocation(), location.kind == .git,
      try !unfetchedRemotes(git(at: location).store()).isEmpty
    else { return nil }
    return "`promptrepo pull` brings what the remote has"
  }

  /// An error about something that is not there, in a clone that may just lack the ledger.
  func explaining(_ error: RepositoryError) throws -> RepositoryError {
    guard error.code == .notFound, let pull = try firstPullHint(),
      error.shellHint?.contains("promptrepo pull") != true
    else { return error }
    return RepositoryError(
      error.code, error.message, hint: error.shellHint.map { "\(pull); \($0)" } ?? pull,
      cause: error.cause)
  }

  /// The remotes of a clone without a ledger; none if it has one.
  private func unfetchedRemotes(_ store: any Store) throws -> [String] {
    let location = try location()
    guard location.kind == .git,
      try store.references(in: .prompts, limit: 1).isEmpty,
      try LedgerCopy.references(of: store).isEmpty
    else { return [] }
    return try git(at: location).remotes()
  }
}
