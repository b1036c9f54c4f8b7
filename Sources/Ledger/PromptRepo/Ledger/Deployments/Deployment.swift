/// What a deployment made of one prompt.
public struct Deployment: Sendable, Hashable {
  /// The prompt.
  public let name: PromptName
  /// Where it is live.
  public let environment: EnvironmentName
  /// The move that made the version live, now or earlier.
  public let move: PointerMove
  /// Whether the version was not live before.
  public let isChange: Bool
  /// How its variables differ from those of the version before; `nil` when nothing was live, or
  /// this version was.
  public let contract: VariableContract?
}

/// What is to be deployed, and on what conditions.
public struct DeploymentOrder: Sendable, Hashable {
  /// The prompt.
  public var name: PromptName
  /// The version.
  public var spec: VersionSpec
  /// What has to be live; anything if `nil`.
  public var expected: ExpectedVersion?

  /// Makes an order; without a spec, for the active version.
  public init(
    _ name: PromptName, _ spec: VersionSpec = .active, expecting expected: ExpectedVersion? = nil
  ) {
    self.name = name
    self.spec = spec
    self.expected = expected
  }
}
