internal import PromptTemplate

/// The rule that a deployment was refused by: the cause of ``RepositoryError/Code/protected``.
public enum DeploymentRule: Error, Sendable, Hashable {
  /// Archived prompts are deployed nowhere.
  case archived(PromptName)
  /// The version of the prompt was never live in the environment that is required.
  case required(EnvironmentName, PromptName, version: Int)
  /// These variables are in only one of the two versions, and not all of them are acknowledged.
  case variables([String])
}

/// A deployment that is not yet carried out.
package struct PlannedDeployment: Sendable {
  /// The prompt.
  package let name: PromptName
  /// The version that is to be live.
  package let version: Version
  /// What is live so far.
  package let live: PointerMove?
  /// How the variables differ from what is live; `nil` when nothing is, or this version.
  package let contract: VariableDiff?
}

/// The rules of an environment, put to a deployment.
struct DeploymentProtection: Sendable {
  private let environment: DeploymentEnvironment
  private let acknowledged: Set<String>

  /// What a deployment may be refused for.
  static let codes: Set<RepositoryError.Code> = [
    .protected, .conflict, .notFound, .invalid, .ambiguous,
  ]

  init(_ environment: DeploymentEnvironment, acknowledged: Set<String>) {
    self.environment = environment
    self.acknowledged = acknowledged
  }

  /// The acknowledged variables that a deployment has use for.
  func used(by deployment: PlannedDeployment) -> [String] {
    (deployment.contract?.names ?? []).filter(acknowledged.contains)
  }

  /// Refuses what the rules are against.
  ///
  /// - Throws: ``RepositoryError/Code/protected``, caused by a ``DeploymentRule``.
  func check(
    _ deployment: PlannedDeployment, _ reader: some LedgerReader
  ) throws(RepositoryError) {
    guard environment.isProtected, deployment.live?.hash != deployment.version.hash else { return }
    if let required = environment.requires {
      try checkWasLive(deployment, in: required, reader)
    }
    try checkVariables(deployment)
  }

  private func checkWasLive(
    _ deployment: PlannedDeployment, in required: EnvironmentName, _ reader: some LedgerReader
  ) throws(RepositoryError) {
    var moves = try reader.moveChain(of: .environment(required), deployment.name)
    // By hash: the same content is the same version in every clone.
    if try moves.first(where: { $0.hash == deployment.version.hash }) != nil { return }
    let (name, number) = (deployment.name, deployment.version.number)
    throw RepositoryError(
      .protected,
      "'\(environment.name)' takes what was live in '\(required)', and version \(number) of prompt "
        + "'\(name)' never was",
      cause: DeploymentRule.required(required, name, version: number))
  }

  private func checkVariables(_ deployment: PlannedDeployment) throws(RepositoryError) {
    guard let contract = deployment.contract, let live = deployment.live else { return }
    let unknown = contract.names.filter { !acknowledged.contains($0) }
    guard !unknown.isEmpty else { return }
    let isOnlyKind = contract.required.isEmpty && contract.vanished.isEmpty
    throw RepositoryError(
      .protected,
      "version \(deployment.version.number) of prompt '\(deployment.name)' "
        + (isOnlyKind ? "gives something else than " : "has other variables than ")
        + "version \(live.version), which is live in '\(environment.name)': \(contract)",
      cause: DeploymentRule.variables(contract.names))
  }
}
