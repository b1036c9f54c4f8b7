public import APIKeys
public import PromptRepo
internal import Synchronization

/// A ledger that is served: its repository, and an index over its prompts.
public final class Ledger: Sendable {
  /// The repository.
  public let repository: Repository
  let index: PromptIndex
  /// What surfaces keep of it, by names of theirs.
  let kept = Mutex<[String: any Sendable]>([:])

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

/// Where the ledgers of a server are.
public protocol LedgerSource: Sendable {
  /// The ledger that a caller sees.
  ///
  /// - Parameters:
  ///   - owner: The owner of the caller's key; `nil` for a caller without one.
  ///   - endUser: The end user that the caller acts for, from `X-On-Behalf-Of`.
  ///   - creating: Whether to make the ledger where there is none yet.
  /// - Returns: `nil` when there is none yet.
  func ledger(
    owner: Owner?, endUser: String?, creating: Bool
  ) throws(RepositoryError) -> Ledger?

  /// The ledgers that are open, for maintenance.
  var open: [Ledger] { get }

  /// Whether all callers have the same ledger, so that one of them may manage what is everybody's.
  var isShared: Bool { get }

  /// Makes sure that callers can be answered at all.
  ///
  /// - Throws: Why they cannot, such as a ledger that is not where it was.
  func check() throws(RepositoryError)
}

extension LedgerSource {
  /// Where each owner has a ledger, none speaks for all.
  public func check() throws(RepositoryError) {}

  /// Each owner has one.
  public var isShared: Bool { false }
}

/// One ledger for all callers.
public struct SingleLedger: LedgerSource {
  private let ledger: Ledger

  /// Serves one ledger.
  public init(_ ledger: Ledger) {
    self.ledger = ledger
  }

  /// The ledger, whoever asks.
  public func ledger(
    owner: Owner?, endUser: String?, creating: Bool
  ) throws(RepositoryError) -> Ledger? {
    ledger
  }

  /// The ledger.
  public var open: [Ledger] { [ledger] }

  /// It is everybody's.
  public var isShared: Bool { true }

  /// Looks whether the ledger can be read.
  public func check() throws(RepositoryError) {
    try ledger.prepare()
  }
}
