internal import APIKeys
package import PromptRepo

/// A change of an environment as it is shown before it is made.
package struct DeploymentPreview: Sendable {
  /// The environment that would be changed.
  package let environment: DeploymentEnvironment
  /// The environment whose versions these are, where they are promoted.
  package let source: EnvironmentName?
  /// What would become of each prompt, in the order in which they were asked for.
  package let entries: [Entry]

  /// What would become of one prompt.
  package struct Entry: Sendable {
    /// The prompt.
    package let prompt: FoundPrompt
    /// The version that would be live; `nil` where there is none, or it cannot be read.
    package let version: Version?
    /// What is live so far.
    package let live: PointerMove?
    /// How the variables differ; `nil` where nothing is live, or this version.
    package let contract: VariableDiff?
    /// The move that made the content live in the environment that is required, the newest one.
    package let earlier: PointerMove?
    /// What is against it; `nil` if it may go live.
    package let refusal: RepositoryError?

    /// The rule that is against it; `nil` for none, and for one that has no facts.
    package var rule: DeploymentRule? { refusal?.cause as? DeploymentRule }

    /// Whether the version is live already.
    package var isLive: Bool { version != nil && live?.versionCommit == version?.commit }

    /// What has to be true when it is carried out; `nil` where it cannot be.
    package var shown: ShownMove? {
      version.map { ShownMove(prompt.name, to: $0, from: live) }
    }
  }
}

extension ServiceRequest {
  /// What promoting prompts from one environment to another would do.
  ///
  /// - Parameters:
  ///   - names: These prompts; all whose content differs between the two, but archived ones, when
  ///     `nil`.
  ///   - acknowledged: Variables whose coming or going callers are ready for.
  /// - Throws: ``ServiceError/environmentNotFound(_:among:)``, ``ServiceError/invalid(_:parameter:)``
  ///   where both are the same.
  package func planPromotion(
    of names: [PromptName]?, from source: EnvironmentName, to target: EnvironmentName,
    acknowledging acknowledged: Set<String> = []
  ) throws -> DeploymentPreview {
    let names = try names ?? behind(source, target)
    return try preview(to: target, from: source, acknowledged) {
      (transaction) throws(RepositoryError) in
      try transaction.promotion(of: names, from: source, to: target)
    }
  }

  /// What making versions live in an environment would do.
  package func planDeployment(
    of orders: [DeploymentRequest], to environment: EnvironmentName,
    acknowledging acknowledged: Set<String> = []
  ) throws -> DeploymentPreview {
    try preview(to: environment, from: nil, acknowledged) { _ in orders }
  }

  /// Makes exactly the versions that were shown live in an environment: all, or none.
  ///
  /// - Parameter source: The environment that they are promoted from, which has to have them still.
  /// - Throws: As ``carryOut(_:_:)`` does, and ``ServiceError/forbidden(_:needs:)``.
  package func deploy(
    _ moves: [ShownMove], to environment: EnvironmentName, from source: EnvironmentName? = nil,
    reason: String?, acknowledging acknowledged: Set<String> = []
  ) throws -> MadeOperation {
    try caller.check(.deployer)
    return try carryOut(existingLedger()) { transaction in
      var orders: [DeploymentRequest] = []
      for move in moves {
        let spec = source.map { VersionSpec.environment($0) } ?? .number(move.version)
        try move.check(transaction.version(move.name, spec))
        orders.append(DeploymentRequest(move.name, spec, expecting: move.live))
      }
      let deployments = try transaction.deploy(
        orders, to: environment, reason: reason, acknowledging: acknowledged, from: source,
        release: nil)
      return deployments.filter(\.isChange).map { ($0.name, $0.move) }
    }
  }

  /// Puts orders to the rules of an environment, without carrying them out.
  func preview(
    to name: EnvironmentName, from source: EnvironmentName?, _ acknowledged: Set<String>,
    _ orders: (Transaction) throws(RepositoryError) -> [DeploymentRequest]
  ) throws -> DeploymentPreview {
    let ledger = try existingLedger()
    let environment = try deploymentEnvironment(name.rawValue)
    if let source { _ = try deploymentEnvironment(source.rawValue) }
    let names = try environmentNames()
    do throws(RepositoryError) {
      return try rehearse(ledger) { transaction throws(RepositoryError) in
        let orders = try orders(transaction)
        let outcomes = try transaction.outcomes(of: orders, to: name, acknowledged)
        var entries: [DeploymentPreview.Entry] = []
        for (order, outcome) in zip(orders, outcomes) {
          let prompt = FoundPrompt(order.name, environments: names, in: ledger.repository)
          let planned = outcome.planned
          var earlier: PointerMove?
          if let required = environment.requires, let hash = planned?.version.hash {
            earlier = try transaction.move(making: hash, liveIn: required, order.name)
          }
          entries.append(
            DeploymentPreview.Entry(
              prompt: prompt, version: planned?.version, live: planned?.live,
              contract: planned?.contract, earlier: earlier, refusal: outcome.refusal))
        }
        return DeploymentPreview(environment: environment, source: source, entries: entries)
      }
    } catch {
      throw ServiceError(ofPlan: error)
    }
  }

  /// The prompts, but archived ones, whose content in one environment is not what another one has.
  private func behind(
    _ source: EnvironmentName, _ target: EnvironmentName
  ) throws -> [PromptName] {
    try promptSummaries().prompts.filter { prompt in
      guard let coming = prompt.live[source], !prompt.isArchived else { return false }
      return coming.hash != prompt.live[target]?.hash
    }.map(\.name).sorted()
  }
}

extension Transaction {
  /// What becomes of one order.
  fileprivate struct Outcome {
    var planned: PlannedDeployment?
    var refusal: RepositoryError?
  }

  /// What becomes of each order; of a damaged prompt, that it is.
  fileprivate func outcomes(
    of orders: [DeploymentRequest], to environment: EnvironmentName, _ acknowledged: Set<String>
  ) throws(RepositoryError) -> [Outcome] {
    do throws(RepositoryError) {
      let plan = try planDeployment(orders, to: environment, acknowledging: acknowledged)
      var outcomes: [PromptName: Outcome] = [:]
      for planned in plan.known { outcomes[planned.name] = Outcome(planned: planned) }
      for (name, error) in plan.refusals { outcomes[name, default: Outcome()].refusal = error }
      return orders.map { outcomes[$0.name] ?? Outcome() }
    } catch {
      guard error.code == .damaged || error.code == .invalid else { throw error }
      guard orders.count > 1 else { return [Outcome(refusal: error)] }
      var outcomes: [Outcome] = []
      for order in orders {
        outcomes += try self.outcomes(of: [order], to: environment, acknowledged)
      }
      return outcomes
    }
  }

  /// The newest move that made a content live in an environment; `nil` where none did.
  fileprivate func move(
    making hash: VersionHash, liveIn environment: EnvironmentName, _ name: PromptName
  ) throws(RepositoryError) -> PointerMove? {
    var moves = try moveChain(of: .environment(environment), name)
    return try moves.first { $0.hash == hash }
  }
}
