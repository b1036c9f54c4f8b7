extension Transaction {
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
  public mutating func deploy(
    _ orders: [DeploymentOrder], to name: EnvironmentName, reason: String? = nil,
    acknowledging acknowledged: Set<String> = [], from source: EnvironmentName? = nil,
    release: ReleaseName? = nil
  ) throws(RepositoryError) -> [Deployment] {
    let environment = try environment(name)
    try expect(.environments)
    let gate = DeploymentGate(environment, acknowledged: acknowledged)
    var planned: [PlannedDeployment] = []
    var refusals: [RepositoryError] = []
    for order in orders {
      do throws(RepositoryError) {
        guard !planned.contains(where: { $0.name == order.name }) else {
          throw RepositoryError(
            .invalid, "'\(order.name)' is to be deployed twice", hint: "Name each prompt once")
        }
        let deployment = try plan(order, to: name)
        try gate.check(deployment, self)
        planned.append(deployment)
      } catch {
        // What is damaged or cannot be read is nothing that a user decides about.
        guard DeploymentGate.codes.contains(error.code) else { throw error }
        refusals.append(error)
      }
    }
    guard refusals.isEmpty else { throw .notDeployed(refusals, of: orders.count, to: name) }
    if let source {
      // What is promoted is what the source has when the change is applied.
      for order in orders { try expect(PromptReferences(order.name).pointer(.environment(source))) }
    }
    var deployments: [Deployment] = []
    for deployment in planned {
      deployments.append(
        try carryOut(
          deployment, to: name, reason: reason,
          acknowledged: gate.used(by: deployment), from: source, release: release))
    }
    return deployments
  }

  /// Makes exactly the versions that are live in one environment live in another.
  ///
  /// - Parameter names: These prompts; all that the source has, but archived ones, when `nil`.
  @discardableResult
  public mutating func promote(
    _ names: [PromptName]?, from source: EnvironmentName, to target: EnvironmentName,
    reason: String? = nil, acknowledging acknowledged: Set<String> = []
  ) throws(RepositoryError) -> [Deployment] {
    _ = try environment(source)
    guard source != target else {
      throw RepositoryError(
        .invalid, "'\(source)' cannot be promoted to itself", hint: "Name two environments")
    }
    let names = if let names { names } else { try promotable(from: source) }
    return try deploy(
      names.map { DeploymentOrder($0, .environment(source)) }, to: target, reason: reason,
      acknowledging: acknowledged, from: source)
  }

  private mutating func promotable(
    from source: EnvironmentName
  ) throws(RepositoryError) -> [PromptName] {
    var names: [PromptName] = []
    for name in try self.names(having: .pointer(.environment(source))) {
      // References without a record are no prompt.
      guard let prompt = try prompt(name), !prompt.record.isArchived else { continue }
      names.append(name)
    }
    return names
  }

  private func plan(
    _ order: DeploymentOrder, to environment: EnvironmentName
  ) throws(RepositoryError) -> PlannedDeployment {
    let prompt = try existing(order.name)
    let live = try lastMove(of: .environment(environment), order.name)
    try order.expected?.check(live, order.name, in: environment)
    let version = try version(order.name, order.spec, from: .environment(environment))
    guard !prompt.record.isArchived else {
      throw RepositoryError(
        .protected, "prompt '\(order.name)' is archived",
        hint: "`promptrepo unarchive \(order.name)` brings it back",
        cause: DeploymentRule.archived)
    }
    var contract: VariableContract?
    if let live, live.versionCommit != version.commit {
      contract = VariableContract(
        live: try text(of: self.version(of: live)), coming: try text(of: version))
    }
    return PlannedDeployment(name: order.name, version: version, live: live, contract: contract)
  }

  private mutating func carryOut(
    _ deployment: PlannedDeployment, to environment: EnvironmentName, reason: String?,
    acknowledged: [String], from source: EnvironmentName?, release: ReleaseName?
  ) throws(RepositoryError) -> Deployment {
    let pointer = Pointer.environment(environment)
    if let live = deployment.live, live.versionCommit == deployment.version.commit {
      try expect(PromptReferences(deployment.name).pointer(pointer))
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

extension RepositoryError {
  /// One refusal as it is, or several as a list.
  fileprivate static func notDeployed(
    _ refusals: [RepositoryError], of count: Int, to environment: EnvironmentName
  ) -> RepositoryError {
    if count == 1 || refusals.count == 1, let only = refusals.first {
      return RepositoryError(
        only.code, only.message + (count == 1 ? "" : "; so nothing was deployed"), hint: only.hint,
        cause: only.cause)
    }
    let code = refusals.contains { $0.code == .conflict } ? Code.conflict : refusals[0].code
    let list = refusals.map { refusal in
      "\n  \(refusal.message)" + (refusal.hint.map { "\n    \($0)" } ?? "")
    }
    return RepositoryError(
      code,
      "nothing was deployed to '\(environment)', since \(refusals.count) of \(count) prompts cannot "
        + "be:" + list.joined())
  }
}
