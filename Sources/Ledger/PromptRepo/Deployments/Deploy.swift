/// The outcome of a deployment for one prompt.
public struct Deployment: Sendable, Hashable {
  /// The prompt.
  public let name: PromptName
  /// The environment in which it is live.
  public let environment: EnvironmentName
  /// The move that made the version live, now or earlier.
  public let move: PointerMove
  /// True if the version was not live before.
  public let isChange: Bool
  /// The variables that differ from those of the version before; `nil` when nothing was live, or
  /// this version was.
  public let contract: VariableDiff?
}

/// A version that is to be deployed, and on what condition.
public struct DeploymentRequest: Sendable, Hashable {
  /// The prompt.
  package var name: PromptName
  /// The version.
  package var spec: VersionSpec
  /// What has to be live; anything if `nil`.
  package var expected: ExpectedVersion?

  /// Makes a request; without a spec, for the active version.
  public init(
    _ name: PromptName, _ spec: VersionSpec = .active, expecting expected: ExpectedVersion? = nil
  ) {
    self.name = name
    self.spec = spec
    self.expected = expected
  }
}

extension Repository {
  /// Makes a version of one prompt live in an environment.
  ///
  /// ```swift
  /// try repository.deploy(name, .latest, to: staging, reason: "Try it")
  /// ```
  ///
  /// - Throws: As ``deploy(_:to:reason:acknowledging:)`` does.
  @discardableResult
  public func deploy(
    _ name: PromptName, _ spec: VersionSpec = .active, to environment: EnvironmentName,
    reason: String? = nil, acknowledging acknowledged: Set<String> = []
  ) throws(RepositoryError) -> [Deployment] {
    try deploy(
      [DeploymentRequest(name, spec)], to: environment, reason: reason,
      acknowledging: acknowledged)
  }

  /// Makes versions of several prompts live in an environment: all, or none.
  ///
  /// What is live already stays without a move.
  ///
  /// ```swift
  /// try repository.deploy(
  ///   [DeploymentRequest(name, .latest), DeploymentRequest(other, expecting: .nothing)],
  ///   to: staging)
  /// ```
  ///
  /// - Parameters:
  ///   - reason: The reason, which each move keeps.
  ///   - acknowledged: Variables whose coming or going callers are ready for.
  /// - Throws: ``RepositoryError/Code/protected`` with every rule that is against it, where that is
  ///   one caused by a ``DeploymentRule``, ``RepositoryError/Code/conflict`` when something else is
  ///   live than was expected, ``RepositoryError/Code/notFound``.
  @discardableResult
  public func deploy(
    _ requests: [DeploymentRequest], to environment: EnvironmentName, reason: String? = nil,
    acknowledging acknowledged: Set<String> = []
  ) throws(RepositoryError) -> [Deployment] {
    try perform { transaction throws(RepositoryError) in
      try transaction.deploy(
        requests, to: environment, reason: reason, acknowledging: acknowledged)
    }
  }

  /// Makes exactly the versions that are live in one environment live in another: all, or none.
  ///
  /// ```swift
  /// try repository.promote([name], from: staging, to: production, reason: "Tested")
  /// ```
  ///
  /// - Parameter names: These prompts; all that the source has, but archived ones, when `nil`.
  /// - Throws: As ``deploy(_:to:reason:acknowledging:)`` does.
  @discardableResult
  public func promote(
    _ names: [PromptName]?, from source: EnvironmentName, to target: EnvironmentName,
    reason: String? = nil, acknowledging acknowledged: Set<String> = []
  ) throws(RepositoryError) -> [Deployment] {
    try perform { transaction throws(RepositoryError) in
      try transaction.promote(
        names, from: source, to: target, reason: reason, acknowledging: acknowledged)
    }
  }
}

extension Transaction {
  /// Makes versions of several prompts live in an environment: all, or none.
  ///
  /// - Throws: As ``Repository/deploy(_:to:reason:acknowledging:)`` does.
  @discardableResult
  public mutating func deploy(
    _ requests: [DeploymentRequest], to environment: EnvironmentName, reason: String? = nil,
    acknowledging acknowledged: Set<String> = []
  ) throws(RepositoryError) -> [Deployment] {
    try deploy(
      requests, to: environment, reason: reason, acknowledging: acknowledged, from: nil,
      release: nil)
  }

