internal import HTTPMessages
internal import PromptRepo
internal import PromptsAPI

// The operation that makes a version live again.
extension ServiceRequest {
  /// Makes a version live again that the environment held before.
  ///
  /// - Throws: 404 when it never held it, 409 when somebody moved the same pointer at the same
  ///   moment.
  func rollBackDeployment(_ body: [UInt8]) throws -> HTTPResponse {
    let wanted: DeploymentRollbackRequest = try read(body)
    let (found, ledger) = try deployment(wanted.deploymentID)
    do {
      return try change(ledger) { transaction in
        let deployed = try rollBack(found, wanted, in: &transaction)
        let answer = DeploymentRollback(deployment: deployed.object)
        return HTTPResponse(.ok, json: answer.json).with(deploymentTip: deployed.tip)
      }
    } catch let error as RepositoryError where error.code == .conflict {
      throw APIError.concurrentDeployment
    }
  }

  private func rollBack(
    _ deployment: IndexedDeployment, _ wanted: DeploymentRollbackRequest,
    in transaction: inout Transaction
  ) throws -> DeploymentOutcome {
    let environment = deployment.environment
    guard let prompt = try current(deployment.prompt, in: transaction),
      try transaction.environments().contains(where: { $0.name == environment }),
      let live = try transaction.lastMove(of: .environment(environment), prompt.name)
    else { throw APIError.deploymentNotFound }
    try checkIfMatch(live.commit, "live version in '\(environment)'")
    let moves = try transaction.moves(of: .environment(environment), prompt.name)
    let digits = wanted.rollbackToHash
    guard let held = try ServiceRequest.held(digits, in: moves) else {
      return try deploy(digits, wanted, of: prompt, to: environment, moves, in: &transaction)
    }
    guard held.hash != live.hash else {
      return DeploymentOutcome(prompt, environment, live, isChange: false)
    }
    let move = try transaction.rollback(
      prompt.name, .environment(environment), to: .number(held.version), reason: wanted.reason)
    return DeploymentOutcome(prompt, environment, move, isChange: true)
  }

  /// The newest of some moves that made a version live whose hash begins with some digits; `nil` when
  /// none did.
  private static func held(
    _ digits: String, in moves: [PointerMove]
  ) throws -> PointerMove? {
    var found: [PointerMove] = []
    for move in moves where move.hash.hex.utf8.starts(with: digits.utf8) {
      if !found.contains(where: { $0.hash == move.hash }) { found.append(move) }
    }
    guard found.count > 1 else { return found.first }
    let list = found.map { "v\($0.version) (\($0.hash))" }.joined(separator: ", ")
    throw APIError.ambiguousHash(
      "'\(digits)' fits \(found.count) versions that were live: \(list)",
      parameter: "rollback_to_hash")
  }

  /// Deploys a version that the environment never held, if that is asked for.
  private func deploy(
    _ digits: String, _ wanted: DeploymentRollbackRequest, of prompt: Prompt,
    to environment: EnvironmentName, _ moves: [PointerMove], in transaction: inout Transaction
  ) throws -> DeploymentOutcome {
    let version = try version(digits, "rollback_to_hash", of: prompt, in: transaction)
    guard wanted.allowsUndeployed else {
      let held = Set(moves.map(\.version)).sorted()
      throw APIError.neverDeployed(version.number, to: environment.rawValue, held: held)
    }
    return try carryOut(
      DeploymentRequest(prompt.name, .number(version.number)), of: prompt, to: environment,
      reason: wanted.reason, in: &transaction)
  }
}
