package import HTTPMessages
package import PromptRepo

extension ServiceRequest {
  /// Adds an environment after the others.
  ///
  /// - Parameters:
  ///   - body: The request's body, for `Idempotency-Key`.
  ///   - answer: Makes the answer.
  /// - Throws: ``ServiceError/environmentExists(_:)``, ``ServiceError/environmentNotFound(_:among:)``
  ///   for a required one that there is not, ``ServiceError/invalid(_:parameter:)`` for a name that
  ///   no environment can have.
  package func addEnvironment(
    _ text: String, isProtected: Bool, requires required: String?, reason: String? = nil,
    of body: [UInt8], answer: (DeploymentEnvironment) throws -> HTTPResponse
  ) throws -> HTTPResponse {
    let name = try environmentName(text)
    let requiredName = try required.map { try environmentName($0) }
    return try changeOnce(writableLedger(), body) { transaction in
      let added: DeploymentEnvironment
      do throws(RepositoryError) {
        added = try transaction.addEnvironment(
          name, isProtected: isProtected, requires: requiredName, reason: reason)
      } catch {
        throw try known(error, among: transaction)
      }
      return try answer(added)
    }
  }

  /// Takes an environment from the list; what was deployed there stays in the history.
  ///
  /// - Throws: ``ServiceError/environmentInUse(_:requiredBy:_:)`` where prompts are live in it or
  ///   another one requires it, ``ServiceError/environmentNotFound(_:among:)``.
  package func removeEnvironment(
    _ text: String, reason: String? = nil, answer: (EnvironmentName) throws -> HTTPResponse
  ) throws -> HTTPResponse {
    let name = try environment(text)
    return try retryingChange(writableLedger()) { transaction in
      do throws(RepositoryError) {
        try transaction.removeEnvironment(name, reason: reason)
      } catch {
        throw try known(error, among: transaction)
      }
      return try answer(name)
    }
  }

  private func environmentName(_ text: String) throws -> EnvironmentName {
    do throws(RepositoryError) {
      return try EnvironmentName(text)
    } catch {
      throw ServiceError.invalid(error.message, parameter: "name")
    }
  }

  /// The refusal that an error of the repository is.
  private func known(
    _ error: RepositoryError, among transaction: Transaction
  ) throws -> any Error {
    let names = try transaction.environments().map(\.name.rawValue)
    switch error.cause as? LedgerRefusal {
    case .environmentExists(let name)?: return ServiceError.environmentExists(name.rawValue)
    case .environmentNotFound(let name)?, .requiredEnvironmentNotFound(let name)?:
      return ServiceError.environmentNotFound(name.rawValue, among: names)
    case .environmentIsRequired(let name, let other)?:
      return ServiceError.environmentInUse(name, requiredBy: other, error.message)
    case .environmentHasPrompts(let name, _)?:
      return ServiceError.environmentInUse(name, requiredBy: nil, error.message)
    default: return error
    }
  }
}
