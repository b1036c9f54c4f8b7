/// The rule that a deployment was refused by: the cause of ``RepositoryError/Code/protected``.
public enum DeploymentRule: Error, Sendable, Hashable {
  /// Archived prompts are deployed nowhere.
  case archived
  /// The version was never live in the environment that is required.
  case required(EnvironmentName)
  /// These variables are in only one of the two versions, and not all of them are acknowledged.
  case variables([String])
}
