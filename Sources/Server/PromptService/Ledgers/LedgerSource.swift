public import APIKeys
public import PromptRepo

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
}
