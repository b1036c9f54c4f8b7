/// What a deployment would do, with all that is against it; nothing of it is carried out yet.
package struct DeploymentPlan: Sendable {
  /// The deployments that nothing is against, in the order in which they were asked for.
  package let allowed: [PlannedDeployment]

  /// Those that rules of the environment are against.
  package let refused: [PlannedDeployment]

  /// What is against each prompt that cannot be deployed, in the order in which they were asked for.
  package let refusals: [(name: PromptName, error: RepositoryError)]

  /// The error that the deployment fails with; nil if it may be carried out.
  package let refusal: RepositoryError?

  /// The rules of the environment.
  let protection: DeploymentProtection

  /// All whose prompts, versions and live versions are known, allowed or not, by name.
  package var known: [PlannedDeployment] { (allowed + refused).sorted { $0.name < $1.name } }
}

extension Transaction {
  /// Works out a deployment, and puts it to the rules of the environment.
  ///
  /// - Throws: What no decision of a user can mend, such as damage, and
  ///   ``RepositoryError/Code/notFound`` where there is no such environment. All else that is against
  ///   it is in the plan.
  package func planDeployment(
    _ orders: [DeploymentRequest], to name: EnvironmentName, acknowledging acknowledged: Set<String>
  ) throws(RepositoryError) -> DeploymentPlan {
    let environment = try environment(name)
    let protection = DeploymentProtection(environment, acknowledged: acknowledged)
    var allowed: [PlannedDeployment] = []
    var refused: [PlannedDeployment] = []
    var refusals: [(name: PromptName, error: RepositoryError)] = []
    var planned: Set<PromptName> = []
    for order in orders {
      do throws(RepositoryError) {
        guard !planned.contains(order.name) else {
          throw RepositoryError(
            .invalid, "'\(order.name)' is to be deployed twice", hint: "Name each prompt once")
        }
        let deployment = try plan(order, to: name)
        do throws(RepositoryError) {
          try protection.check(deployment, self)
        } catch {
          if error.code == .protected { refused.append(deployment) }
          throw error
        }
        allowed.append(deployment)
        planned.insert(order.name)
      } catch {
        // What is damaged or cannot be read is nothing that a user decides about.
        guard DeploymentProtection.codes.contains(error.code) else { throw error }
        refusals.append((order.name, error))
      }
    }
    return DeploymentPlan(
      allowed: allowed, refused: refused, refusals: refusals,
      refusal: refusals.isEmpty
        ? nil : .notDeployed(refusals.map(\.error), of: orders.count, to: name),
      protection: protection)
  }

  /// What a promotion asks for: the versions that are live in the source.
  ///
  /// - Parameter names: These prompts; all that the source has, but archived ones, when `nil`.
  /// - Throws: ``RepositoryError/Code/invalid`` if source and target are the same,
  ///   ``RepositoryError/Code/notFound``.
  package func promotion(
    of names: [PromptName]?, from source: EnvironmentName, to target: EnvironmentName
  ) throws(RepositoryError) -> [DeploymentRequest] {
    _ = try environment(source)
    guard source != target else {
      throw RepositoryError(
        .invalid, "'\(source)' cannot be promoted to itself", hint: "Name two environments")
    }
    let names = if let names { names } else { try promotable(from: source) }
    return names.map { DeploymentRequest($0, .environment(source)) }
  }

  private func promotable(from source: EnvironmentName) throws(RepositoryError) -> [PromptName] {
    var names: [PromptName] = []
    for name in try self.names(having: .pointer(.environment(source))) {
      // References without a record are no prompt.
      guard let prompt = try prompt(name), !prompt.record.isArchived else { continue }
      names.append(name)
    }
    return names
  }

  private func plan(
    _ order: DeploymentRequest, to environment: EnvironmentName
  ) throws(RepositoryError) -> PlannedDeployment {
    let prompt = try existing(order.name)
    let live = try lastMove(of: .environment(environment), order.name)
    try order.expected?.check(live, order.name, at: .environment(environment))
    let version = try version(order.name, order.spec, from: .environment(environment))
    guard !prompt.record.isArchived else {
      throw RepositoryError(
        .protected, "prompt '\(order.name)' is archived",
        cause: DeploymentRule.archived(order.name))
    }
    try checkPartials(of: version, order.name)
    var contract: VariableDiff?
    if let live, live.versionCommit != version.commit {
      contract = VariableDiff(
        live: try liveText(of: live, order.name), coming: try text(of: version, order.name))
    }
    return PlannedDeployment(name: order.name, version: version, live: live, contract: contract)
  }

  /// What is live, without what it includes where that is gone: it can be replaced all the same.
  private func liveText(
    of live: PointerMove, _ name: PromptName
  ) throws(RepositoryError) -> VersionText {
    let version = try self.version(of: live)
    do throws(RepositoryError) {
      return try text(of: version, name)
    } catch  where error.cause is PartialRefusal {
      return try ownText(of: version)
    }
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
    let summary =
      "nothing was deployed to '\(environment)', since \(refusals.count) of \(count) prompts cannot "
      + "be"
    return RepositoryError(
      code, "\(summary):" + refusals.map { "\n  \($0.message)" }.joined(),
      cause: LedgerRefusal.deployments(refusals, summary: summary))
  }
}
