internal import APIKeys
package import HTTPMessages
package import PromptRepo
internal import Synchronization

/// A request whose route and caller are known.
///
/// What a surface may do with the ledger are this type's operations.
public struct ServiceRequest: Sendable {
  /// The operation's name: of the Prompts API `getPrompt`, of others with their surface's,
  /// `langfuse.get`.
  package let operation: String
  /// The path and the query.
  package let target: RequestTarget
  /// The values of the path's parameters.
  package let parameters: [String]
  /// The header fields.
  package let fields: HTTPFields
  /// Who makes it.
  package let caller: Caller
  /// When it came.
  package let time: Timestamp
  /// How the service behaves.
  package let configuration: ServiceConfiguration
  /// The address of whoever asks, as far as the server knows it.
  package let client: String?
  /// Where the browser that asks has its pages; `nil` unless the surface is one for browsers.
  package let origin: PageOrigin?
  let gate: Gate
  let ledgers: any LedgerSource
  /// The ledger that the caller sees; `nil` while it has none.
  let ledger: Ledger?

  /// What lets callers in.
  struct Gate: Sendable {
    let authenticator: any Authenticator
    let signIns: RateLimiter
  }

  /// The ledger that the caller sees, made now where it has none yet: whatever can be refused has to
  /// be looked at before.
  func writableLedger() throws -> Ledger {
    if let ledger { return ledger }
    let made = try ledgers.ledger(
      owner: caller.key?.owner, endUser: caller.endUser, creating: true)
    guard let made else { throw ServiceError.internalFailure }
    return made
  }

  /// Makes sure that the ledger is where it was. What finds prompts does so by itself; what reads the
  /// ledger in another way has to, since a ledger that was moved away looks like an empty one.
  package func checkLedger() throws(RepositoryError) {
    try ledger?.prepare()
  }

  /// Refuses a query that has one of these parameters more than once, since one of them would not be
  /// looked at.
  package func refuseRepeats(of names: String...) throws(ServiceError) {
    try PromptService.refuseRepeats(of: names, in: target.query)
  }

  /// What a surface keeps of the caller's ledger for as long as that is open, and only reads it with;
  /// `nil` while the caller has none.
  ///
  /// - Parameters:
  ///   - name: The name that it is kept by. There may be a few.
  ///   - make: Makes it for the first request.
  package func kept<Value: Sendable>(
    _ name: String, make: (Repository) -> Value
  ) -> Value? {
    guard let ledger else { return nil }
    return ledger.kept.withLock { kept in
      if let value = kept[name] as? Value { return value }
      let value = make(ledger.repository)
      kept[name] = value
      return value
    }
  }
}
