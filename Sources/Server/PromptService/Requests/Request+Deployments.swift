internal import Digests
internal import PromptRepo
internal import PromptsAPI

extension Request {
  /// The deployment with this id, a UUID in any form.
  ///
  /// - Throws: 404 when there is none for this caller.
  func deployment(_ text: String) throws -> (deployment: IndexedDeployment, ledger: Ledger) {
    guard let id = UUIDValue(text), let ledger, let found = try ledger.index.deployment(id) else {
      throw APIError.noDeployment
    }
    return (found, ledger)
  }

  /// The environment with this name.
  ///
  /// - Throws: 404 when there is none, with those that there are.
  func environment(_ text: String, in ledger: Ledger?) throws -> EnvironmentName {
    var names: [EnvironmentName] = []
    if let ledger { names = try ledger.index.environments() }
    guard let name = names.first(where: { $0.rawValue.utf8.elementsEqual(text.utf8) }) else {
      throw APIError.noEnvironment(text, among: names.map(\.rawValue))
    }
    return name
  }
}

extension APIError {
  /// What a client is told of a deployment that the ledger refused; `nil` for other failures.
  init?(deploying error: RepositoryError) {
    switch (error.code, error.cause as? DeploymentRule) {
    case (.protected, .required(let environment)?):
      self = .requiredEnvironment(error.message, environment.rawValue)
    case (.protected, .variables(let names)?): self = .variableContract(error.message, names)
    case (.protected, .archived?): self = .archived(error.message)
    case (.protected, nil): self = .protected(error.message)
    case (.conflict, _): self = .unexpectedVersion(error.message)
    default: return nil
    }
  }
}
