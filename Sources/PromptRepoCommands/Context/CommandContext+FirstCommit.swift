internal import PromptRepo

extension CommandContext {
  /// Refuses to begin a ledger in a clone whose remote may hold one already.
  ///
  /// Two beginnings of one prompt could not be brought together later: they would be two prompts.
  ///
  /// - Parameter isFirst: Whether the user says that there is none.
  func refuseSecondLedger(_ store: any Store, isFirst: Bool) throws {
    let location = try location()
    guard !isFirst, location.kind == .git, try LedgerCopy.references(of: store).isEmpty else {
      return
    }
    let remotes = try git(at: location).remotes()
    guard let remote = remotes.first else { return }
    let name = remotes.count == 1 ? "the remote '\(remote)'" : "one of the remotes"
    throw RepositoryError(
      .conflict, "\(name) may hold prompts that this clone has not",
      hint: "`promptrepo pull` brings them; if there are none yet, say --first")
  }
}