  /// Makes versions live in an environment: all, or none.
  ///
  /// What is live already stays without a move.
  ///
  /// - Parameters:
  ///   - reason: Why; kept with each move.
  ///   - acknowledged: Variables whose coming or going callers are ready for.
  ///   - source: On a promotion, the environment whose versions these are.
  ///   - release: The release that they belong to.
  /// - Throws: ``RepositoryError/Code/protected`` with every rule that is against it, where that is
  ///   one caused by a ``DeploymentRule``, ``RepositoryError/Code/conflict`` when something else is
  ///   live than was expected, ``RepositoryError/Code/notFound``.
  @discardableResult
  package mutating func deploy(
    _ orders: [DeploymentRequest], to name: EnvironmentName, reason: String? = nil,
    acknowledging acknowledged: Set<String>, from source: EnvironmentName?,
    release: ReleaseName?
  ) throws(RepositoryError) -> [Deployment] {
    _ = try environment(name)
    try expect(.environments)
    let plan = try planDeployment(orders, to: name, acknowledging: acknowledged)
    if let refusal = plan.refusal { throw refusal }
    if let source {
      // What is promoted is what the source has when the change is applied.
      for order in orders { try expect(.prompt(order.name, .pointer(.environment(source)))) }
    }
    var deployments: [Deployment] = []
    for deployment in plan.allowed {
      deployments.append(
        try carryOut(
          deployment, to: name, reason: reason,
          acknowledged: plan.protection.used(by: deployment), from: source, release: release))
    }
    return deployments
  }

  /// Makes exactly the versions that are live in one environment live in another.
  ///
  /// - Parameter names: These prompts; all that the source has, but archived ones, when `nil`.
  /// - Throws: As ``Repository/promote(_:from:to:reason:acknowledging:)`` does.
  @discardableResult
  public mutating func promote(
    _ names: [PromptName]?, from source: EnvironmentName, to target: EnvironmentName,
    reason: String? = nil, acknowledging acknowledged: Set<String> = []
  ) throws(RepositoryError) -> [Deployment] {
    try deploy(
      promotion(of: names, from: source, to: target), to: target, reason: reason,
      acknowledging: acknowledged, from: source, release: nil)
  }

  private mutating func carryOut(
    _ deployment: PlannedDeployment, to environment: EnvironmentName, reason: String?,
    acknowledged: [String], from source: EnvironmentName?, release: ReleaseName?
  ) throws(RepositoryError) -> Deployment {
    let pointer = Pointer.environment(environment)
    if let live = deployment.live, live.versionCommit == deployment.version.commit {
      try expect(.prompt(deployment.name, .pointer(pointer)))
      return Deployment(
        name: deployment.name, environment: environment, move: live, isChange: false,
        contract: deployment.contract)
    }
    var trailers: [Trailer] = []
    if let source { trailers.append(Trailer(.promotedFrom, source.rawValue)) }
    if let release { trailers.append(Trailer(.release, release.rawValue)) }
    if !acknowledged.isEmpty {
      trailers.append(Trailer(.acknowledgedVariables, acknowledged.joined(separator: ", ")))
    }
    let move = try move(
      pointer, of: deployment.name, to: deployment.version, reason: reason, also: trailers)
    return Deployment(
      name: deployment.name, environment: environment, move: move, isChange: true,
      contract: deployment.contract)
  }
}

/// The version that has to be live before it is replaced.
public enum ExpectedVersion: Sendable, Hashable {
  /// Nothing was ever live.
  case nothing
  /// A version whose hash begins with these digits.
  case hash(String)

  /// Reads `none`, or 8 to 64 digits of a version hash with or without `sha256:`.
  ///
  /// - Throws: ``RepositoryError/Code/invalid``.
  package init(_ text: String) throws(RepositoryError) {
    if text == "none" {
      self = .nothing
      return
    }
    let digits = text.utf8.starts(with: "sha256:".utf8) ? String(text.dropFirst(7)) : text
    let isHex = digits.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    guard isHex, (8...64).contains(digits.utf8.count) else {
      throw RepositoryError(
        .invalid, "'\(text)' is not a version hash",
        hint: "Give 8 to 64 lower-case hexadecimal digits, or none if nothing may be live")
    }
    self = .hash(digits)
  }

  /// Refuses what is live if it is something else.
  ///
  /// - Throws: ``RepositoryError/Code/conflict``.
  package func check(
    _ live: PointerMove?, _ name: PromptName, at pointer: Pointer
  ) throws(RepositoryError) {
    let (fits, expected) =
      switch self {
      case .nothing: (live == nil, "nothing")
      case .hash(let digits):
        (live?.hash.hex.utf8.starts(with: digits.utf8) ?? false, "sha256:\(digits)")
      }
    guard !fits else { return }
    let found = live.map { "v\($0.version) (sha256:\($0.hash.short())), by \($0.author.name)" }
    guard let environment = pointer.environment else {
      throw RepositoryError(
        .conflict,
        "\(found ?? "nothing") is active for '\(name)', where \(expected) was expected")
    }
    throw RepositoryError(
      .conflict,
      "\(found ?? "nothing") is live in '\(environment)' for '\(name)', where \(expected) was "
        + "expected",
      cause: LedgerRefusal.unexpectedVersion(of: name, in: environment))
  }
}
