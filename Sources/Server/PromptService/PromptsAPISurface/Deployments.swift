internal import Digests
internal import HTTPMessages
internal import PromptRepo
internal import PromptsAPI

// The operations that read deployments.
extension ServiceRequest {
  /// A page of the list of deployments.
  func listDeployments() throws -> HTTPResponse {
    let limit = try limit()
    var prompt: PromptID?
    if let text = target["prompt_id"] { prompt = try self.prompt(text).prompt.id }
    if let text = try name() {
      let named = try self.prompt(meantBy: text).prompt.id
      guard prompt == nil || prompt == named else { throw APIError.twoPrompts }
      prompt = named
    }
    var environment: EnvironmentName?
    let names = ["environment", "env"].compactMap { target[$0] }
    guard names.allSatisfy({ $0.utf8.elementsEqual((names.first ?? "").utf8) }) else {
      throw APIError.twoEnvironments
    }
    if let text = names.first { environment = try self.environment(text, in: ledger) }
    var cursor: UUIDValue?
    if let text = target["after"] {
      guard let id = UUIDValue(text) else { throw APIError.deploymentCursor }
      cursor = id
    }
    guard let ledger else {
      guard cursor == nil else { throw APIError.deploymentCursor }
      return HTTPResponse(.ok, DeploymentPage(data: [], hasMore: false)).tagged(for: fields)
    }
    var page = DeploymentPage(data: [], hasMore: false)
    repeat {
      // Those that cannot be shown leave room for the ones behind them.
      guard
        let found = try ledger.index.deployments(
          after: cursor, limit: limit - page.data.count, of: prompt, in: environment)
      else { throw APIError.deploymentCursor }
      for deployment in found.deployments {
        guard let object = try ServiceRequest.object(deployment, in: ledger) else { continue }
        page.data.append(object)
      }
      page.hasMore = found.hasMore
      cursor = found.deployments.last?.id
    } while page.hasMore && page.data.count < limit
    return HTTPResponse(.ok, page).tagged(for: fields)
  }

  /// A deployment for the list; one that is damaged hides no other.
  private static func object(
    _ deployment: IndexedDeployment, in ledger: Ledger
  ) throws(RepositoryError) -> DeploymentObject? {
    let reader = SnapshotReader(deployment.prompt, in: ledger.repository)
    do throws(RepositoryError) {
      return DeploymentObject(
        try reader.existing(deployment.prompt.name), in: deployment.environment,
        try reader.liveMove(at: deployment.tip, of: deployment.prompt.name))
    } catch {
      guard error.code == .damaged || error.code == .invalid else { throw error }
      return nil
    }
  }

  /// A page of the moves of one deployment, the newest first.
  func getDeploymentHistory() throws -> HTTPResponse {
    let limit = try limit()
    let (found, ledger) = try deployment(parameters[0])
    let reader = SnapshotReader(found.prompt, in: ledger.repository)
    var chain = try reader.moveChain(of: .environment(found.environment), found.prompt.name)
    if let text = target["after"] {
      // The cursor has to be one of the chain.
      guard let id = ObjectID(hex: text), try chain.first(where: { $0.commit == id }) != nil else {
        throw APIError.moveCursor
      }
    }
    // One more than the page has: each move is shown with the one before it.
    let moves = try chain.steps(limit + 1)
    let page = DeploymentHistory(
      data: moves.prefix(limit).indices.map { index in
        DeploymentMoveObject(
          moves[index], after: index + 1 < moves.count ? moves[index + 1] : nil)
      }, hasMore: moves.count > limit)
    return HTTPResponse(.ok, page).tagged(for: fields).with(deploymentTip: found.tip)
  }

}

// The operation that makes a version live in an environment.
extension ServiceRequest {
  /// Makes a version live in an environment.
  ///
  /// It is not tried again: whoever deploys has decided on what was live then.
  ///
  /// - Throws: 409 when a rule is against it, something else is live than was expected, or somebody
  ///   moved the same pointer at the same moment.
  func deploy(_ body: [UInt8]) throws -> HTTPResponse {
    let wanted: DeployRequest = try read(body)
    let (prompt, ledger) = try prompt(of: wanted)
    let environment = try environment(wanted.environment, in: ledger)
    let receipt = try IdempotencyRecord(for: self, body)
    do {
      return try change(ledger) { transaction in
        if let answer = try receipt?.answer(in: transaction) { return answer }
        let response = try deploy(wanted, prompt, to: environment, in: &transaction)
        try receipt?.keep(response, in: &transaction)
        return response
      }
    } catch {
      if let answer = try receipt?.answer(in: ledger, after: error) { return answer }
      if let error = error as? RepositoryError, error.code == .conflict {
        throw APIError.concurrentDeployment
      }
      throw error
    }
  }

