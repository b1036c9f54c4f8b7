internal import HTTPMessages
internal import PromptRepo

extension ServiceRequest {
  /// How often a write that does not depend on what it read is tried again after a lost race.
  private static var attempts: Int { 10 }

  /// Runs a write as one change of a ledger, in the name of the caller.
  ///
  /// An error that the body throws refuses the request, and nothing is changed; so does a text that
  /// its dialect cannot read.
  func change<Result>(
    _ ledger: Ledger, _ body: (inout Transaction) throws -> Result
  ) throws -> Result {
    try ledger.repository.change(
      by: caller.signature(at: time), onBehalfOf: caller.endUser, throwing: { $0 as any Error },
      body)
  }

  /// As ``change(_:_:)``, again where somebody else changed something at the same moment.
  func retryingChange<Result>(
    _ ledger: Ledger, _ body: (inout Transaction) throws -> Result
  ) throws -> Result {
    var attempt = 1
    while true {
      do {
        return try change(ledger, body)
      } catch let error as RepositoryError
        where error.code == .conflict && attempt < ServiceRequest.attempts
      {
        attempt += 1
      }
    }
  }

  /// As ``retryingChange(_:_:)``, of a write that may be repeated with an `Idempotency-Key`: what was
  /// answered the first time is answered again.
  ///
  /// - Parameter lostRace: What a lost race ends with, of a write that depends on what its author saw,
  ///   which is not tried again; `nil` for one that is.
  func changeOnce(
    _ ledger: Ledger, _ body: [UInt8], lostRace: (any SurfaceError)? = nil,
    _ change: (inout Transaction) throws -> HTTPResponse
  ) throws -> HTTPResponse {
    let receipt = try Receipt(for: self, body)
    func answer(_ transaction: inout Transaction) throws -> HTTPResponse {
      if let answer = try receipt?.answer(in: transaction) { return answer }
      let response = try change(&transaction)
      try receipt?.keep(response, in: &transaction)
      return response
    }
    do {
      if lostRace == nil { return try retryingChange(ledger, answer) }
      return try self.change(ledger, answer)
    } catch {
      if let answer = try receipt?.answer(in: ledger, after: error) { return answer }
      if let lostRace, let error = error as? RepositoryError, error.code == .conflict {
        throw lostRace
      }
      throw error
    }
  }

  /// The prompt as a transaction sees it; `nil` when it is gone by now.
  func current(
    _ prompt: IndexedPrompt, in transaction: Transaction
  ) throws(RepositoryError) -> Prompt? {
    guard let current = try transaction.prompt(prompt.name), current.record.id == prompt.id else {
      return nil
    }
    return current
  }
}
