public import PromptRepo

/// A ledger that is served: its repository, and an index over its prompts.
public final class Ledger: Sendable {
  /// The repository.
  public let repository: Repository
  let index: PromptIndex

  /// Serves the ledger in a store.
  ///
  /// - Parameter cachedPrompts: Of about twice as many prompts what was read is kept in memory, some
  ///   5 KB and a template each.
  public init(_ store: any Store, cachedPrompts: Int = 3_000) {
    repository = Repository(
      store: store, cache: LedgerCache(limit: cachedPrompts, byteLimit: cachedPrompts * 5_000))
    index = PromptIndex(repository)
  }

  /// Builds the index, which the first request would otherwise do.
  public func prepare() throws(RepositoryError) {
    try index.refresh()
  }

  /// Takes over what programs other than this project's own have changed.
  public func rescan() throws(RepositoryError) {
    try index.rescan()
  }
}
