internal import Digests
public import PromptRepo

/// A ledger that is served: its repository, and an index over its prompts.
public final class Ledger: Sendable {
  /// The repository.
  public let repository: Repository
  let index: PromptIndex

  /// About half of how many versions, moves and records are kept at once: some 5 KB for each prompt.
  private static let cachedEntries = 3_000

  /// Serves the ledger in a store.
  public init(_ store: any Store) {
    repository = Repository(
      store: store, cache: LedgerCache(limit: Ledger.cachedEntries, byteLimit: 16 << 20))
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
