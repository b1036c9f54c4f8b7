internal import HTTPMessages
internal import PromptRepo
internal import PromptsAPI

extension Request {
  /// How often a write that does not depend on what it read is tried again after a lost race.
  private static var attempts: Int { 10 }

  /// Runs a write as one change of the ledger, in the name of the caller.
  ///
  /// An error of the API that the body returns refuses the request, and nothing is changed.
  func change(
    _ ledger: Ledger,
    _ body: (inout Transaction) throws(RepositoryError) -> Result<HTTPResponse, APIError>
  ) throws -> HTTPResponse {
    try ledger.repository.change(by: caller.signature(at: time), onBehalfOf: caller.endUser) {
      (transaction) throws(RepositoryError) in try body(&transaction)
    }.get()
  }

  /// As ``change(_:_:)``, again where somebody else changed something at the same moment.
  func retryingChange(
    _ ledger: Ledger,
    _ body: (inout Transaction) throws(RepositoryError) -> Result<HTTPResponse, APIError>
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
  func answer(
    _ name: PromptName, in ledger: some LedgerReader
  ) throws(RepositoryError) -> Result<HTTPResponse, APIError> {
    let prompt = try ledger.existing(name)
    guard let object = PromptObject(prompt) else { return .failure(.noPrompt) }
    let tips = prompt.tips
    return .success(HTTPResponse(.ok, object).with(tips))
  }

  /// Runs a check that may refuse the request.
  func refusal(_ check: () throws(APIError) -> Void) -> APIError? {
    do throws(APIError) {
      try check()
      return nil
    } catch {
      return error
    }
  }

  /// Changes the prompt that the path names.
  func changeExisting(
    _ body: (inout Transaction, Prompt) throws(RepositoryError) -> Result<HTTPResponse, APIError>
  ) throws -> HTTPResponse {
    let (found, ledger) = try prompt()
    return try retryingChange(ledger) { (transaction) throws(RepositoryError) in
      guard let current = try current(found, in: transaction) else { return .failure(.noPrompt) }
      return try body(&transaction, current)
    }
  }
}
