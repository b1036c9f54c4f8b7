package import PromptRepo

extension ServiceRequest {
  /// The environments with their rules, in their order.
  package func environments() throws(RepositoryError) -> [DeploymentEnvironment] {
    try checkLedger()
    return try ledger?.repository.environments() ?? []
  }

  /// The environments that there are, in their order.
  package func environmentNames() throws -> [EnvironmentName] {
    try ledger?.index.environments() ?? []
  }

  /// The environment with this name.
  ///
  /// - Throws: ``ServiceError/environmentNotFound(_:among:)``, with those that there are.
  package func environment(_ text: String) throws -> EnvironmentName {
    let names = try environmentNames()
    guard let name = names.first(where: { $0.rawValue.utf8.elementsEqual(text.utf8) }) else {
      throw ServiceError.environmentNotFound(text, among: names.map(\.rawValue))
    }
    return name
  }

  /// The environment with this name, and its rules.
  ///
  /// - Throws: ``ServiceError/environmentNotFound(_:among:)``.
  package func deploymentEnvironment(_ text: String) throws -> DeploymentEnvironment {
    let all = try environments()
    guard let found = all.first(where: { $0.name.rawValue.utf8.elementsEqual(text.utf8) }) else {
      throw ServiceError.environmentNotFound(text, among: all.map(\.name.rawValue))
    }
    return found
  }
}
