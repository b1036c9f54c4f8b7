internal import HTTPMessages
internal import PromptRepo
internal import PromptsAPI

extension Request {
  /// How often a write that does not depend on what it read is tried again after a lost race.
  private static var attempts: Int { 10 }

  /// Runs a write as one change of the ledger, in the name of the caller.
  ///
  /// An error that the body throws refuses the request, and nothing is changed.
  func change(
    _ ledger: Ledger, _ body: (inout Transaction) throws -> HTTPResponse
  ) throws -> HTTPResponse {
    try ledger.repository.change(
      by: caller.signature(at: time), onBehalfOf: caller.endUser, throwing: { $0 as any Error },
      body)
  }

  /// As ``change(_:_:)``, again where somebody else changed something at the same moment.
  func retryingChange(
    _ ledger: Ledger, _ body: (inout Transaction) throws -> HTTPResponse
  ) throws -> HTTPResponse {
    var attempt = 1
    while true {
      do {
        return try change(ledger, body)
      } catch let error as RepositoryError
        where error.code == .conflict && attempt < Request.attempts
      {
        attempt += 1
      }
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

  /// The answer that shows a prompt as a change leaves it.
  func answer(_ name: PromptName, in ledger: some LedgerReader) throws -> HTTPResponse {
    let prompt = try ledger.existing(name)
    guard let object = PromptObject(prompt) else { throw APIError.noPrompt }
    return HTTPResponse(.ok, object).with(prompt.tips)
  }

  /// Changes the prompt that the path names.
  func changeExisting(
    _ body: (inout Transaction, Prompt) throws -> HTTPResponse
  ) throws -> HTTPResponse {
    let (found, ledger) = try prompt()
    return try retryingChange(ledger) { transaction in
      guard let current = try current(found, in: transaction) else { throw APIError.noPrompt }
      return try body(&transaction, current)
    }
  }
}
