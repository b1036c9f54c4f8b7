internal import APIKeys
internal import CanonicalJSON
internal import Digests
internal import HTTPMessages
internal import PromptRepo
internal import PromptsAPI

/// What was answered to a request with an `Idempotency-Key`, so that it can be repeated safely.
///
/// Kept in the ledger by the same change as what the request made: both are there, or neither.
struct Receipt: Sendable {
  /// How long receipts count, in milliseconds: 24 hours.
  static let lifetime: Int64 = 86_400_000

  /// The receipt's name in the ledger: a hash of who sent which key.
  private let name: String
  /// The SHA-256 of the request, which a repetition has to have too.
  private let fingerprint: String
  private let now: Timestamp

  /// The receipt of a request; `nil` when it has no `Idempotency-Key`.
  ///
  /// - Throws: 400 for a key that is none.
  init?(for request: Request, _ body: [UInt8]) throws(APIError) {
    guard let key = request.fields[.idempotencyKey] else { return nil }
    guard (1...255).contains(key.utf8.count) else { throw .idempotencyKey }
    let caller = request.caller
    let scope = [caller.key?.owner.rawValue ?? "", caller.endUser ?? "", key]
    name = Hex.encode(SHA256.hash(scope.joined(separator: "\0").utf8).prefix(20))
    var hash = SHA256()
    hash.update("\(request.operation.rawValue)\0\(request.parameters)\0".utf8)
    hash.update(body)
    fingerprint = Hex.encode(hash.finalize())
    now = request.time
  }

  /// The answer that the request got before; `nil` when this is the first time.
  ///
  /// A key that came with another request is refused.
  func answer(
    in ledger: some LedgerReader
  ) throws(RepositoryError) -> Result<HTTPResponse, APIError>? {
    guard let bytes = try ledger.receipt(name), let kept = Kept(bytes), !kept.isExpired(at: now)
    else { return nil }
    guard kept.fingerprint == fingerprint else {
      return .failure(.reusedKey)
    }
    return .success(kept.response)
  }

  /// Keeps the answer in the ledger.
  func keep(
    _ response: HTTPResponse, in transaction: inout Transaction
  ) throws(RepositoryError) {
    let kept = Kept(createdAt: now, fingerprint: fingerprint, response: response)
    try transaction.keep(receipt: kept.bytes, name)
  }
}
