public import PromptRepo

/// What one side gets when the other's steps of a chain are taken over that is about no single
/// prompt.
public struct SharedDifference: Sendable, Hashable {
  /// The environments that come to the list, in its order.
  public var added: [EnvironmentName] = []
  /// The environments that get other rules.
  public var changed: [EnvironmentName] = []
  /// The environments that leave the list.
  public var removed: [EnvironmentName] = []
  /// What is done with releases, oldest first.
  public var steps: [ReleaseStep] = []
}

extension SharedDifference {
  /// The difference between two lists of environments.
  init(from old: [DeploymentEnvironment], to new: [DeploymentEnvironment]) {
    for environment in new {
      guard let before = old.first(where: { $0.name == environment.name }) else {
        added.append(environment.name)
        continue
      }
      if before != environment { changed.append(environment.name) }
    }
    removed = old.map(\.name).filter { name in !new.contains { $0.name == name } }
  }
}