  private func prompt(of wanted: DeployRequest) throws -> (prompt: IndexedPrompt, ledger: Ledger) {
    guard let id = wanted.promptID else { return try prompt(meantBy: wanted.promptName ?? "") }
    let found = try prompt(id)
    if let name = wanted.promptName, try prompt(meantBy: name).prompt.id != found.prompt.id {
      throw APIError.twoPrompts
    }
    return found
  }

  private func deploy(
    _ wanted: DeployRequest, _ prompt: IndexedPrompt, to environment: EnvironmentName,
    in transaction: inout Transaction
  ) throws -> HTTPResponse {
    guard let current = try current(prompt, in: transaction), current.active != nil else {
      throw APIError.noPrompt
    }
    let names = try transaction.environments().map(\.name)
    guard names.contains(environment) else {
      throw APIError.environmentNotFound(environment.rawValue, among: names.map(\.rawValue))
    }
    let live = try transaction.lastMove(of: .environment(environment), current.name)
    try checkIfMatch(live?.commit, "live version in '\(environment)'")
    let spec = try spec(wanted, of: current, live: live, in: transaction)
    var order = DeploymentRequest(current.name, spec)
    if let expected = wanted.expectedHash { order.expected = try ExpectedVersion(expected) }
    let deployed = try carryOut(
      order, of: current, to: environment, reason: wanted.reason,
      acknowledging: wanted.acknowledgedVariables, in: &transaction)
    return HTTPResponse(deployed.isChange ? .created : .ok, deployed.object)
      .with(deploymentTip: deployed.tip)
  }

  /// The version that is to be deployed.
  private func spec(
    _ wanted: DeployRequest, of prompt: Prompt, live: PointerMove?, in transaction: Transaction
  ) throws -> VersionSpec {
    if let number = wanted.version {
      guard let latest = prompt.latest, number <= latest.number else {
        throw APIError.versionNotFound
      }
      return .number(number)
    }
    guard let digits = wanted.versionHash else { return .active }
    let version = try version(digits, "version_hash", of: prompt, in: transaction)
    // What is live may have the same content under another number.
    if let live, live.hash == version.hash { return .number(live.version) }
    return .number(version.number)
  }

  /// The version of a prompt whose hash begins with some digits.
  ///
  /// - Parameter parameter: The member that holds them, for errors.
  func version(
    _ digits: String, _ parameter: String, of prompt: Prompt, in transaction: Transaction
  ) throws -> Version {
    do throws(RepositoryError) {
      return try transaction.version(prompt.name, .digits(digits, hashOnly: true))
    } catch {
      switch error.code {
      case .notFound: throw APIError.versionHashNotFound(digits)
      case .ambiguous: throw APIError.ambiguousHash(error.message, parameter: parameter)
      default: throw error
      }
    }
  }

  /// Puts one deployment to the rules and carries it out.
  func carryOut(
    _ order: DeploymentRequest, of prompt: Prompt, to environment: EnvironmentName, reason: String?,
    acknowledging variables: [String] = [], in transaction: inout Transaction
  ) throws -> DeploymentOutcome {
    let deployments: [Deployment]
    do throws(RepositoryError) {
      deployments = try transaction.deploy(
        [order], to: environment, reason: reason, acknowledging: Set(variables))
    } catch {
      if error.code == .conflict { throw ServiceError.unexpectedVersion(error.message) }
      throw error
    }
    guard let deployment = deployments.first else { throw APIError.internalFailure }
    return DeploymentOutcome(prompt, environment, deployment.move, isChange: deployment.isChange)
  }
}

/// What a change made of a deployment.
struct DeploymentOutcome: Sendable {
  /// The deployment as it is answered.
  let object: DeploymentObject
  /// Where its pointer stands.
  let tip: ObjectID
  /// Whether something was moved.
  let isChange: Bool

  init(
    _ prompt: Prompt, _ environment: EnvironmentName, _ move: PointerMove, isChange: Bool
  ) {
    object = DeploymentObject(prompt, in: environment, move)
    tip = move.commit
    self.isChange = isChange
  }
}

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

  /// The deployment with this id, a UUID in any form.
  ///
  /// - Throws: 404 when there is none for this caller.
  func deployment(_ text: String) throws -> (deployment: IndexedDeployment, ledger: Ledger) {
    guard let id = UUIDValue(text), let ledger, let found = try ledger.index.deployment(id) else {
      throw APIError.deploymentNotFound
    }
    return (found, ledger)
  }

  /// The environment with this name.
  ///
  /// - Throws: 404 when there is none, with those that there are.
  func environment(_ text: String, in ledger: Ledger?) throws -> EnvironmentName {
    var names: [EnvironmentName] = []
    if let ledger { names = try ledger.index.environments() }
    guard let name = names.first(where: { $0.rawValue.utf8.elementsEqual(text.utf8) }) else {
      throw APIError.environmentNotFound(text, among: names.map(\.rawValue))
    }
    return name
  }
}
