internal import HTTPMessages
internal import PromptRepo
internal import PromptsAPI

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
    let environment = try environment(wanted.environment)
    return try changeOnce(ledger, body, lostRace: APIError.concurrentDeployment) { transaction in
      try deploy(wanted, prompt, to: environment, in: &transaction)
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
    do {
      return try transaction.version(prompt.name, hashBeginning: digits)
    } catch ServiceError.ambiguousHash(let candidates) {
      throw APIError.ambiguousHash(candidates, parameter: parameter)
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
