package import HTTPMessages
package import PromptRepo

extension ServiceRequest {
  /// Deletes a prompt with all its versions.
  ///
  /// - Parameters:
  ///   - isForced: Whether it may be live in an environment, and other prompts may include it.
  ///   - answer: Makes the answer.
  /// - Throws: ``ServiceError/deployed(to:)``, ``ServiceError/included(by:)``,
  ///   ``ServiceError/promptNotFound``.
  package func delete(
    _ prompt: PromptSelector, forced isForced: Bool = false,
    answer: (PromptName) throws -> HTTPResponse
  ) throws -> HTTPResponse {
    let found = try find(prompt)
    let id = try found.record().id
    guard let ledger else { throw ServiceError.promptNotFound }
    return try retryingChange(ledger) { transaction in
      guard let current = try transaction.prompt(found.name), current.record.id == id else {
        throw ServiceError.promptNotFound
      }
      try delete(current, forced: isForced, in: &transaction)
      return try answer(found.name)
    }
  }

  /// Deletes a prompt as a transaction sees it.
  func delete(_ prompt: Prompt, forced isForced: Bool, in transaction: inout Transaction) throws {
    let environments = isForced ? [] : try transaction.environments(of: prompt.name)
    guard environments.isEmpty else { throw ServiceError.deployed(to: environments) }
    do throws(RepositoryError) {
      try transaction.delete(prompt.name, forces: isForced)
    } catch {
      guard case .promptIsIncluded(_, let names)? = error.cause as? LedgerRefusal else {
        throw error
      }
      throw ServiceError.included(by: names)
    }
  }
}
