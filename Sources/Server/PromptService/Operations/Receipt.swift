internal import APIKeys
internal import CanonicalJSON
internal import Digests
internal import HTTPMessages
public import PromptRepo

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
  /// - Throws: ``ServiceError/idempotencyKey`` for a key that is none.
  init?(for request: ServiceRequest, _ body: [UInt8]) throws(ServiceError) {
    guard let key = request.fields[.idempotencyKey] else { return nil }
    guard (1...255).contains(key.utf8.count) else { throw .idempotencyKey }
    let caller = request.caller
    let scope = [caller.key?.owner.rawValue ?? "", caller.endUser ?? "", key]
    name = Hex.encode(SHA256.hash(scope.joined(separator: "\0").utf8).prefix(20))
    var hash = SHA256()
    hash.update("\(request.operation)\0\(request.parameters)\0".utf8)
    hash.update(body)
    fingerprint = Hex.encode(hash.finalize())
    now = request.time
  }

  /// The answer that the request got before; `nil` when this is the first time.
  ///
  /// - Throws: ``ServiceError/idempotencyKeyReused`` for a key that came with another request.
  func answer(in ledger: some LedgerReader) throws -> HTTPResponse? {
    guard let bytes = try ledger.receipt(name), let kept = Kept(bytes), !kept.isExpired(at: now)
    else { return nil }
    guard kept.fingerprint == fingerprint else { throw ServiceError.idempotencyKeyReused }
    return kept.response
  }

  /// The answer that the request got meanwhile, if it came twice at once and the other one was first;
  /// `nil` where that is not what was in the way.
  ///
  /// The other one may still be in the middle of its moves, of which the receipt's is the last.
  func answer(in ledger: Ledger, after error: any Error) throws -> HTTPResponse? {
    switch error {
    case let error as RepositoryError where error.code == .conflict: break
    case let error as any SurfaceError
    where [.conflict, .preconditionFailed].contains(error.response.status):
      break
    case let error as ServiceError where [.conflict, .rule].contains(error.kind): break
    default: return try answer(in: ledger.repository)
    }
    return try ledger.repository.settled { try answer(in: $0) }
  }

  /// Keeps the answer in the ledger.
  func keep(
    _ response: HTTPResponse, in transaction: inout Transaction
  ) throws(RepositoryError) {
    let kept = Kept(createdAt: now, fingerprint: fingerprint, response: response)
    try transaction.keep(receipt: kept.bytes, name)
  }
}

extension Receipt {
  /// A receipt as the ledger holds it: one JSON object.
  struct Kept: Sendable {
    let createdAt: Timestamp
    let fingerprint: String
    let response: HTTPResponse

    init(createdAt: Timestamp, fingerprint: String, response: HTTPResponse) {
      self.createdAt = createdAt
      self.fingerprint = fingerprint
      self.response = response
    }

    func isExpired(at now: Timestamp) -> Bool {
      now.milliseconds - createdAt.milliseconds >= Receipt.lifetime
    }

    var bytes: [UInt8] {
      var fields = JSONObject()
      response.fields.forEach { fields[$0.rawValue] = .string($1) }
      let json: JSONObject = [
        "body": .string(String(decoding: response.body, as: UTF8.self)),
        "created_at": .string(createdAt.rfc3339), "fields": .object(fields),
        "request": .string(fingerprint), "status": .integer(response.status.rawValue),
      ]
      return JSONValue.object(json).utf8(.canonical) + [10]
    }

    /// Reads a receipt; `nil` for anything else, which then counts as no receipt.
    init?(_ bytes: [UInt8]) {
      let json: JSONObject?
      do throws(JSONError) { json = try JSONValue(parsing: bytes).object } catch { return nil }
      guard let json, let body = json["body"]?.string, let status = json["status"]?.integer,
        let fingerprint = json["request"]?.string, let created = json["created_at"]?.string
      else { return nil }
      do throws(RepositoryError) { createdAt = try Timestamp(created) } catch { return nil }
      self.fingerprint = fingerprint
      var fields = HTTPFields()
      for member in json["fields"]?.object ?? JSONObject() {
        guard let value = member.value.string else { return nil }
        fields.append(HTTPFieldName(rawValue: member.key), value)
      }
      response = HTTPResponse(
        HTTPStatus(rawValue: status), fields: fields, body: Array(body.utf8))
    }
  }
}

extension PromptService {
  /// Drops the receipts that do not count any more.
  public func removeExpiredReceipts() throws(RepositoryError) {
    let now = configuration.now()
    let server = Signature(name: "promptrepo", email: "", time: now)
    for ledger in ledgers.open {
      let repository = ledger.repository
      for name in try repository.receipts() {
        do throws(RepositoryError) {
          try repository.change(by: server) { (transaction) throws(RepositoryError) in
            guard let bytes = try transaction.receipt(name),
              Receipt.Kept(bytes)?.isExpired(at: now) ?? true
            else { return }
            try transaction.dropReceipt(name)
          }
        } catch {
          // Somebody wrote it anew at this moment.
          guard error.code == .conflict else { throw error }
        }
      }
    }
  }
}
