/// A place that versions are deployed to, and the rules of deployments there.
public struct DeploymentEnvironment: Sendable, Hashable {
  /// Its name.
  public let name: EnvironmentName
  /// Whether deployments have to keep to the rules.
  ///
  /// A protected environment takes no version whose variables differ from what is live there unless
  /// that is acknowledged, and none that was not live in the environment that it requires.
  public var isProtected: Bool
  /// The environment in which a version must be or have been live before.
  public var requires: EnvironmentName?

  /// Makes an environment; one that requires another is protected.
  public init(
    _ name: EnvironmentName, isProtected: Bool = false, requires: EnvironmentName? = nil
  ) {
    self.name = name
    self.isProtected = isProtected || requires != nil
    self.requires = requires
  }

  /// Its rules in words: `protected, requires staging`; `none` without any.
  public var rules: String {
    guard isProtected else { return "none" }
    return requires.map { "protected, requires \($0)" } ?? "protected"
  }
}
